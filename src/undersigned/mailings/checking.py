"""What must be right before a mailing may go: findings, each with its remedy."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign
from undersigned.mailings import audience, merging, rendering
from undersigned.mailings.models import Mailing
from undersigned.outbox import transport
from undersigned.segments.criteria import RuleError

MOST_BYTES = 100_000  # a mail program cuts what is longer, footer and all


@dataclass(frozen=True)
class Finding:
    """What is wrong, what to do, and on which screen: write, audience, organisation or ''."""

    what: str
    remedy: str
    screen: str = ""


def slugs(mailing: Mailing) -> frozenset[str]:
    """The organisation's campaigns, whose links become personal."""
    ours = Campaign.objects.filter(organisation_id=mailing.organisation_id).public()
    return frozenset(ours.values_list("slug", flat=True))


def check(mailing: Mailing, *, at: datetime) -> list[Finding]:
    """Everything that blocks sending; empty when it may go."""
    return [*_sender(mailing), *_words(mailing, at=at), *_people(mailing)]


def _sender(mailing: Mailing) -> list[Finding]:
    found = []
    organisation = mailing.organisation
    if not organisation.postal_address.strip():
        found.append(Finding(
            _("The organisation has no postal address, and the law asks for one."),
            _("Type it on the organisation's page."), "organisation",
        ))  # fmt: skip
    if not mailing.from_address:
        found.append(Finding(
            _("The mailing has no From address."), _("Type one that your provider knows."),
            "write",
        ))  # fmt: skip
    if not organisation.sends_by_relay and transport.state() != "demo":
        found.append(Finding(
            _("This organisation is a demonstration: its mail never leaves."),
            _("Write the mailing in your own organisation."),
        ))  # fmt: skip
    return found


def _words(mailing: Mailing, *, at: datetime) -> list[Finding]:
    found = []
    if not mailing.subject.strip():
        found.append(Finding(_("The subject is empty."), _("Write one."), "write"))
    if not mailing.body.strip():
        found.append(Finding(_("The email is empty."), _("Write it."), "write"))
    try:
        prepared = rendering.prepare(mailing, slugs=slugs(mailing), at=at)
    except merging.MergeError as error:
        return [*found, Finding(str(error), _("Correct the merge field."), "write")]
    if len(prepared.html.encode()) > MOST_BYTES:
        found.append(Finding(
            _("The email is larger than 100 kB; mail programs cut off its end."),
            _("Shorten it."), "write",
        ))  # fmt: skip
    return found


def _people(mailing: Mailing) -> list[Finding]:
    try:
        reached = audience.reachable(mailing).exists()
    except RuleError as error:
        return [Finding(str(error), _("Choose the audience again."), "audience")]
    if reached or mailing.starts_with_id:
        return []
    return [
        Finding(_("Nobody would get it."), _("Choose an audience that has people."), "audience")
    ]
