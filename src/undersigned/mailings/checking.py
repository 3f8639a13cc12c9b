"""What must be right before a mailing may go: findings, each with its remedy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from undersigned.mailings import (
    audience,
    bodies,
    checking_blocks,
    fixing,
    merging,
    preparing,
    variants,
)
from undersigned.mailings.merging import CLOSE, OPEN
from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Note
from undersigned.outbox import transport
from undersigned.segments import areas, reading
from undersigned.segments.areas import EVERYWHERE, Area
from undersigned.segments.criteria import RuleError

MOST_BYTES = 100_000  # a mail program cuts what is longer, footer and all


@dataclass(frozen=True)
class Finding:
    """What is wrong, what to do, and on which screen: write, audience, trial, organisation."""

    what: str
    remedy: str
    screen: str = ""


def check(mailing: Mailing, *, at: datetime, by: Area = EVERYWHERE) -> list[Finding]:
    """Everything that blocks sending; empty when it may go. `by` is the sender's area."""
    return [*check_letter(mailing, at=at), *_others(mailing), *_people(mailing, by)]


def check_letter(mailing: Mailing, *, at: datetime) -> list[Finding]:
    """The same but for the audience, which an automation has none of."""
    (_first, itself), *others = variants.of(mailing)
    found = [*_sender(itself), *_words(itself, at=at)]
    for letter, one in others:
        what = _("Variant %(letter)s: %(what)s")
        found += [
            Finding(what % {"letter": letter, "what": wrong.what}, wrong.remedy, "trial")
            for wrong in [*_words(one, at=at), *_other_domain(one, itself)]
            if wrong not in found
        ]
    return found


def _other_domain(one: Mailing, itself: Mailing) -> Iterator[Finding]:
    """What a domain may send in a day is counted for that of the mailing."""
    domains = {each.from_address.rpartition("@")[2].lower() for each in (one, itself)}
    if len(domains) > 1:
        yield Finding(
            _("It is sent from another domain."),
            _("Take a From address of the mailing's own domain."),
            "trial",
        )


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


def _claims(found: tuple[Note, ...]) -> list[Finding]:
    """A sentence that does not hold goes to nobody."""
    words = _("It quotes a claim that does not hold (%(status)s): “%(claim)s”")
    return [
        Finding(
            words % {"status": note.status, "claim": note.sentence},
            _("Change the sentence, or bind the claim to another poll."), "write",
        )
        for note in found
        if not note.holds
    ]  # fmt: skip


def _words(mailing: Mailing, *, at: datetime) -> list[Finding]:
    found = []
    if not mailing.subject.strip():
        found.append(Finding(_("The subject is empty."), _("Write one."), "write"))
    if bodies.is_empty(mailing):
        found.append(Finding(_("The email is empty."), _("Write it."), "write"))
    found += _claims(preparing.notes(mailing))
    wrong = [Finding(*pair, "write") for pair in checking_blocks.wrong(mailing, at=at)]
    found += wrong
    try:
        prepared = preparing.prepare(mailing, at=at)
    except merging.MergeError as error:
        named = [] if wrong else [Finding(str(error), _("Correct the merge field."), "write")]
        return [*found, *named]
    if not all(f"{OPEN}unsubscribe{CLOSE}" in part for part in (prepared.html, prepared.text)):
        found.append(Finding(
            _("A link to unsubscribe is missing."), _("Put it back at the end."), "write",
        ))  # fmt: skip
    if len(prepared.html.encode()) > MOST_BYTES:
        found.append(Finding(
            _("The email is larger than 100 kB; mail programs cut off its end."),
            _("Shorten it."), "write",
        ))  # fmt: skip
    return found


def _others(mailing: Mailing) -> list[Finding]:
    """Whoever changes a kept audience cannot change whom a mailing goes to that waits."""
    if not fixing.goes_to_others(mailing):
        return []
    return [Finding(
        _("A kept audience of it was changed or removed since somebody asked to send it."),
        _("Take the mailing back, look at whom it goes to now, and send it again."),
    )]  # fmt: skip


def _people(mailing: Mailing, by: Area) -> list[Finding]:
    try:
        reading.read(mailing.audience, organisation_id=mailing.organisation_id)
        reached = audience.reachable(mailing, by=by).exists()
        if by.most is not None:
            areas.refuse_more(audience.count(mailing, by=by).addresses, by=by)
    except areas.TooManyError as error:
        return [Finding(str(error), _("Choose a smaller audience."), "audience")]
    except RuleError as error:
        return [Finding(str(error), _("Choose the audience again."), "audience")]
    if reached or mailing.starts_with_id:
        return []
    return [
        Finding(_("Nobody would get it."), _("Choose an audience that has people."), "audience")
    ]
