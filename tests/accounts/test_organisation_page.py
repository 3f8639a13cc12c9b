"""The organisation page: profile, issue agenda, track record, and two people at once."""

import pytest

from tests import make
from undersigned.accounts.forms.organisation import ProfileForm
from undersigned.organisations import describing
from undersigned.organisations.models import AuditEntry, Endorsement, IssuePosition

pytestmark = pytest.mark.django_db

PAGE = "/dashboard/river-valley/organisation/"


def typed(organisation, **changed):
    """What a browser posts: everything on the page, with the changes."""
    initial = ProfileForm.initial_of(organisation)
    return {name: "" if value is None else value for name, value in initial.items()} | changed


def test_the_profile_is_saved_with_before_and_after():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)
    changed = {"founded": "2011", "paid_for_by": "Paid for by River Valley Neighbors."}

    answer = client.post(PAGE, typed(owner.organisation, **changed))

    assert answer["Location"] == PAGE
    owner.organisation.refresh_from_db()
    assert owner.organisation.founded == 2011
    assert owner.organisation.version == 2
    entry = AuditEntry.objects.get()
    assert entry.before == {"founded": None, "paid_for_by": ""}
    assert entry.after == {"founded": 2011, "paid_for_by": changed["paid_for_by"]}


def test_saving_what_is_there_already_leaves_no_trace():
    owner = make.member(make.organisation())

    make.signed_in(owner).post(PAGE, typed(owner.organisation))

    owner.organisation.refresh_from_db()
    assert owner.organisation.version == 1
    assert not AuditEntry.objects.exists()


def test_the_later_of_two_savers_is_told_and_loses_nothing():
    ours = make.organisation()
    ana, ben = make.member(ours), make.member(ours, "Ben Okafor")
    hers, his = make.signed_in(ana), make.signed_in(ben)
    his.post(PAGE, typed(ours, purpose="Ben's purpose"))

    answer = hers.post(PAGE, typed(ours, purpose="Ana's purpose"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A colleague saved this page while you wrote." in page
    assert "Ben&#x27;s purpose" in page
    assert "Ana&#x27;s purpose" in page
    ours.refresh_from_db()
    assert ours.purpose == "Ben's purpose"
    assert 'name="version" value="2"' in page

    hers.post(PAGE, typed(ours, purpose="Ana's purpose"))
    ours.refresh_from_db()
    assert ours.purpose == "Ana's purpose"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("accent", "#ffee00", "The nearest shade that can be read is #"),
        ("accent", "green", "is no colour"),
        ("founded", "2999", "is yet to come"),
        ("name", "", "Fill this in."),
        ("from_address", "no address", "“no address” is no email address."),
        ("time_zone", "Mars/Base", "cannot be chosen here"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do_and_kept_as_typed(field, value, words):
    owner = make.member(make.organisation())

    answer = make.signed_in(owner).post(PAGE, typed(owner.organisation, **{field: value}))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_the_page_shows_agenda_and_record():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)
    assert "What you stand for, issue by issue" in client.get(PAGE).content.decode()
    words = "Supported the postal bill"
    client.post(f"{PAGE}issues/new/", {"version": 0, "name": "Post offices", "text": "Keep"})
    client.post(f"{PAGE}record/new/", {"version": 0, "year": 2020, "words": words})

    page = client.get(PAGE).content.decode()

    assert "Post offices" in page
    assert "2020: Supported the postal bill" in page
    assert "no source yet" in page
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", "subject_label")
    assert list(verbs) == [("added", "issue Post offices"), ("added", "track record 2020")]


def test_an_issue_is_changed_moved_and_removed():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)
    client.post(f"{PAGE}issues/new/", {"version": 0, "name": "Post offices", "place": 1})
    client.post(f"{PAGE}issues/new/", {"version": 0, "name": "Rail"})
    rail = IssuePosition.objects.get(name="Rail")
    assert rail.place == 2

    page = f"{PAGE}issues/{rail.pk}/"
    assert client.get(page).status_code == 200
    client.post(page, {"version": 1, "name": "Railways", "text": "Every hour.", "place": "0"})
    rail.refresh_from_db()
    assert (rail.name, rail.place, rail.version) == ("Railways", 0, 2)
    client.post(page, {"version": 2, "name": "Railways", "text": "Every hour.", "place": ""})
    rail.refresh_from_db()
    assert rail.place == 0

    client.post(f"{page}removal/")
    assert not IssuePosition.objects.filter(pk=rail.pk).exists()
    describing.remove_position(position=rail, at=make.NOON, by=make.actor(owner))
    removed = AuditEntry.objects.get(verb="removed")
    assert removed.before == {"name": "Railways", "text": "Every hour."}


def test_two_issues_of_one_name_are_refused():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)
    for name in ("Post offices", "Rail"):
        client.post(f"{PAGE}issues/new/", {"version": 0, "name": name})
    rail = IssuePosition.objects.get(name="Rail")

    added = client.post(f"{PAGE}issues/new/", {"version": 0, "name": "Rail"})
    renamed = client.post(
        f"{PAGE}issues/{rail.pk}/", {"version": 1, "name": "Post offices", "place": 2}
    )

    for answer in (added, renamed):
        assert answer.status_code == 422
        assert "already. Change that one instead." in answer.content.decode()


