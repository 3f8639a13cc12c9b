"""Real people of a mailing's audience to look at it as, and a member's test email."""

import uuid

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from undersigned.mailings import audience, checking, people, rendering
from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Rendered
from undersigned.outbox import queueing
from undersigned.supporters.models import Supporter

_EMPTY = {
    "first_name": Q(given_name=""),
    "last_name": Q(family_name=""),
    "full_name": Q(given_name="", family_name=""),
    "state": Q(region=""),
    "postal_code": Q(postal_code=""),
}


def pick(mailing: Mailing, which: str) -> Supporter | None:
    """One of those who would get it: normal, empty, longest or the nth."""
    everyone = audience.reachable(mailing)
    if which == "empty":
        return _first(everyone.filter(given_name=""))
    if which == "longest":
        length = Length("given_name") + Length("family_name")
        return _first(everyone.annotate(length=length).order_by("-length", "pk"))
    if which.isdecimal():
        at = int(which[:9])
        return everyone.order_by("pk")[at : at + 1].first()
    return _first(everyone.exclude(given_name="").exclude(region="")) or _first(everyone)


def _first(rows: QuerySet[Supporter]) -> Supporter | None:
    return (rows if rows.query.order_by else rows.order_by("pk")).first()


def as_person(mailing: Mailing, supporter: Supporter | None) -> Rendered:
    """As that person gets it; without one, as somebody of whom nothing is known.

    The links in it belong to nobody: a look must not unsubscribe. Raises MergeError.
    """
    prepared = rendering.prepare(mailing, slugs=checking.slugs(mailing), at=mailing.created_at)
    nobody = uuid.UUID(int=0)
    values = people.values(supporter) if supporter else {}
    email = supporter.email if supporter else ""
    person = rendering.Person(recipient=nobody, supporter=nobody, email=email, values=values)
    return rendering.render(prepared, person)


def fallbacks(mailing: Mailing) -> int:
    """How many people would see at least one fallback. Raises MergeError, RuleError."""
    prepared = rendering.prepare(mailing, slugs=checking.slugs(mailing), at=mailing.created_at)
    seen = Q()
    for slot in prepared.slots:
        seen |= _EMPTY[slot.field]
    if not seen:
        return 0
    found = audience.reachable(mailing).filter(seen)
    number: int = found.aggregate(number=_distinct())["number"]
    return number


def _distinct() -> Count:
    return Count(F("canonical_address"), distinct=True)


def send_test(*, mailing: Mailing, to: str, which: str) -> None:
    """The mailing as one person gets it, to a member. Raises MergeError."""
    rendered = as_person(mailing, pick(mailing, which))
    queueing.queue([
        queueing.Letter(
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
    ])  # fmt: skip
