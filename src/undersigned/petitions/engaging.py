"""How engaged somebody is: how often they acted in the last twelve months, and how long ago.

An act is a signature that counts, or an act in the system that they were moved from. What is
opened or clicked in an email is none: it says more of a mail program than of a person.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.petitions.models import Signature
from undersigned.supporters.models import PastAct, Supporter

YEAR = timedelta(days=365)
_MONTHS_AFTER = 60  # days: so long ago, months say enough
_NEVER = datetime(1, 1, 2, tzinfo=UTC)  # before any act; a day off the first for every zone
_ACTS = (PastAct.Kind.SIGNED, PastAct.Kind.ACTED)


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """The figure: two plain numbers, and how they read."""

    acts: int  # in the last twelve months
    last: datetime | None
    words: str


def with_figures(people: QuerySet[Supporter], *, at: datetime) -> QuerySet[Supporter]:
    """Annotates `acts` (of the last twelve months) and `last_act`; all in the same query."""
    signed = Signature.objects.confirmed().filter(supporter=OuterRef("pk"))
    acted = PastAct.objects.filter(supporter=OuterRef("pk"), kind__in=_ACTS, at__lte=at)
    since = at - YEAR
    newest = Greatest(_newest(signed, "confirmed_at"), _newest(acted, "at"))
    return people.annotate(
        acts=_number(signed.filter(confirmed_at__gt=since))
        + _number(acted.filter(at__gt=since)),
        last_act=NullIf(newest, _moment(_NEVER), output_field=DateTimeField()),
    )


def ordered(people: Any) -> Any:  # noqa: ANN401  mypy knows no annotations of another function
    """Most acts first; of equals, those whose last is the newest. `people` have the figures."""
    newest = Coalesce("last_act", _moment(_NEVER))
    return people.order_by("-acts", newest.desc(), "-pk")


def of(supporter: Supporter, *, at: datetime) -> Engagement:
    """One person's, in one query."""
    one: Any = with_figures(Supporter.objects.filter(pk=supporter.pk), at=at).get()
    said = words(one.acts, one.last_act, at=at)
    return Engagement(acts=one.acts, last=one.last_act, words=said)


def words(acts: int, last: datetime | None, *, at: datetime) -> str:
    """'3 acts in the last 12 months, the last 12 days ago'."""
    if last is None:
        return _("has not taken part yet")
    many = ngettext(
        "%(number)s act in the last 12 months", "%(number)s acts in the last 12 months", acts
    ) % {"number": acts}
    return _("%(acts)s, the last %(when)s") % {"acts": many, "when": _ago((at - last).days)}


def _ago(days: int) -> str:
    if days < 1:
        return _("today")
    if days < _MONTHS_AFTER:
        return ngettext("%(number)s day ago", "%(number)s days ago", days) % {"number": days}
    if days < YEAR.days * 2:
        return _("%(number)s months ago") % {"number": round(days / 30.44)}
    return _("%(number)s years ago") % {"number": round(days / 365.25)}


def _number(rows: QuerySet[Signature] | QuerySet[PastAct]) -> Coalesce:
    counted = rows.order_by().values("supporter").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _newest(rows: QuerySet[Signature] | QuerySet[PastAct], name: str) -> Coalesce:
    found = rows.order_by().values("supporter").annotate(newest=Max(name)).values("newest")
    return Coalesce(Subquery(found, output_field=DateTimeField()), _moment(_NEVER))


def _moment(at: datetime) -> Value:
    return Value(at, output_field=DateTimeField())