def test_two_people_at_one_issue_lose_nothing():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)
    client.post(f"{PAGE}issues/new/", {"version": 0, "name": "Rail"})
    page = f"{PAGE}issues/{IssuePosition.objects.get().pk}/"
    client.post(page, {"version": 1, "name": "Rail", "text": "Ben's words", "place": 1})

    answer = client.post(
        page, {"version": 1, "name": "Rail", "text": "Ana's words", "place": 1}
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Ben&#x27;s words" in shown
    assert "Ana&#x27;s words" in shown
    assert IssuePosition.objects.get().text == "Ben's words"
    same = client.post(page, {"version": 1, "name": "Rail", "text": "Ben's words", "place": 1})
    assert "nothing else" in same.content.decode()


def test_a_line_of_the_record_is_changed_and_removed():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)
    line = {"version": 0, "year": 2020, "words": "Supported the postal bill"}
    client.post(f"{PAGE}record/new/", line)
    row = Endorsement.objects.get()
    page = f"{PAGE}record/{row.pk}/"
    assert client.get(page).status_code == 200
    source = {
        "source_title": "The Valley Courier",
        "source_url": "courier.example/bill",
        "source_date": "2020-05-06",
    }

    client.post(page, line | source | {"version": 1})

    row.refresh_from_db()
    assert row.source_url == "https://courier.example/bill"
    assert str(row.source_date) == "2020-05-06"
    entry = AuditEntry.objects.get(verb="changed")
    assert entry.after["source_date"] == "2020-05-06"
    late = client.post(page, line | {"version": 1, "words": "Opposed"})
    assert late.status_code == 422
    client.post(page, line | source | {"version": 2})
    assert AuditEntry.objects.filter(verb="changed").count() == 1
    client.post(f"{page}removal/")
    assert not Endorsement.objects.exists()
    describing.remove_endorsement(endorsement=row, at=make.NOON, by=make.actor(owner))
    assert AuditEntry.objects.filter(verb="removed").count() == 1


def test_a_line_needs_a_year_and_words():
    client = make.signed_in(make.member(make.organisation()))

    for part in ("issues", "record"):
        answer = client.post(f"{PAGE}{part}/new/", {"version": 0})
        assert answer.status_code == 422
        assert client.get(f"{PAGE}{part}/new/").status_code == 200


def test_rows_of_another_organisation_are_not_found():
    other = make.organisation(name="Harbor Watch", slug="harbor-watch")
    issue = IssuePosition.objects.create(organisation=other, name="Port")
    line = Endorsement.objects.create(organisation=other, year=2020, words="Won")
    client = make.signed_in(make.member(make.organisation()))

    for path in (f"issues/{issue.pk}/", f"record/{line.pk}/"):
        assert client.get(PAGE + path).status_code == 404
        assert client.post(f"{PAGE}{path}removal/").status_code == 404
    assert str(issue) == "Port"
    assert str(line) == "2020: Won"


def test_the_page_of_an_example_says_so():
    ours = make.organisation(example="invented", banner="Invented for the demonstration.")

    page = make.signed_in(make.member(ours)).get(PAGE)

    assert "Invented for the demonstration." in page.content.decode()
