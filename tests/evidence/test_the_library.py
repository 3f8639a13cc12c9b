"""Decision makers, statements with positions, polls, claims and elections, by their pages."""

import pytest

from tests import make
from undersigned.campaigns import preparing
from undersigned.campaigns.models import Election, ElectionResult, Position
from undersigned.evidence import keeping, phrasing, rechecking, weighing
from undersigned.evidence.models import Claim, Poll, Result
from undersigned.officials.models import DecisionMaker, Statement
from undersigned.organisations.auditing import CLOCK

pytestmark = pytest.mark.django_db

HOME = "/dashboard/river-valley/"
ALL = ("decision-makers/", "evidence/", "elections/")


@pytest.fixture
def organisation():
    return make.organisation()


@pytest.fixture
def client(organisation):
    return make.signed_in(make.member(organisation))


def posted(client, path, **typed):
    answer = client.post(f"{HOME}{path}", {"version": "0", **typed})
    assert answer.status_code == 302, answer.content.decode()
    return answer


def campaign(organisation, **values):
    return preparing.create(
        organisation=organisation, at=make.NOON, by=CLOCK,
        values={"title": "Keep the ferry", **values},
        demands=[preparing.DemandLine(text="No cut")],
    )  # fmt: skip


@pytest.mark.parametrize("page", ALL)
def test_an_empty_library_says_what_it_is_for(client, page):
    assert b'class="empty"' in client.get(f"{HOME}{page}").content


def test_a_decision_maker_is_changed_and_kept_while_a_campaign_targets_them(
    client, organisation
):
    posted(client, "decision-makers/new/", name="Dana Reyes", contact_0_value="d@x.example")
    dana = DecisionMaker.objects.get()
    assert dana.contacts.get().kind == "email"
    page = f"decision-makers/{dana.uuid}/"
    posted(client, f"{page}record/", version="1", name="Dana M. Reyes", office="Mayor")
    assert not dana.contacts.exists()
    late = client.post(f"{HOME}{page}record/", {"version": "1", "name": "Dana"})
    assert late.status_code == 422
    it = campaign(organisation, target_id=dana.pk)
    assert client.get(f"{HOME}{page}removal/").status_code == 200
    posted(client, f"{page}removal/")
    assert DecisionMaker.objects.exists()
    it.delete()

    posted(client, f"{page}removal/")

    assert not DecisionMaker.objects.exists()


def test_a_statement_sets_where_its_speaker_stands(client, organisation):
    dana = DecisionMaker.objects.create(
        organisation=organisation, name="Dana Reyes", created_at=make.NOON
    )
    it = campaign(organisation, target_id=dana.pk)
    demand = it.demands.get()
    typed = {
        "words": "We will look at it.", "date": "2026-02-01", "date_means": "by",
        "source_title": "The Courier",
    }  # fmt: skip

    posted(
        client, f"decision-makers/{dana.uuid}/statements/new/", **typed,
        **{f"stance_{demand.pk}": "leaning"},
    )  # fmt: skip
    statement = Statement.objects.get()
    assert Position.objects.get().stance == "leaning"
    page = f"statements/{statement.uuid}/"
    posted(client, page, version="1", **typed, **{f"stance_{demand.pk}": "supports"})
    longer = typed | {"words": "We will look at it soon."}
    posted(client, page, version="2", **longer, **{f"stance_{demand.pk}": "supports"})
    late = client.post(f"{HOME}{page}", {"version": "2", **typed})
    assert late.status_code == 422
    assert b"We will look at it soon." in late.content
    assert Position.objects.get().stance == "supports"
    assert b"supports it" in client.get(f"{HOME}campaigns/{it.uuid}/").content
    for address in (page, f"{page}removal/", f"decision-makers/{dana.uuid}/"):
        assert client.get(f"{HOME}{address}").status_code == 200
    it.statements.add(statement)
    posted(client, f"{page}removal/")
    assert Statement.objects.exists()
    it.statements.clear()
    posted(client, f"{page}removal/")

    assert not Position.objects.exists()


