"""Automations for tests, made by the room's own verbs, and a clock that runs at a time."""

from datetime import datetime

from tests import make
from undersigned.accounts.models import Membership
from undersigned.automations import (
    advancing,
    drafting,
    entering,
    running,
)
from undersigned.automations.models import Automation, Step
from undersigned.campaigns.models import Campaign
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import EmailConsent, Supporter

NOON = make.NOON.replace(hour=17)  # noon where the organisation is


def draft(ours: Organisation, **values: object) -> Automation:
    fields: dict[str, object] = {"name": "Welcome", "days_between": 0}
    by = make.actor(make.member(ours, "Ana Lopez"))
    return drafting.create(organisation=ours, values={**fields, **values}, at=NOON, by=by)


def by(automation: Automation):
    return make.actor(Membership.objects.get(organisation=automation.organisation))


def add(automation: Automation, kind: Step.Kind, **values: object) -> Step:
    return drafting.add_step(
        automation=automation, kind=kind, values=values, at=NOON, by=by(automation)
    )


def letter(automation: Automation, subject: str) -> Step:
    step = add(automation, Step.Kind.SEND)
    Mailing.objects.filter(pk=step.mailing.pk).update(subject=subject, body="Hello!")
    return step


def start(automation: Automation, *, at: datetime = NOON) -> None:
    running.start(automation=automation, at=at, by=by(automation))
    automation.refresh_from_db()


def joins(
    campaign: Campaign, name: str = "Rosa Diaz", *, at: datetime = NOON, region: str = "OH",
    consent: EmailConsent = EmailConsent.GIVEN,
) -> Supporter:  # fmt: skip
    person = make.supporter(campaign.organisation, name, region=region, consent=consent)
    make.signature(campaign, person, signed_at=at, confirmed_at=at, is_new_person=True)
    return person


def tick(*, at: datetime) -> None:
    """What the clock does, until nothing is left to do at that time."""
    entering.enter_due(at=at)
    while advancing.advance_due(at=at):
        pass


def written_to() -> list[tuple[str, str]]:
    rows = Recipient.objects.order_by("pk").values_list(
        "supporter__given_name", "mailing__subject"
    )
    return list(rows)
