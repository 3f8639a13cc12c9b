"""Robots spread over many catch-all domains, each below every rate: what staff see of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from undersigned.campaigns.models import Campaign
from undersigned.guard import seeing
from undersigned.guard.models import SeenDomain
from undersigned.petitions import cancelling, choosing, noticing
from undersigned.petitions.models import Signature

pytestmark = pytest.mark.django_db
ABUSE = "/dashboard/river-valley/abuse/"
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())


@pytest.fixture
def staff(campaign: Campaign) -> Client:
    return make.signed_in(make.member(campaign.organisation))


def comes(campaign: Campaign, name: str, domain: str, *, ago: timedelta, **values: Any) -> None:
    """Signs so long ago; a person confirms after nine minutes."""
    at = timezone.now() - ago
    who = make.supporter(
        campaign.organisation, name, email=f"{name.replace(' ', '.').lower()}@{domain}"
    )
    make.signature(campaign, who, **{
        "signed_at": at, "asked_at": at, "confirmed_at": at + 540 * SECOND,
        "network": "198.51.100.0/24", **values,
    })  # fmt: skip


def people(campaign: Campaign, number: int = 200) -> None:
    """The usual weeks: of nine providers, and one in twenty of a domain of their own."""
    for n in range(number):
        domain = f"own{n}.example" if n % 20 == 0 else f"mail{n % 9}.example"
        comes(campaign, f"Person Number{n}", domain, ago=20 * DAY - n * HOUR)


def robots(campaign: Campaign, number: int = 40, *, domains: int = 20) -> None:
    """Two of each domain, from two networks, each confirmed within ten seconds."""
    for n in range(number):
        at = timezone.now() - HOUR
        comes(campaign, f"Robot {n}", f"catchall{n % domains}.example", ago=HOUR,
              confirmed_at=at + 10 * SECOND, network=f"203.0.{n % 2}.0/24")  # fmt: skip


def notice() -> None:
    while noticing.notice_due(at=timezone.now()):
        pass


def test_robots_over_many_new_domains_are_seen_beside_what_is_usual(
    campaign: Campaign, staff: Client
) -> None:
    people(campaign)
    robots(campaign)
    comes(campaign, "Ana Lopez", "mail1.example", ago=2 * HOUR)
    comes(campaign, "Luis Ortega", "luis.example", ago=2 * HOUR)
    notice()

    page = staff.get(ABUSE)

    found = page.context["fresh"]
    assert (found.number, found.domains, found.quick, found.is_odd) == (41, 21, 40, True)
    assert found.usual == pytest.approx(0.18, abs=0.02)  # one in twenty, and the first day's
    assert {line.name: (line.number, line.is_odd) for line in found.networks} == {
        "203.0.0.0/24": (20, True), "203.0.1.0/24": (20, True), "198.51.100.0/24": (1, False),
    }  # fmt: skip
    assert not any(
        line.is_odd for line in page.context["domains"]
    )  # two of each: unseen so far
    assert "21 domains of which you had none a day before" in page.text
    assert "40 of them were confirmed within a minute" in page.text


def test_the_signal_leads_to_the_signatures_behind_it(
    campaign: Campaign, staff: Client
) -> None:
    people(campaign)
    robots(campaign)
    comes(campaign, "Luis Ortega", "luis.example", ago=2 * HOUR)
    comes(campaign, "Ana Lopez", "mail1.example", ago=2 * HOUR)
    notice()

    for query, number in (("fresh=on", 41), ("fresh=on&network=203.0.1.0", 20),
                          ("fresh=on&seconds=60", 40)):  # fmt: skip
        since = (timezone.now() - DAY).strftime("%Y-%m-%dT%H:%M")
        page = staff.get(f"{ABUSE}signatures/?{query}&since={since}").context["page"]
        assert page.paginator.count == number, query
        assert not [row for row in page.paginator.object_list if row.given_name == "Ana"]
    links = [part for part in staff.get(ABUSE).text.split('"') if "fresh=on" in part]
    assert len(links) == 2 + 2  # all, the quick ones, and each network with more than one
    for link in links:
        assert staff.get(link.replace("&amp;", "&")).context["page"].paginator.count


def test_the_usual_weeks_of_a_campaign_are_not_odd(campaign: Campaign, staff: Client) -> None:
    people(campaign, 260)
    for n in range(40):
        comes(
            campaign, f"Late Person{n}", "new.example" if n == 1 else "mail1.example", ago=HOUR
        )
    notice()

    page = staff.get(ABUSE)

    assert page.context["fresh"].number == 1
    assert not page.context["fresh"].is_odd


def test_a_first_campaign_knows_nothing_usual_and_calls_nothing_odd(
    campaign: Campaign, staff: Client
) -> None:
    robots(campaign)
    notice()

    found = staff.get(ABUSE).context["fresh"]

    assert (found.number, found.usual, found.is_odd) == (40, None, False)


def test_what_is_removed_is_no_longer_odd(campaign: Campaign, staff: Client) -> None:
    people(campaign)
    robots(campaign)
    notice()
    by = make.actor(make.member(campaign.organisation, "Ben Okoro"))
    rule = choosing.Rule(organisation_id=campaign.organisation_id, fresh=True, seconds=60)
    assert choosing.from_json(rule.as_json()) == rule
    made = cancelling.start(rule, reason=cancelling.Reason.FRAUD, note="", at=timezone.now(),
                            by=by)  # fmt: skip
    while cancelling.go_on(at=timezone.now()):
        pass

    assert (
        Signature.objects.filter(state="removed", mail_domain__startswith="catchall").count()
        == 40
    )
    assert Signature.objects.confirmed().count() == 200
    assert not staff.get(ABUSE).context["fresh"].is_odd
    assert "Only from new mail domains" in staff.get(f"{ABUSE}removals/{made.uuid}/").text


def test_a_domain_is_new_for_a_day(campaign: Campaign) -> None:
    for hours in (50, 30, 27, 25, 1):
        comes(campaign, f"Rosa Number{hours}", "rosa.example", ago=hours * HOUR)
    notice()

    rows = choosing.rows(choosing.Rule(organisation_id=campaign.organisation_id, fresh=True))

    assert {row.given_name + row.family_name for row in rows} == {
        "RosaNumber50", "RosaNumber30", "RosaNumber27",
    }  # fmt: skip


def test_each_signature_is_looked_at_once_and_a_backlog_in_parts(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noticing, "_MANY", 50)
    people(campaign, 120)

    done = []
    while number := noticing.notice_due(at=timezone.now()):
        done.append(number)

    assert sum(done) >= 100  # the last part is no backlog
    assert len(done) >= 2
    assert SeenDomain.objects.count() == 9 + 6
    assert noticing.notice_due(at=timezone.now()) == 0


def test_one_organisations_domains_are_not_anothers(campaign: Campaign) -> None:
    other = make.campaign(make.organisation("Hill", slug="hill"), slug="hills")
    comes(campaign, "Ana Lopez", "shared.example", ago=20 * DAY)
    comes(other, "Ben Okoro", "shared.example", ago=HOUR)
    notice()

    rows = choosing.rows(choosing.Rule(organisation_id=other.organisation_id, fresh=True))

    assert rows.get().given_name == "Ben"


def test_a_domain_is_forgotten_with_its_last_signature(campaign: Campaign) -> None:
    comes(campaign, "Ana Lopez", "ana-lopez.example", ago=HOUR)
    comes(campaign, "Luis Ortega", "mail1.example", ago=HOUR)
    notice()
    Signature.objects.filter(mail_domain="ana-lopez.example").delete()

    noticing.forget_due(at=timezone.now())
    assert set(SeenDomain.objects.values_list("domain", flat=True)) == {"mail1.example"}

    Signature.objects.all().delete()
    noticing.forget_due(at=timezone.now())
    assert seeing.organisations() == set()
