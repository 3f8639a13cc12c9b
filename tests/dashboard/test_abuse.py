"""The pages about abuse: signals, the signatures behind them, limits, removing by a rule."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.ledger import making
from undersigned.accounts.models import Role
from undersigned.campaigns.models import Campaign
from undersigned.guard import rates
from undersigned.organisations.models import AuditEntry
from undersigned.petitions import cancelling, choosing, counting, publishing, releasing
from undersigned.petitions.models import Cancellation, Signature

pytestmark = pytest.mark.django_db
ABUSE = "/dashboard/river-valley/abuse/"


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())


@pytest.fixture
def staff(campaign: Campaign) -> Client:
    return make.signed_in(make.member(campaign.organisation))


def robots(campaign: Campaign, number: int, **values: Any) -> list[Signature]:
    """Confirmed within two seconds, from one network and one catch-all domain, an hour ago."""
    at = timezone.now() - timedelta(hours=1)
    given: dict[str, Any] = {
        "network": "203.0.113.0/24", "signed_at": at, "asked_at": at,
        "confirmed_at": at + timedelta(seconds=2),
    }  # fmt: skip
    return [
        make.signature(
            campaign,
            make.supporter(
                campaign.organisation, f"Robot {n}", email=f"bot{n}@catchall.example"
            ),
            **(given | values),
        )
        for n in range(number)
    ]


def person(campaign: Campaign, name: str = "Ana Lopez") -> Signature:
    at = timezone.now() - timedelta(hours=2)
    return make.signature(campaign, make.supporter(campaign.organisation, name), signed_at=at,
                          asked_at=at, confirmed_at=at + timedelta(minutes=9))  # fmt: skip


def chosen(campaign: Campaign, **values: Any) -> choosing.Rule:
    return choosing.Rule(organisation_id=campaign.organisation_id, **values)


def run() -> None:
    while cancelling.go_on(at=timezone.now()):
        pass


def test_the_page_shows_networks_domains_and_quick_confirmations(
    campaign: Campaign, staff: Client
) -> None:
    robots(campaign, 3)
    person(campaign)

    page = staff.get(ABUSE)

    assert page.status_code == 200
    assert b"203.0.113.0/24" in page.content
    assert b"catchall.example" in page.content
    assert page.context["quick"] == 3
    assert page.context["total"] == 4


def test_each_signal_leads_to_the_signatures_behind_it(
    campaign: Campaign, staff: Client
) -> None:
    robots(campaign, 2)
    person(campaign)

    for query in ("network=203.0.113.9", "domain=catchall.example", "seconds=5"):
        page = staff.get(f"{ABUSE}signatures/?{query}")
        assert {row.mail_domain for row in page.context["page"]} == {"catchall.example"}, query
    wrong = staff.get(f"{ABUSE}signatures/?network=nonsense&domain=no")
    assert wrong.status_code == 422


def behind(page: Any, staff: Client) -> dict[str, int]:
    """Each link of the page that leads to signatures, and how many are there."""
    found = {}
    for link in re.findall(r'href="([^"]*/signatures/\?[^"]*)"', page.text):
        path = link.replace("&amp;", "&")
        found[path] = staff.get(path).context["page"].paginator.count
    return found


def test_each_signal_of_a_flood_has_a_link_to_its_signatures(
    campaign: Campaign, staff: Client
) -> None:
    old = timezone.now() - timedelta(days=20)
    for n in range(200):
        name = f"Person Number{n}"
        rosa = make.supporter(campaign.organisation, name, email=f"p{n}@mail{n % 9}.example")
        make.signature(campaign, rosa, signed_at=old, asked_at=old, confirmed_at=old)
    robots(campaign, 30, country="SC", region="")
    person(campaign)

    links = behind(staff.get(f"{ABUSE}?campaign={campaign.uuid}"), staff)

    counts = {
        part: {n for path, n in links.items() if part in path}
        for part in ("network=203.0.113.0", "domain=catchall.example", "place=SC", "seconds=5&",
                     "seconds=600&", "&until=")
    }  # fmt: skip
    assert counts == {
        "network=203.0.113.0": {30}, "domain=catchall.example": {30}, "place=SC": {30},
        "seconds=5&": {30}, "seconds=600&": {31}, "&until=": {30, 1},
    }  # fmt: skip


def test_what_is_removed_is_said_and_no_longer_odd(campaign: Campaign, staff: Client) -> None:
    make.rates(campaign.organisation, network=20)
    robots(campaign, 25)
    assert "odd" in staff.get(ABUSE).text

    Signature.objects.update(state="removed", removed_reason="fraud",
                             removed_at=timezone.now())  # fmt: skip

    page = staff.get(ABUSE).text
    assert "25 removed" in page
    assert ">odd<" not in page


def test_a_rule_may_name_a_state_or_a_country(campaign: Campaign, staff: Client) -> None:
    robots(campaign, 2, country="SC", region="")
    person(campaign)  # in Ohio

    rows = {place: choosing.rows(chosen(campaign, place=place)).count()
            for place in ("SC", "US", "US-OH", "US-TX")}  # fmt: skip
    rule = chosen(campaign, place="US-OH")
    max_roe = make.actor(make.member(campaign.organisation, "Max Roe"))
    started = cancelling.start(
        rule, reason=cancelling.Reason.ERROR, note="", at=timezone.now(), by=max_roe
    )

    assert rows == {"SC": 2, "US": 1, "US-OH": 1, "US-TX": 0}
    assert "Ohio" in staff.get(f"{ABUSE}removals/{started.uuid}/").text


def test_a_hundred_of_one_hour_from_one_place_are_odd(campaign: Campaign) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  beside its one use

    from undersigned.dashboard import suspecting  # noqa: PLC0415

    at = make.NOON
    hours = [(at + timedelta(hours=n), 100 if n == 3 else 4) for n in range(8)]
    robots(campaign, 25, country="SC", region="")
    rows = Signature.objects.all()

    assert suspecting.odd_hours(hours) == [hours[3]]
    assert suspecting.places(rows, rows.none(), total=25) == []
    drawn = suspecting.hours(rows, since=timezone.now() - timedelta(hours=2),
                             at=timezone.now(), zone=ZoneInfo("America/New_York"))  # fmt: skip
    assert sum(n for _hour, n in drawn) == 25


def test_a_rule_is_looked_at_run_in_the_background_and_undone(
    campaign: Campaign, staff: Client
) -> None:
    robots(campaign, 5)
    ana = person(campaign)
    typed = {"domain": "@catchall.example", "reason": "fraud", "note": "Bots of Monday"}

    shown = staff.post(f"{ABUSE}removals/new/", typed)
    assert shown.context["preview"].confirmed == 5
    assert shown.context["preview"].by_region[0].left == 1
    assert Signature.objects.confirmed().count() == 6

    seen = shown.context["form"].data["seen"]
    other = typed | {"domain": "example.org", "seen": seen, "start": "yes"}
    changed = staff.post(f"{ABUSE}removals/new/", other)
    assert changed.status_code == 200  # shown anew, because the numbers were of another rule
    started = staff.post(f"{ABUSE}removals/new/", typed | {"seen": seen, "start": "yes"})
    run()

    assert Signature.objects.confirmed().get() == ana
    page = staff.get(started["Location"])
    assert b"5 of 5 removed" in page.content
    assert staff.get(f"{started['Location']}progress/").status_code == 200

    staff.post(f"{started['Location']}undo/")
    run()
    assert Signature.objects.confirmed().count() == 6
    assert b"5 of 5 restored" in staff.get(started["Location"]).content
    assert b"Bots of Monday" in staff.get(started["Location"]).content
    assert staff.get(f"{ABUSE}removals/").context["page"].paginator.count == 1
    assert AuditEntry.objects.filter(subject_label="signatures by a rule").count() == 2


def test_a_rule_that_means_everybody_is_not_started(campaign: Campaign, staff: Client) -> None:
    robots(campaign, 1)
    shown = staff.post(f"{ABUSE}removals/new/", {"reason": "fraud"})
    seen = shown.context["form"].data["seen"]

    answer = staff.post(
        f"{ABUSE}removals/new/", {"reason": "fraud", "seen": seen, "start": "y"}
    )

    assert answer.status_code == 422
    assert not Cancellation.objects.exists()


def test_who_signs_after_the_start_is_not_meant(campaign: Campaign) -> None:
    robots(campaign, 2)
    by = make.actor(make.member(campaign.organisation))
    rule = chosen(campaign, domain="catchall.example")
    cancelling.start(rule, reason=cancelling.Reason.FRAUD, note="", at=timezone.now(), by=by)
    later = make.supporter(campaign.organisation, "Late", email="late@catchall.example")
    make.signature(campaign, later, signed_at=timezone.now() + timedelta(seconds=1))

    run()

    assert Signature.objects.confirmed().get().email == "late@catchall.example"


def test_a_stopped_removal_goes_no_further_and_can_be_undone(
    campaign: Campaign, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cancelling, "_SIZES", {"sqlite": 2, "postgresql": 2})
    robots(campaign, 5)
    by = make.actor(make.member(campaign.organisation, "Ben Okoro"))
    made = cancelling.start(chosen(campaign, network="203.0.113.0/24"), note="", by=by,
                            reason=cancelling.Reason.FRAUD, at=timezone.now())  # fmt: skip
    cancelling.go_on(at=timezone.now())

    staff.post(f"{ABUSE}removals/{made.uuid}/stop/")
    run()
    assert Signature.objects.confirmed().count() == 3

    staff.post(f"{ABUSE}removals/{made.uuid}/undo/")
    run()
    assert Signature.objects.confirmed().count() == 5
    staff.post(f"{ABUSE}removals/{made.uuid}/undo/")
    staff.post(f"{ABUSE}removals/{made.uuid}/stop/")
    made.refresh_from_db()
    assert made.state == "undone"


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ({"pattern": "bot*@catch*"}, 3),
        ({"pattern": "bot?@catchall.example"}, 3),
        ({"pattern": "ana"}, 1),
        ({"pattern": "bot(*"}, 0),
        ({"domain": "mx.catchall.example"}, 0),
        ({"seconds": 5}, 3),
        ({"state": "pending", "network": "203.0.113.0/24"}, 0),
    ],
)
def test_a_rule_means_what_it_says(
    campaign: Campaign, values: dict[str, Any], number: int
) -> None:
    robots(campaign, 3)
    person(campaign)

    assert choosing.rows(chosen(campaign, **values)).count() == number


def test_limits_are_saved_once_written_down_and_the_later_of_two_is_told(
    campaign: Campaign, staff: Client
) -> None:
    form = staff.get(f"{ABUSE}limits/").context["form"].initial
    typed = {name: value for name, value in form.items() if value is not False}

    saved = staff.post(f"{ABUSE}limits/", typed | {"network": 500})
    late = staff.post(f"{ABUSE}limits/", typed | {"network": 700})
    wrong = staff.post(f"{ABUSE}limits/", typed | {"domain_hold": 1})

    assert (saved.status_code, late.status_code, wrong.status_code) == (302, 422, 422)
    assert rates.of(campaign.organisation_id).network == 500
    assert AuditEntry.objects.get(subject_label="limits against abuse").after == {
        "network": 500
    }


def test_held_signatures_are_listed_and_counted_by_a_press(
    campaign: Campaign, staff: Client
) -> None:
    (bot,) = robots(campaign, 1, state="held", confirmed_at=None, held_for="flood",
                    held_at=timezone.now())  # fmt: skip
    front = staff.get("/dashboard/river-valley/")
    assert b"1 confirmed signature is held" in front.content
    assert b"Count these" in staff.get(f"{ABUSE}signatures/?state=held").content

    staff.post(f"{ABUSE}release/", {"state": "held"})
    releasing.release_due(at=timezone.now())
    staff.post(f"{ABUSE}release/", {"state": "held"})

    bot.refresh_from_db()
    assert bot.state == "confirmed"


def test_members_without_the_permission_and_strangers_see_nothing(campaign: Campaign) -> None:
    viewer = make.signed_in(make.member(campaign.organisation, "Vi Ewer", role=Role.VIEWER))

    assert viewer.get(ABUSE).status_code == 403
    assert viewer.get(f"{ABUSE}removals/new/").status_code == 403
    assert Client().get(ABUSE).status_code == 302


def test_the_public_count_follows_a_removal(campaign: Campaign) -> None:
    from tests.petitions.make import confirm_newest, fold, sign  # noqa: PLC0415

    sign(campaign)
    confirm_newest()
    fold()
    before = counting.shown_count(campaign.petition).count
    by = make.actor(make.member(campaign.organisation))
    cancelling.start(chosen(campaign, pattern="luis*"), reason=cancelling.Reason.FRAUD, note="",
                     at=timezone.now() + timedelta(seconds=1), by=by)  # fmt: skip
    run()
    making.sequence(at=timezone.now())
    publishing.publish_due(at=timezone.now())

    assert (before, counting.shown_count(campaign.petition).count) == (1, 0)
