"""Numbers by state on one screen: each opens as an audience, and can be said to the press."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import make
from undersigned.accounts.models import Role
from undersigned.actions.models import Answer, OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.models import SignerCount, StateCount, StatedNumber
from undersigned.dashboard.states import counting
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.places.models import Population, StateGroup
from undersigned.segments.models import Segment
from undersigned.supporters.models import EmailConsent, PastAct, Supporter

pytestmark = pytest.mark.django_db
CENSUS = (
    "SUMLEV,REGION,STATE,NAME,ESTIMATESBASE2020,POPESTIMATE2023,POPESTIMATE2024\n"
    "010,0,00,United States,1,2,3\n040,2,39,Ohio,11,12,20000\n040,2,19,Iowa,3,3,10000\n"
)


@pytest.fixture
def ours() -> Organisation:
    return make.organisation()


@pytest.fixture
def campaign(ours: Organisation) -> Campaign:
    """Two signed in Ohio, one in Iowa a month ago, one abroad; one more only gets email."""
    made = make.campaign(ours)
    now = timezone.now()
    for name, region, days in (("Rosa Diaz", "OH", 0), ("Luis Ortega", "OH", 40),
                               ("Ana Lopez", "IA", 20)):  # fmt: skip
        person = make.supporter(ours, name, region=region, consent=EmailConsent.GIVEN)
        make.signature(made, person, confirmed_at=now - timedelta(days=days), region=region)
    abroad = make.supporter(ours, "Jan Novak", region="WA")
    Supporter.objects.filter(pk=abroad.pk).update(country="AU")  # Western Australia
    make.signature(made, abroad, confirmed_at=now, country="AU", region="WA")
    make.supporter(ours, "Mia Chen", region="OH", consent=EmailConsent.GIVEN)
    return made


def page(name: str, ours: Organisation, *args: object) -> str:
    return reverse(f"dashboard:{name}", args=[ours.slug, *args])


def group(ours: Organisation, *codes: str, name: str = "first two") -> StateGroup:
    return StateGroup.objects.create(organisation=ours, name=name, codes=list(codes))


def cells(html: str, state: str) -> list[str]:
    """The numbers of a row, as text."""
    row = html[html.index(f'<th scope="row">{state}</th>') :].partition("</tr>")[0]
    parts = row.split('<td class="number"')[1:]
    return [_text(part.partition(">")[2].partition("</td>")[0]) for part in parts]


def _text(html: str) -> str:
    while "<" in html:
        before, _open, rest = html.partition("<")
        html = before + rest.partition(">")[2]
    return " ".join(html.split())


def test_the_screen_counts_people_signers_and_the_active_by_state(
    ours: Organisation, campaign: Campaign
) -> None:
    counting.take(ours, at=timezone.now())
    client = make.signed_in(make.member(ours))

    html = client.get(page("states", ours)).content.decode()

    # people, reachable, active in 30 and 90 days, new this week, signed
    assert cells(html, "Ohio") == ["3", "3", "1", "2", "0", "2"]
    assert cells(html, "Iowa") == ["1", "1", "1", "1", "0", "1"]
    assert cells(html, "All states") == ["4", "4", "2", "3", "0", "3"]
    assert cells(html, "In no state that we know") == ["1", "0", "1", "1", "0", "1"]


def test_what_a_moved_list_says_of_acts_makes_people_active(ours: Organisation) -> None:
    rosa = make.supporter(ours, "Rosa Diaz", region="OH")
    for kind, days in ((PastAct.Kind.ACTED, 60), (PastAct.Kind.CLICKED, 1)):
        PastAct.objects.create(
            organisation=ours, supporter=rosa, kind=kind,
            at=timezone.now() - timedelta(days=days),
        )  # fmt: skip

    made = counting.take(ours, at=timezone.now())

    assert (made.figures["active_30"], made.figures["active_90"]) == ({}, {"OH": 1})


def test_every_number_opens_as_the_people_behind_it(
    ours: Organisation, campaign: Campaign
) -> None:
    counting.take(ours, at=timezone.now())
    client = make.signed_in(make.member(ours))
    html = client.get(page("states", ours)).content.decode()
    links = [part.partition('"')[0].replace("&amp;", "&") for part in html.split('href="')[1:]]
    numbers = {link for link in links if "/audiences/people/?" in link}

    shown = {link: client.get(link).context["page"].paginator.count for link in numbers}

    assert len(numbers) == 5 + 5 + 5 + 4  # but new ones, and nobody abroad is reachable
    for link, number in shown.items():
        assert f'{link.replace("&", "&amp;")}">{number}</a>' in html


def test_a_group_shows_its_states_alone_and_sorts_by_any_column(
    ours: Organisation, campaign: Campaign
) -> None:
    counting.take(ours, at=timezone.now())
    chosen = group(ours, "IA", "NH")
    client = make.signed_in(make.member(ours))

    def order(**asked: str) -> list[str]:
        answer = client.get(page("states", ours), {"group": str(chosen.uuid), **asked})
        return [line.name for line in answer.context["table"].lines]

    assert order() == ["Iowa", "New Hampshire"]
    assert order(sort="-name") == ["New Hampshire", "Iowa"]
    assert order(sort="signed") == ["New Hampshire", "Iowa"]
    assert order(sort="nonsense") == ["Iowa", "New Hampshire"]
    assert client.get(page("states", ours), {"group": str(ours.uuid)}).status_code == 404


def test_a_week_later_each_number_says_how_it_grew(
    ours: Organisation, campaign: Campaign
) -> None:
    at = timezone.now()
    counting.take(ours, at=at)
    StateCount.objects.update(day=StateCount.objects.get().day - timedelta(days=7))
    SignerCount.objects.update(day=SignerCount.objects.get().day - timedelta(days=7))
    make.signature(campaign, make.supporter(ours, "Eva Berg", region="OH"), confirmed_at=at)

    counting.take(ours, at=at)

    html = make.signed_in(make.member(ours)).get(page("states", ours)).content.decode()
    assert cells(html, "Ohio")[0] == "4 since a week ago: +1"
    assert cells(html, "Iowa")[0] == "1"


def test_counting_again_on_the_same_day_takes_the_place_of_the_last(
    ours: Organisation, campaign: Campaign
) -> None:
    at = timezone.now()
    assert counting.count_due(at=at) == 1
    assert counting.count_due(at=at) == 0
    Supporter.objects.filter(given_name="Mia").update(region="IA")

    assert counting.count_due(at=at + timedelta(minutes=1)) == 1

    assert StateCount.objects.get().figures["people"] == {"OH": 2, "IA": 2, "": 1}
    assert SignerCount.objects.get().trend["OH"][-1] == 1


def test_the_screen_asks_the_database_as_often_for_many_people_as_for_few(
    ours: Organisation, campaign: Campaign, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counting.take(ours, at=timezone.now())
    Population.objects.create(
        organisation=ours, source="Census", as_of=date(2024, 7, 1), figures={"OH": 20000},
        brought_at=make.NOON,
    )  # fmt: skip
    client = make.signed_in(make.member(ours))

    with django_assert_num_queries(12):
        client.get(page("states", ours), {"group": str(group(ours, "OH", "IA").uuid)})


def test_a_day_that_is_still_to_come_counts_nothing(ours: Organisation) -> None:
    client = make.signed_in(make.member(ours))
    campaign = make.campaign(ours)
    asked = {"campaign": str(campaign.uuid), "since": "2999-01-01"}

    answer = client.get(page("state_sentence", ours), asked)

    assert answer.status_code == 422
    assert "Jan. 1, 2999 is still to come" in answer.text


def test_a_group_is_made_changed_and_removed_and_a_second_of_its_name_is_refused(
    ours: Organisation,
) -> None:
    client = make.signed_in(make.member(ours))
    typed = {"name": "first four", "year": "2028", "source": "", "codes": ["IA", "NH"],
             "version": "0"}  # fmt: skip

    client.post(page("add_state_group", ours), typed)
    again = client.post(page("add_state_group", ours), typed | {"name": "First Four"})
    made = StateGroup.objects.get()
    client.post(
        page("state_group", ours, made.uuid), typed | {"codes": ["NV"], "version": made.version}
    )

    assert again.status_code == 422
    assert "“First Four” of that year already".encode() in again.content
    made.refresh_from_db()
    assert made.codes == ["NV"]
    client.post(page("remove_state_group", ours, made.uuid))
    assert not StateGroup.objects.exists()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a,b\n1,2\n", "it is: a, b"),
        ("state,population\nOhoi,5\n", "Line 2: “Ohoi” is no state"),
        ("state,population\nOH,many\n", "Line 2: “many” is no number of people for OH"),
        ("state,population\nOH,1\nOhio,2\n", "Line 3: Ohio stands there twice"),
        ("state,population\n", "There is no state in the file"),
    ],
)
def test_a_wrong_file_of_the_population_says_what_is_wrong_where(
    ours: Organisation, text: str, wrong: str
) -> None:
    client = make.signed_in(make.member(ours))
    file = SimpleUploadedFile("people.csv", text.encode())

    answer = client.post(page("state_population", ours), {
        "file": file, "whom": "residents", "source": "Census", "as_of": "2024-07-01",
    })  # fmt: skip

    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    assert not Population.objects.exists()


def test_the_census_bureaus_file_gives_numbers_per_10_000_residents(
    ours: Organisation, campaign: Campaign
) -> None:
    counting.take(ours, at=timezone.now())
    client = make.signed_in(make.member(ours))
    client.post(page("state_population", ours), {
        "file": SimpleUploadedFile("NST-EST2024.csv", CENSUS.encode()), "whom": "residents",
        "source": "U.S. Census Bureau, Vintage 2024", "as_of": "2024-07-01",
    })  # fmt: skip

    html = client.get(page("states", ours)).content.decode()

    assert Population.objects.get().figures == {"OH": 20000, "IA": 10000}
    assert cells(html, "Ohio")[-1] == cells(html, "Iowa")[-1] == "1.0"
    assert "U.S. Census Bureau, Vintage 2024" in html
    client.post(page("remove_population", ours))
    assert "Per 10,000" not in client.get(page("states", ours)).content.decode()


def test_an_audience_is_kept_under_a_name_and_a_mailing_goes_to_it(
    ours: Organisation, campaign: Campaign
) -> None:
    client = make.signed_in(make.member(ours))
    asked = f"{page('people', ours)}?of=signed&state=OH&campaign={campaign.uuid}"

    kept = client.post(asked, {"name": "Ohio signers", "version": "0"}, follow=True)
    refused = client.post(asked, {"name": "Ohio signers", "version": "0"})

    assert kept.context["page"].paginator.count == 2
    assert "lives in Ohio and signed" in kept.content.decode().lower().replace("ohio", "Ohio")
    assert refused.status_code == 422
    segment = Segment.objects.get(name="Ohio signers")
    client.post(page("write_to_audience", ours, segment.uuid))
    mailing = Mailing.objects.get()
    chosen = client.get(f"/dashboard/{ours.slug}/mailings/{mailing.uuid}/audience/")
    assert f'value="{segment.uuid}" selected' in chosen.content.decode()
    client.post(page("remove_audience", ours, segment.uuid))
    assert Segment.objects.filter(pk=segment.pk).exists()  # the mailing needs it


def test_a_sentence_says_what_is_confirmed_and_what_it_leaves_out_and_counts_again(
    ours: Organisation, campaign: Campaign
) -> None:
    client = make.signed_in(make.member(ours))
    since = (timezone.now() - timedelta(days=30)).date()
    chosen = group(ours, "OH", "IA")
    asked = {"campaign": str(campaign.uuid), "state": f"group:{chosen.uuid}",
             "since": str(since), "answer": ""}  # fmt: skip

    shown = client.get(page("state_sentence", ours), asked)
    assert not StatedNumber.objects.exists()
    kept = client.post(page("state_sentence", ours), asked, follow=True)

    words = StatedNumber.objects.get().words
    assert words == shown.context["words"]
    assert words.startswith(
        "2 people in Ohio, Iowa have signed “Keep rural post offices open” since "
    )
    assert "Each confirmed by email; the state is that of the ZIP code they gave." in words
    assert "1 more signed without a US state that we know, and is left out." in words
    assert words in kept.content.decode()
    make.signature(campaign, make.supporter(ours, "Eva Berg", region="OH"),
                   confirmed_at=timezone.now())  # fmt: skip
    again = client.get(page("stated_number", ours, StatedNumber.objects.get().uuid))
    assert (again.context["now"].signed, again.context["grown"]) == (3, 1)


def test_a_sentence_tells_apart_what_people_say_of_themselves(
    ours: Organisation, campaign: Campaign
) -> None:
    client = make.signed_in(make.member(ours))
    question = OwnQuestion.objects.create(
        campaign=campaign, kind=OwnQuestion.Kind.CHECKBOX, label="I am a registered voter"
    )
    signer = Supporter.objects.filter(signatures__petition__campaign=campaign)[0]
    Answer.objects.create(question=question, supporter=signer, value="yes", at=timezone.now())
    asked = {"campaign": str(campaign.uuid), "answer": f"{question.uuid}:yes"}

    shown = client.get(page("state_sentence", ours), asked)

    assert shown.context["numbers"].answered == 1
    assert (
        "Of them, 1 ticked “I am a registered voter”: that is what they say of themselves."
        in shown.context["words"]
    )


def test_a_wrong_name_leaves_the_people_and_their_pages_where_they_were(
    ours: Organisation, campaign: Campaign
) -> None:
    client = make.signed_in(make.member(ours))
    asked = f"{page('people', ours)}?of=people&state=OH"

    refused = client.post(asked, {"name": "", "version": "0"})

    assert refused.status_code == 422
    assert refused.context["page"].paginator.count == 3
    assert client.get(f"{asked}&page=2").status_code == 200


def test_where_no_headings_are_seen_a_select_sorts(
    ours: Organisation, campaign: Campaign
) -> None:
    counting.take(ours, at=timezone.now())
    client = make.signed_in(make.member(ours))

    answer = client.get(page("states", ours), {"sort": "-people"})

    assert '<option value="-people" selected>People</option>' in answer.content.decode()


def test_who_may_see_no_people_sees_numbers_without_links_to_them(
    ours: Organisation, campaign: Campaign
) -> None:
    counting.take(ours, at=timezone.now())
    viewer = make.signed_in(make.member(ours, "Vi Viewer", Role.VIEWER))

    html = viewer.get(page("states", ours)).content.decode()

    assert cells(html, "Ohio")[0] == "3"
    assert "/audiences/people/" not in html
    assert viewer.get(page("people", ours), {"of": "people"}).status_code == 403


@pytest.mark.parametrize("query", ["of=nothing", "of=signed", "of=people&state=XX",
                                   "of=signed&campaign=x"])  # fmt: skip
def test_an_address_that_asks_for_no_measure_is_not_found(
    ours: Organisation, query: str
) -> None:
    client = make.signed_in(make.member(ours))

    assert client.get(f"{page('people', ours)}?{query}").status_code == 404


def test_before_the_first_count_the_screen_says_so_and_counts_on_request(
    ours: Organisation,
) -> None:
    client = make.signed_in(make.member(ours))
    assert "Not counted yet" in client.get(page("states", ours)).content.decode()

    client.post(page("count_states", ours))

    assert StateCount.objects.get().figures["people"] == {}
    assert "Nobody lives in a state" in client.get(page("states", ours)).content.decode()
