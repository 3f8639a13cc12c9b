"""Real people of a mailing's audience to look at it as, and a member's test email."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from undersigned.lib import leasing
from undersigned.mailings import (
    audience,
    conditions,
    drafting,
    fallbacks,
    figuring,
    people,
    preparing,
    rendering,
)
from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Rendered
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import AuditEntry
from undersigned.outbox import queueing
from undersigned.segments.areas import EVERYWHERE, Area
from undersigned.supporters import searching
from undersigned.supporters.models import Supporter
from undersigned.supporters.searching import Filters

TESTS_AN_HOUR = 40  # of an organisation: a test is no way to mail people
_FOUND = 8
_VERB = "sent a test of"


class TooManyTestsError(ValueError):
    """More test emails in an hour than anybody needs."""


def pick(mailing: Mailing, which: str, *, by: Area = EVERYWHERE) -> Supporter | None:
    """One of those who would get it: normal, empty, longest, the nth, or by their uuid."""
    everyone = audience.reachable(mailing, by=by)
    if which == "empty":
        return _first(everyone.filter(_without(mailing)))
    if which == "longest":
        length = Length("given_name") + Length("family_name")
        return _first(everyone.annotate(length=length).order_by("-length", "pk"))
    if which.isdecimal():
        at = int(which[:9])
        return everyone.order_by("pk")[at : at + 1].first()
    if one := _uuid(which):
        return everyone.filter(uuid=one).first()
    return _first(everyone.exclude(given_name="").exclude(region="")) or _first(everyone)


def _without(mailing: Mailing) -> Q:
    """Somebody of whom something is missing that the mailing says. Raises MergeError."""
    written = rendering.write(mailing, figures=figuring.of(mailing, at=leasing.now()))
    missing = Q()
    for slot in written.slots:
        missing |= fallbacks.EMPTY[slot.field]
    return missing or Q(given_name="")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _first(rows: QuerySet[Supporter]) -> Supporter | None:
    return (rows if rows.query.order_by else rows.order_by("pk")).first()


def find(mailing: Mailing, words: str, *, by: Area = EVERYWHERE) -> list[Supporter]:
    """The first few of those who would get it whom the words describe."""
    if not words.strip():
        return []
    ours = mailing.organisation_id
    found = searching.find(organisation_id=ours, filters=Filters(term=words))
    everyone = audience.reachable(mailing, by=by)
    return list(everyone.filter(pk__in=found.values("pk")).order_by("pk")[:_FOUND])


def as_person(mailing: Mailing, supporter: Supporter | None) -> Rendered:
    """As that person gets it; without one, as somebody of whom nothing is known.

    The links in it belong to nobody: a look must not unsubscribe. Raises MergeError.
    """
    prepared = preparing.prepare(mailing, at=mailing.created_at)
    nobody = uuid.UUID(int=0)
    person = rendering.Person(recipient=nobody, supporter=nobody, email="", values={})
    if supporter is not None:
        ours = mailing.organisation_id
        met = conditions.met(prepared.conditions, [supporter.pk], organisation_id=ours)
        reader = people.reader(supporter)
        met_by_them = met.get(supporter.pk, person.met)
        known = people.person(reader, recipient=nobody, met=met_by_them)
        person = replace(known, supporter=nobody)
    return rendering.render(prepared, person)


@transaction.atomic
def send_test(
    *, mailing: Mailing, to: Sequence[str], which: str | None, at: datetime, by: Actor,
    area: Area = EVERYWHERE,
) -> None:  # fmt: skip
    """The mailing as one person gets it, to members; `which` None is nobody. Counted nowhere
    but in the audit trail, by which so many are sent in an hour at most. Raises MergeError,
    TooManyTestsError.
    """
    if _lately(mailing, at=at) + len(to) > TESTS_AN_HOUR:
        words = _("That would be more than %(most)s test emails in an hour. Wait a while.")
        raise TooManyTestsError(words % {"most": TESTS_AN_HOUR})
    rendered = as_person(mailing, pick(mailing, which, by=area) if which else None)
    queueing.queue([_letter(mailing, rendered, address) for address in to])
    auditing.record(
        organisation_id=mailing.organisation_id, at=at, by=by, verb=_VERB,
        subject=drafting.subject_of(mailing), after={"emails": len(to)},
    )  # fmt: skip


def _lately(mailing: Mailing, *, at: datetime) -> int:
    """Test emails of the whole organisation in the last hour."""
    rows = AuditEntry.objects.filter(
        organisation=mailing.organisation_id, verb=_VERB, at__gt=at - timedelta(hours=1)
    )
    return sum(after["emails"] for after in rows.values_list("after", flat=True))


def _letter(mailing: Mailing, rendered: Rendered, to: str) -> queueing.Letter:
    return queueing.Letter(
        organisation_id=mailing.organisation_id,
        to=to,
        subject=_("Test: %(subject)s") % {"subject": rendered.subject},
        text=rendered.text,
        html=rendered.html,
        from_name=mailing.from_name,
        from_address=mailing.from_address,
        reply_to=mailing.reply_to,
        kind="mailing_test",
    )
