"""A person who has done everything: in every table that can hold something of a person."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests import make
from tests.make import NOON
from tests.petitions.make import confirm_newest, fold, sign
from tests.supporters import moving
from undersigned.actions.models import Interest, OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.lib.hashing import address_hash
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import IssuePosition
from undersigned.outbox.models import CaughtMessage
from undersigned.petitions.models import Cancellation
from undersigned.supporters import keeping
from undersigned.supporters.duplicates import searching
from undersigned.supporters.merging import joining, undoing
from undersigned.supporters.models import (
    Expiring,
    IssueInterest,
    Merge,
    Supporter,
    SupporterAddress,
    SupporterLanguage,
    SupporterPhone,
)

# Each stands for one way in which it came to us.
WORDS = (
    "luis.ortega", "ortega", "lou.work", "614 555 0177", "6145550188", "12 heron way",
    "9 otter lane", "because of my aunt", "rides a red bicycle", "answer of his own",
    "met him at the fair",
)  # fmt: skip
_FILE = (
    "email,first name,last name,phone,street,city,zip,tags,bicycle\n"
    "lou.work@example.com,Luis,Ortega,614 555 0177,12 Heron Way,Athens,43004,host,"
    "rides a red bicycle\n"
    "not an address,Luis,Ortega,,,,,,\n"
)


@dataclass(frozen=True)
class Scene:
    organisation: object
    campaign: object
    luis: Supporter
    by: object
    ana: Client


def scene():
    ours = make.organisation()
    membership = make.member(ours)
    by, ana = make.actor(membership), make.signed_in(membership)
    campaign = make.campaign(ours)
    campaign.petition.takes_comments = True
    campaign.petition.save()
    question = OwnQuestion.objects.create(campaign=campaign, kind="text", label="Why?")
    answered: dict[str, Any] = {f"q_{question.uuid.hex}": "an answer of his own"}
    sign(
        campaign, consent="on", comment="Because of my aunt", show_name="on",
        **answered,
    )  # fmt: skip
    confirm_newest()
    fold()
    later = make.campaign(ours, "later", state=Campaign.State.ANNOUNCED, announced_at=NOON)
    _asks_to_be_told(later)
    moving.bring(ours, _FILE)
    moving.take(ours, _FILE.replace("12 Heron Way", "9 Otter Lane"), name="waiting.csv")
    luis = Supporter.objects.get(email="luis.ortega@example.org")
    work = Supporter.objects.get(email="lou.work@example.com")
    _is_mailed(ours, luis)
    _has_more(ours, luis)
    staff(luis, by)
    searching.ask(organisation_id=ours.pk, at=NOON, by=by)
    searching.search_due(at=NOON)
    luis = merged(luis, work, by, from_loser={"email"}).supporter
    again = make.supporter(ours, "Luis Ortega", email="third@example.org", postal_code="43004")
    searching.ask(organisation_id=ours.pk, at=NOON, by=by)
    searching.search_due(at=NOON)
    again.delete()
    Expiring.objects.create(organisation=ours, supporter=luis, listed_at=NOON, erase_at=NOON)
    Cancellation.objects.create(
        organisation=ours, rule={"organisation_id": ours.pk, "pattern": "luis.ortega*"},
        reason="fraud", state="done", by_label="Ana", by_id_text="member:1", started_at=NOON,
        finished_at=NOON, total=0,
    )  # fmt: skip
    _is_looked_for(ours, ana)
    return Scene(ours, campaign, luis, by, ana)


def _asks_to_be_told(campaign):
    Interest.objects.create(
        campaign=campaign, canonical_address="lou.work@example.com",
        email="Lou.Work@example.com", asked_at=NOON,
    )  # fmt: skip


def _is_mailed(ours, luis):
    for name in ("News", "More news"):
        mailing = Mailing.objects.create(
            organisation=ours, name=name, created_by_label="Ana", created_at=NOON
        )
        Recipient.objects.create(
            organisation=ours, mailing=mailing, supporter=luis, done_at=NOON,
            canonical_address=luis.canonical_address, state=Recipient.State.SENT,
            detail="250 luis.ortega took it",
        )  # fmt: skip
    CaughtMessage.objects.create(
        at=NOON, envelope_from="a@example.org", to_address="Luis.Ortega@example.org",
        never_leaves=False, data=b"To: luis.ortega@example.org",
    )  # fmt: skip


def _is_looked_for(ours, ana):
    ana.post(f"/dashboard/{ours.slug}/supporters/search/", {"term": "Ortega"})
    mailing = Mailing.objects.filter(organisation=ours).earliest("pk")
    look = f"/dashboard/{ours.slug}/mailings/{mailing.uuid}/look/person/"
    assert ana.post(look, {"words": "Luis Ortega"}).status_code == 302


def _has_more(ours, luis):
    SupporterPhone.objects.create(
        organisation=ours, supporter=luis, phone="6145550188", digits="6145550188", at=NOON
    )
    SupporterAddress.objects.create(
        organisation=ours, supporter=luis, street="9 Otter Lane", city="Athens", at=NOON
    )
    SupporterLanguage.objects.create(supporter=luis, language="es", at=NOON)
    issue = IssuePosition.objects.create(organisation=ours, name="Libraries")
    IssueInterest.objects.create(supporter=luis, issue=issue, told="staff", at=NOON)


def staff(luis, by):
    keeping.tag(supporter=luis, name="drivers", at=NOON, by=by)
    keeping.note(supporter=luis, text="Met him at the fair", at=NOON, by=by)
    keeping.unsubscribe(supporter=luis, reason="asked", at=NOON, by=by)
    luis.refresh_from_db()


def merged(one, other, by, *, from_loser=()) -> Merge:
    winner, loser = joining.in_order(one, other)
    for row in (winner, loser):
        row.refresh_from_db()
    return joining.merge(
        organisation_id=one.organisation_id, winner=winner.uuid, loser=loser.uuid,
        versions=(winner.version, loser.version), from_loser=from_loser, at=NOON, by=by,
    )  # fmt: skip


def two(ours, **values):
    """Rosa, and Rosa as she came a month later from another address."""
    return (
        make.supporter(ours, "Rosa Diaz", email="rosa@example.org"),
        make.supporter(ours, "Rosa Diaz", email="rdiaz@work.example", **values),
    )


def taken_back(merge, by, at=NOON):
    return undoing.undo(organisation_id=merge.organisation_id, uuid=merge.uuid, at=at, by=by)


def hashes():
    return [address_hash("luis.ortega@example.org"), address_hash("lou.work@example.com")]
