"""What a figure of a mailing may come from, as the page of blocks offers it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign
from undersigned.evidence.models import Claim, Result
from undersigned.mailings import figuring
from undersigned.organisations.models import Organisation

_MOST = 100  # of a kind

Choices = Sequence[tuple[str, str]]  # value and words


@dataclass(frozen=True, kw_only=True)
class Offer:
    """`groups` with something in them, by their labels; `is_cut`: there is more on record."""

    groups: Sequence[tuple[str, Choices]]
    is_cut: bool
    find: str


def offer(
    organisation: Organisation, *, chosen: Iterable[str] = (), find: str = "", at: datetime
) -> Offer:
    """Three queries. Of claims and polls the newest that have all words of `find`.

    `chosen` is offered at any rate: a page without it would lose it as it is saved.
    """
    petitions = Campaign.objects.filter(organisation=organisation, petition__isnull=False)
    claims, polls = _claims(organisation, find), _polls(organisation, find)
    groups: dict[str, Choices] = {
        _("Signatures, as the public log counts them"): [
            (f"count:{one.uuid}", one.title) for one in petitions.order_by("title")
        ],
        _("Claims"): [(f"claim:{one.uuid}", one.sentence[:120]) for one in claims[:_MOST]],
        _("Polls"): [(f"poll:{one.pk}", figuring.poll_words(one)) for one in polls[:_MOST]],
    }
    offered = {value for choices in groups.values() for value, _words in choices}
    rest = [one for one in dict.fromkeys(chosen) if one and one not in offered]
    groups = {_("In this mailing"): figuring.named(organisation, rest, at=at), **groups}
    return Offer(
        groups=[(label, choices) for label, choices in groups.items() if choices],
        is_cut=max(len(claims), len(polls)) > _MOST, find=find,
    )  # fmt: skip


def _claims(organisation: Organisation, find: str) -> list[Claim]:
    rows = Claim.objects.filter(organisation=organisation, number__isnull=False)
    for word in find.split():
        rows = rows.filter(sentence__icontains=word)
    return list(rows.order_by("-pk")[: _MOST + 1])


def _polls(organisation: Organisation, find: str) -> list[Result]:
    rows = Result.objects.with_words(find).filter(
        question__poll__organisation=organisation, kind=Result.Kind.ANSWER,
        share__isnull=False, question__poll__is_open_to_all=False,
    )  # fmt: skip
    newest = rows.select_related("question__poll").order_by(
        "-question__poll__field_end", "-question_id", "place"
    )
    return list(newest[: _MOST + 1])
