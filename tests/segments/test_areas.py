"""A colleague's area holds at every door: lists, files, audiences, mailings, single people."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from undersigned.accounts import managing
from undersigned.accounts.models import Membership, Role, User
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.states import counting
from undersigned.mailings import scheduling
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import AuditEntry, Organisation
from undersigned.petitions.models import Signature
from undersigned.segments import areas, compiling
from undersigned.segments.models import Segment
from undersigned.supporters.models import EmailConsent, Import, Supporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organisation:
    return make.organisation(
        postal_address="1 Main Street", from_address="we@example.org", hold_minutes=0,
        sends_by_relay=True,
    )  # fmt: skip


@pytest.fixture
def campaign(ours: Organisation) -> Campaign:
    """Rosa and Ida live in Ohio, Luis in Iowa; Rosa and Luis signed; all agreed to email."""
    made = make.campaign(ours)
    for name, region in (("Rosa Diaz", "OH"), ("Ida Larsen", "OH"), ("Luis Ortega", "IA")):
        one = make.supporter(ours, name, region=region, consent=EmailConsent.GIVEN)
        if name != "Ida Larsen":
            make.signature(made, one, confirmed_at=timezone.now())
    return made


@pytest.fixture
def owner(ours: Organisation) -> Client:
    return make.signed_in(make.member(ours))


@pytest.fixture
def mia(ours: Organisation, campaign: Campaign) -> Membership:
    """An organiser for Ohio."""
    return member(ours, states=["OH"])


def member(ours: Organisation, *, states: list[str], **more: Any) -> Membership:
    made = make.member(ours, "Mia Chen", Role.ORGANISER)
    asked = {"campaign": None, "most": None, **more}
    managing.change_area(
        membership=made, states=states, at=make.NOON, by=Actor("member:0", "Ana"), **asked
    )
    made.refresh_from_db()
    return made


def page(name: str, ours: Organisation, *args: object) -> str:
    return reverse(name, args=[ours.slug, *args])


def person(name: str) -> Supporter:
    return Supporter.objects.get(given_name=name)


def audience(owner: Client, ours: Organisation) -> Segment:
    """Of everybody, made by somebody who may reach everybody."""
    owner.post(page("dashboard:new_audience", ours), {"name": "All", "version": "0"})
    return Segment.objects.get()


def draft(ours: Organisation, **values: Any) -> Mailing:
    fields = {
        "subject": "Hello", "body": "Hello.", "from_address": "we@example.org",
        "from_name": "We", "preview_text": "",
    }  # fmt: skip
    return make.mailing(ours, **(fields | values))


def send(client: Client, mailing: Mailing) -> list[str]:
    """Pressed on the page, and begun by the clock: who is written to."""
    mailing.refresh_from_db()
    address = page("mailings:send", mailing.organisation, mailing.uuid)
    client.post(address, {"version": str(mailing.version)})
    scheduling.start_due(at=timezone.now())
    got = Recipient.objects.filter(mailing=mailing).order_by("supporter__given_name")
    return list(got.values_list("supporter__given_name", flat=True))


def test_a_list_and_its_file_hold_nobody_from_outside(
    ours: Organisation, mia: Membership
) -> None:
    client = make.signed_in(mia)

    shown = client.get(page("dashboard:supporters", ours))
    file = client.post(page("dashboard:export_supporters", ours))
    elsewhere = client.post(page("dashboard:export_supporters", ours) + "?state=IA")

    assert {str(one) for one in shown.context["page"]} == {"Rosa Diaz", "Ida Larsen"}
    assert "Your area: lives in Ohio." in shown.text
    people = file.getvalue()
    assert b"Luis" not in people
    assert b"Rosa" in people
    assert b"Luis" not in elsewhere.getvalue()


def test_the_file_of_everything_is_for_those_who_reach_everybody(
    ours: Organisation, mia: Membership, owner: Client
) -> None:
    client = make.signed_in(mia)

    for name in ("export_everything", "download_export"):
        assert client.post(page(f"dashboard:{name}", ours)).status_code in (403, 405)
    assert client.get(page("dashboard:export_everything", ours)).status_code == 403
    assert client.post(page("dashboard:download_export", ours)).status_code == 403
    assert owner.post(page("dashboard:download_export", ours)).status_code == 200


def test_a_person_outside_is_not_there_on_any_of_their_pages(
    ours: Organisation, mia: Membership
) -> None:
    client, luis, ida = make.signed_in(mia), person("Luis"), person("Ida")

    for name in ("supporter", "change_supporter", "unsubscribe_supporter", "erase_supporter"):
        assert client.get(page(f"dashboard:{name}", ours, luis.uuid)).status_code == 404
        assert client.get(page(f"dashboard:{name}", ours, ida.uuid)).status_code == 200
    client.post(page("dashboard:erase_supporter", ours, luis.uuid), {"reason": "x"})
    assert person("Luis") == luis


def test_an_audience_that_an_owner_kept_is_cut_for_a_colleague_with_an_area(
    ours: Organisation, mia: Membership, owner: Client
) -> None:
    kept, client = audience(owner, ours), make.signed_in(mia)
    asked = [page("dashboard:audience", ours, kept.uuid),
             page("dashboard:people", ours) + "?of=people&state=OH&state=IA",
             page("dashboard:people", ours) + "?of=people&state=IA"]  # fmt: skip

    found = [client.get(address) for address in asked]

    assert [answer.context["page"].paginator.count for answer in found] == [2, 2, 0]
    assert not any("Luis" in answer.text for answer in found)
    assert client.get(page("dashboard:audience_rules", ours, kept.uuid)).context["people"] == 2
    why = page("dashboard:audience_why", ours, kept.uuid, person("Luis").uuid)
    assert client.get(why).status_code == 404
    assert owner.get(why).status_code == 200


def test_no_rule_of_ones_own_reaches_further(ours: Organisation, mia: Membership) -> None:
    rules: list[dict[str, Any]] = [
        {}, {"none": []}, {"any": [{"criterion": "state", "value": ["IA"]}, {}]},
        {"none": [{"criterion": "state", "value": ["OH"]}]},
    ]  # fmt: skip
    for rule in rules:
        found = compiling.compile_rules(rule, organisation_id=ours.pk, by=areas.of(mia))
        assert not found.filter(region="IA").exists()


def test_the_screen_of_the_states_opens_the_numbers_of_the_area_alone(
    ours: Organisation, mia: Membership
) -> None:
    counting.take(ours, at=timezone.now())

    html = make.signed_in(mia).get(page("dashboard:states", ours)).text

    assert "?of=people&amp;state=OH" in html
    assert "state=IA" not in html.partition("<tbody>")[2]


def test_a_mailing_to_all_goes_to_the_senders_area(
    ours: Organisation, mia: Membership, owner: Client
) -> None:
    client, mailing = make.signed_in(mia), draft(ours)

    checked = client.get(page("mailings:check", ours, mailing.uuid))

    assert checked.context["reach"]["addresses"] == 2
    assert "lives in Ohio" in checked.text
    assert send(client, mailing) == ["Ida", "Rosa"]
    assert send(owner, draft(ours)) == ["Ida", "Luis", "Rosa"]


def test_who_got_an_owners_mailing_is_shown_within_the_area(
    ours: Organisation, mia: Membership, owner: Client
) -> None:
    mailing = draft(ours)
    send(owner, mailing)
    client = make.signed_in(mia)

    listed = client.get(page("mailings:recipients", ours, mailing.uuid))
    file = client.post(page("mailings:export", ours, mailing.uuid))

    assert "Luis" not in listed.text
    assert "Rosa" in listed.text
    assert b"Luis" not in file.getvalue()


def test_an_update_to_all_signers_of_a_campaign_is_cut_too(
    ours: Organisation, mia: Membership, campaign: Campaign
) -> None:
    update = draft(ours, kind=Mailing.Kind.UPDATE, campaign=campaign)

    assert send(make.signed_in(mia), update) == ["Rosa"]


def test_an_area_that_is_narrowed_while_a_mailing_waits_holds_for_it(
    ours: Organisation, mia: Membership
) -> None:
    Organisation.objects.update(hold_minutes=5)
    mailing = draft(ours)
    send(make.signed_in(mia), mailing)
    managing.change_area(membership=mia, states=["IA"], campaign=None, most=None,
                         at=make.NOON, by=Actor("member:0", "Ana"))  # fmt: skip

    Mailing.objects.update(hold_until=make.NOON)
    scheduling.start_due(at=timezone.now())

    assert not Recipient.objects.exists()


@pytest.mark.parametrize("how", ["left", "narrowed and left", "may not sign in"])
def test_what_waits_of_a_colleague_who_is_gone_goes_to_nobody(
    ours: Organisation, mia: Membership, how: str
) -> None:
    Organisation.objects.update(hold_minutes=5)
    mailing, by = draft(ours), Actor("member:0", "Ana")
    send(make.signed_in(mia), mailing)
    if "narrowed" in how:
        managing.change_area(
            membership=mia, states=["IA"], campaign=None, most=None, at=make.NOON, by=by
        )
    if "left" in how:
        managing.remove(membership=mia, at=make.NOON, by=by)
    User.objects.filter(pk=mia.user_id).update(is_active="left" in how)

    Mailing.objects.update(hold_until=make.NOON)
    scheduling.start_due(at=timezone.now())

    mailing.refresh_from_db()
    assert not Recipient.objects.exists()
    assert mailing.state == Mailing.State.DRAFT
    held = AuditEntry.objects.get(verb="held back")
    assert held.after == {"draft again": "who sent it is in the team no longer"}


def test_more_people_than_allowed_get_no_mailing_and_no_file(
    ours: Organisation, campaign: Campaign
) -> None:
    client = make.signed_in(member(ours, states=[], most=2))
    mailing = draft(ours)

    assert (
        "These are 3 people; you may reach 2 at a time."
        in client.get(page("mailings:check", ours, mailing.uuid)).text
    )
    assert send(client, mailing) == []
    refused = client.post(page("dashboard:export_supporters", ours), follow=True)
    assert "you may reach 2 at a time" in refused.text
    allowed = draft(ours, audience={"criterion": "state", "value": ["OH"]})
    assert send(client, allowed) == ["Ida", "Rosa"]


def test_an_audience_that_grows_past_the_size_while_it_waits_goes_to_nobody(
    ours: Organisation, campaign: Campaign
) -> None:
    Organisation.objects.update(hold_minutes=5)
    mailing = draft(ours, audience={"criterion": "state", "value": ["OH"]})
    send(make.signed_in(member(ours, states=[], most=2)), mailing)
    make.supporter(ours, "Eva Berg", region="OH", consent=EmailConsent.GIVEN)

    Mailing.objects.update(hold_until=make.NOON)
    scheduling.start_due(at=timezone.now())

    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT
    assert not Recipient.objects.exists()


def test_an_area_may_be_the_signers_of_one_campaign(
    ours: Organisation, campaign: Campaign
) -> None:
    one = member(ours, states=["OH"], campaign=campaign.uuid)

    assert [str(person) for person in areas.people(one)] == ["Rosa Diaz"]
    assert send(make.signed_in(one), draft(ours)) == ["Rosa"]


def test_an_owner_sets_the_area_on_a_page_and_has_none(
    ours: Organisation, campaign: Campaign, owner: Client
) -> None:
    mia = make.member(ours, "Mia Chen", Role.ORGANISER)
    address = page("dashboard:member_area", ours, mia.pk)
    typed = {"states": ["OH", "IA"], "campaign": str(campaign.uuid), "most": "500"}

    assert make.signed_in(mia).post(address, typed).status_code == 403
    assert owner.post(address, typed | {"most": "many"}).status_code == 422
    owner.post(address, typed)

    mia.refresh_from_db()
    assert areas.of(mia) == areas.Area(
        states=("OH", "IA"), campaign=str(campaign.uuid), most=500
    )
    assert "Reaches a part of the people only" in owner.get(page("accounts:team", ours)).text
    assert AuditEntry.objects.filter(verb="changed the area of").exists()
    managing.change_role(membership=mia, role=Role.OWNER, at=make.NOON, by=make.actor(mia))
    mia.refresh_from_db()
    assert areas.of(mia).is_everywhere
    assert owner.get(address).status_code == 404


def test_signatures_behind_a_signal_and_what_is_released_are_those_of_the_area(
    ours: Organisation, mia: Membership, owner: Client
) -> None:
    Signature.objects.update(state="held", held_at=timezone.now(), held_for="flood")
    client, address = make.signed_in(mia), page("dashboard:suspects", ours) + "?state=held"

    assert [one.supporter.given_name for one in client.get(address).context["page"]] == ["Rosa"]
    assert len(owner.get(address).context["page"]) == 2
    client.post(page("dashboard:release", ours), {"state": "held"})

    released = Signature.objects.exclude(held_until=None)
    assert [one.supporter.given_name for one in released] == ["Rosa"]


def test_removing_by_a_rule_is_for_those_who_reach_everybody(
    ours: Organisation, mia: Membership, owner: Client
) -> None:
    client = make.signed_in(mia)

    for name in ("removals", "new_removal"):
        address = page(f"dashboard:{name}", ours)
        assert client.get(address).status_code == 403
        assert address not in client.get(page("dashboard:abuse", ours)).text
        assert owner.get(address).status_code == 200
        assert address in owner.get(page("dashboard:abuse", ours)).text
    assert client.post(page("dashboard:new_removal", ours), {}).status_code == 403


def test_imported_lists_are_those_that_the_colleague_brought(
    ours: Organisation, mia: Membership, owner: Client
) -> None:
    lists = [
        Import.objects.create(
            organisation=ours, file_name=f"{by}.csv", size=1, state=Import.State.DONE,
            created_at=make.NOON, by_label="x", by_id_text=by,
        )
        for by in ("member:0", make.actor(mia).id)
    ]  # fmt: skip
    client, (theirs, mine) = make.signed_in(mia), lists

    assert list(client.get(page("dashboard:imports", ours)).context["page"]) == [mine]
    assert client.get(page("dashboard:import", ours, mine.uuid)).status_code == 200
    for name in ("import", "import_problems", "match_import"):
        assert client.get(page(f"dashboard:{name}", ours, theirs.uuid)).status_code == 404
    assert owner.get(page("dashboard:import", ours, theirs.uuid)).status_code == 200


def test_comments_that_wait_are_those_of_the_area(
    ours: Organisation, mia: Membership, owner: Client
) -> None:
    Signature.objects.update(comment="So say I", comment_state="waiting")
    client, address = make.signed_in(mia), page("petitions:comments", ours)
    luis = Signature.objects.get(supporter=person("Luis"))

    assert len(client.get(address).context["shown"]) == 1
    assert len(owner.get(address).context["shown"]) == 2
    client.post(address, {"chosen": [str(luis.pk)], "decision": "approve"})

    luis.refresh_from_db()
    assert luis.comment_state == "waiting"


def test_a_size_alone_hides_nobody(ours: Organisation, campaign: Campaign) -> None:
    client = make.signed_in(member(ours, states=[], most=2))

    assert client.get(page("dashboard:new_removal", ours)).status_code == 200
