"""Whom an issue matters to: by their own word, by a note of staff, by what they signed."""

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.organisations.models import IssuePosition
from undersigned.petitions.models import Signature
from undersigned.segments.acts import did
from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.values import parts
from undersigned.supporters.models import IssueInterest, Supporter

Told = IssueInterest.Told
SIGNED = "signed"  # learned from what they signed, and kept nowhere: asked anew each time

# What a rule may ask, and its words.
WAYS: dict[str, str | Promise] = {
    "": gettext_lazy("cares about “%(name)s”: said so, noted by staff, or signed about it"),
    Told.PERSON: gettext_lazy("said that “%(name)s” matters to them"),
    Told.STAFF: gettext_lazy("cares about “%(name)s”, as staff noted"),
    SIGNED: gettext_lazy("signed a campaign about “%(name)s”"),
}


def learned(person: Supporter) -> QuerySet[IssuePosition]:
    """Issues of the campaigns that they signed, each with the number of these in `times`."""
    signed = Signature.objects.confirmed().filter(supporter=person)
    return (
        IssuePosition.objects.filter(campaigns__petition__in=signed.values("petition"))
        .annotate(times=Count("campaigns", distinct=True))
        .order_by("-times", "place")
    )


def _interested(value: object, organisation_id: int) -> Q:
    way = _way(value)
    issue = _issue(value, organisation_id).values("pk")[:1]
    kept = IssueInterest.objects.filter(issue=issue)
    signed = Signature.objects.confirmed().filter(
        organisation_id=organisation_id, petition__campaign__issues=issue
    )
    if way == SIGNED:
        return did(signed)
    if way:
        return did(kept.filter(told=way))
    return did(kept, signed)


def _issue(value: object, organisation_id: int) -> QuerySet[IssuePosition]:
    name = str(parts(value).get("issue", ""))
    return IssuePosition.objects.filter(organisation_id=organisation_id, name=name)


def _way(value: object) -> str:
    way = str(parts(value).get("told", ""))
    if way not in WAYS:
        raise RuleError(_("“%(value)s” is no way to know what matters.") % {"value": way})
    return way


def _read_interested(value: object, organisation_id: int) -> str:
    name = parts(value).get("issue", "")
    if not _issue(value, organisation_id).exists():
        raise RuleError(_("The issue “%(name)s” is no longer there.") % {"name": name})
    return str(WAYS[_way(value)]) % {"name": name}


CRITERIA = (Criterion("interest", _interested, _read_interested),)