def test_a_poll_is_kept_as_printed_and_a_claim_says_what_is_on_record(client, organisation):
    poll = {
        "pollster": "Valley Poll",
        "source_title": "Its report",
        "question_0_in_short": "Ferry?",
        "question_0_population": "Adults",
        "question_0_results": "keep it | around 71 %\ncut it | less than a third",
    }  # fmt: skip
    posted(client, "evidence/polls/new/", **poll)
    row = Poll.objects.get()
    keep, cut = Result.objects.order_by("place")
    assert (keep.share, cut.share) == (71, None)  # type: ignore[comparison-overlap]
    claim = {"sentence": "71 % want the ferry.", "result_id": str(keep.pk)}
    wrong = client.post(
        f"{HOME}evidence/claims/new/", {"version": "0", **claim, "number": "80"}
    )
    assert wrong.status_code == 422
    assert b"around 71 %" in wrong.content
    posted(client, "evidence/claims/new/", **claim, number="71")

    question = row.questions.get()
    less = poll | {"question_0_id": question.pk, "question_0_results": "cut it | a third"}
    less |= {"why": "a slip"}
    refused = client.post(f"{HOME}evidence/polls/{row.uuid}/", {**less, "version": "1"})
    assert refused.status_code == 422
    posted(
        client, f"evidence/polls/{row.uuid}/", version="1", why="The report says so.",
        **poll | {"question_0_id": question.pk, "question_0_results": "keep it | 71 %"},
    )  # fmt: skip
    assert Result.objects.get().pk == keep.pk
    posted(client, f"evidence/polls/{row.uuid}/removal/")
    assert Poll.objects.exists()
    found = Claim.objects.get()
    posted(client, f"evidence/claims/{found.uuid}/", **claim | {"version": "1"})
    for address in ("", f"claims/{found.uuid}/", f"claims/{found.uuid}/removal/"):
        assert client.get(f"{HOME}evidence/{address}").status_code == 200
    it = campaign(organisation)
    it.claims.add(found)
    posted(client, f"evidence/claims/{found.uuid}/removal/")
    assert Claim.objects.exists()
    it.claims.clear()
    posted(client, f"evidence/claims/{found.uuid}/removal/")
    posted(client, f"evidence/polls/{row.uuid}/removal/")

    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    ("printed", "share"),
    [("64%", 64), ("64.5 per cent", 64.5), ("60 % to 70 %", None), ("130 %", None), ("", None)],
)
def test_only_one_clear_share_is_read_out_of_what_was_printed(printed, share):
    assert keeping.share_of(printed) == share


def test_elections_and_results_are_added_changed_and_removed(client):
    posted(client, "elections/new/", name="City", date="2027-05-04", source_title="City Clerk")
    posted(
        client, "elections/results/new/", year="2020", office="Mayor", words="Won by 12",
        source_title="City Clerk",
    )  # fmt: skip
    one, result = Election.objects.get(), ElectionResult.objects.get()
    for address in ("", f"{one.uuid}/", f"results/{result.uuid}/", f"{one.uuid}/removal/"):
        assert client.get(f"{HOME}elections/{address}").status_code == 200
    posted(
        client, f"elections/results/{result.uuid}/", version="1", year="2020", office="Mayor",
        words="Won by 13", source_title="City Clerk",
    )  # fmt: skip
    later = {"name": "City", "date": "2027-05-11", "source_title": "City Clerk"}
    posted(client, f"elections/{one.uuid}/", version="1", **later)
    for address, typed in (
        (f"{one.uuid}/", later),
        (f"results/{result.uuid}/", {"year": "2020", "office": "Mayor", "words": "Won",
                                     "source_title": "City Clerk"}),
    ):  # fmt: skip
        late = client.post(f"{HOME}elections/{address}", {"version": "1", **typed})
        assert late.status_code == 422
        assert b"A colleague saved this" in late.content
    posted(client, f"elections/results/{result.uuid}/removal/")
    posted(client, f"elections/{one.uuid}/removal/")

    assert not Election.objects.exists()
    assert not ElectionResult.objects.exists()


def test_the_library_says_of_each_claim_whether_the_record_carries_it(
    django_assert_num_queries,
):
    ours = make.organisation()
    poll = Poll.objects.create(
        organisation=ours, pollster="Lake Survey", source_title="Its report",
        field_end=make.NOON.date(), created_at=make.NOON,
    )  # fmt: skip
    question = poll.questions.create(in_short="Keep it?", population="Registered voters")
    kept = question.results.create(answer="Keep it", share=61, as_printed="61%")
    for sentence in ("61% of registered voters would keep it.", "61% of Americans would."):
        Claim.objects.create(
            organisation=ours, sentence=sentence, result=kept, created_at=make.NOON
        )

    claims = list(Claim.objects.order_by("pk"))
    with django_assert_num_queries(2):
        found = weighing.weigh(claims, on=make.NOON.date())
    good, bad = (phrasing.verdict(one.verdict) for one in found)
    rechecking.check(claims, at=make.NOON)

    assert (good.label, good.tone, good.reasons) == ("supported by one poll", "good", [])
    assert good.missing == "exact wording, how many were asked"
    assert (bad.label, bad.tone) == ("not supported", "bad")
    assert bad.reasons == ["The poll did not ask the people it names (adults)."]
    page = make.signed_in(make.member(ours)).get("/dashboard/river-valley/evidence/").text
    assert "The poll did not ask the people it names (adults)." in page
