"""What an organiser prepares, in three screens: the ask, the story, what follows signing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from undersigned.campaigns import addressing
from undersigned.campaigns.models import Campaign, Demand, Launch, TimelineEntry
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation

_T = TypeVar("_T")

ASK_FIELDS = frozenset({
    "title", "slug", "ask", "target_id", "hashtag", "goal", "goal_moves", "image", "image_alt",
})  # fmt: skip
STORY_FIELDS = frozenset({"summary", "story", "polls_heading"})
CHOSEN = frozenset({"issues", "polls", "claims", "statements", "results"})
THANKS_FIELDS = frozenset({
    "thanks", "thanks_subject", "thanks_email", "share_texts", "donation_url",
    "donation_amounts", "followup_days", "followup_subject", "followup_email",
})  # fmt: skip


class DemandHasPositionsError(ValueError):
    """A demand on which a decision maker's position is recorded is not removed with it."""


@dataclass(frozen=True, kw_only=True)
class DemandLine:
    """A demand as typed. `id` None: a new one. An empty text removes it."""

    id: int | None = None
    text: str


def subject(campaign: Campaign) -> tuple[str, str]:
    """The campaign as the audit trail names it."""
    return f"campaign {campaign.title}", f"campaign:{campaign.pk}"


@transaction.atomic
def create(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    demands: Sequence[DemandLine] = (),
    at: datetime,
    by: auditing.Actor,
) -> Campaign:
    """A draft with an empty plan. Raises SlugReservedError, SlugTakenError."""
    typed = _known(values, ASK_FIELDS)
    slug = str(typed.get("slug") or addressing.suggest(str(typed["title"])))
    addressing.check(slug, campaign_id=0)
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                **{**typed, "slug": slug, "organisation": organisation, "created_at": at}
            )
    except IntegrityError as error:
        raise addressing.SlugTakenError(slug) from error
    Launch.objects.create(campaign=campaign, time_zone=organisation.time_zone)
    _write_demands(campaign, demands)
    after = {**typed, "slug": slug, "demands": [line.text for line in demands if line.text]}
    auditing.record(
        organisation_id=organisation.pk, at=at, by=by, verb="created",
        subject=subject(campaign), after=after,
    )  # fmt: skip
    return campaign


@transaction.atomic
def change_ask(
    *,
    campaign: Campaign,
    version: int,
    values: Mapping[str, object],
    demands: Sequence[DemandLine],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Screen 1. Old links keep working; what the public could read is noted as changed.

    Raises ChangedMeanwhileError, SlugReservedError, SlugTakenError, DemandHasPositionsError.
    """
    typed = _known(values, ASK_FIELDS)
    now = Campaign.objects.select_for_update().get(pk=campaign.pk)
    slug = str(typed.get("slug") or now.slug)
    addressing.check(slug, campaign_id=now.pk)
    old = list(now.demands.order_by("place", "pk").values_list("text", flat=True))
    new = [line.text for line in demands if line.text]
    try:
        with transaction.atomic():
            changed = _save(
                now, version=version, values={**typed, "slug": slug},
                beside={"demands": (old, new)}, at=at, by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise addressing.SlugTakenError(slug) from error
    if not changed:
        return
    addressing.keep_old(now, slug=slug, hashtag=str(typed.get("hashtag", now.hashtag)), at=at)
    _write_demands(now, demands)
    if now.state != Campaign.State.DRAFT and (old != new or _rewords(now, typed)):
        note(
            campaign_id=now.pk, kind=TimelineEntry.Kind.CHANGED, at=at,
            words=_("The wording of the petition was changed."),
        )  # fmt: skip


def _rewords(now: Campaign, typed: Mapping[str, object]) -> bool:
    return any(
        typed.get(name, old) != old for name, old in (("title", now.title), ("ask", now.ask))
    )


def _write_demands(campaign: Campaign, lines: Sequence[DemandLine]) -> None:
    """A handful of rows. Those of other campaigns are never touched, whatever id was sent."""
    gone = [line.id for line in lines if line.id is not None and not line.text]
    removed = campaign.demands.filter(pk__in=gone)
    held = removed.filter(positions__isnull=False).first()
    if held is not None:
        raise DemandHasPositionsError(held.text)
    removed.delete()
    for place, line in enumerate(lines):
        if line.id is not None:
            campaign.demands.filter(pk=line.id).update(text=line.text, place=place)
    Demand.objects.bulk_create(
        Demand(campaign=campaign, text=line.text, place=place)
        for place, line in enumerate(lines)
        if line.id is None and line.text
    )


@transaction.atomic
def change_story(
    *,
    campaign: Campaign,
    version: int,
    values: Mapping[str, object],
    chosen: Mapping[str, Collection[int]],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Screen 2. `chosen` holds ids by list; the caller has looked them up in the organisation.

    Raises ChangedMeanwhileError.
    """
    ids = _known(chosen, CHOSEN)
    old = {name: _chosen(campaign, name) for name in ids}
    beside = {name: (old[name], sorted(new)) for name, new in ids.items()}
    if _save(
        campaign, version=version, values=_known(values, STORY_FIELDS), beside=beside,
        at=at, by=by,
    ):  # fmt: skip
        for name, new in ids.items():  # five lists
            getattr(campaign, name).set(new)


def _chosen(campaign: Campaign, name: str) -> list[int]:
    return sorted(getattr(campaign, name).values_list("pk", flat=True))


@transaction.atomic
def change_thanks(
    *,
    campaign: Campaign,
    version: int,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Screen 3. Raises ChangedMeanwhileError."""
    _save(
        campaign, version=version, values=_known(values, THANKS_FIELDS), beside={}, at=at, by=by
    )


def _save(
    campaign: Campaign,
    *,
    version: int,
    values: Mapping[str, object],
    beside: Mapping[str, tuple[object, object]],
    at: datetime,
    by: auditing.Actor,
) -> bool:
    return saving.change(
        campaign, version=version, values=values, beside=beside,
        about=saving.About(
            organisation_id=campaign.organisation_id, subject=subject(campaign), at=at, by=by
        ),
    )  # fmt: skip


def _known(values: Mapping[str, _T], names: Collection[str]) -> dict[str, _T]:
    unknown = set(values) - set(names)
    if unknown:
        raise ValueError(f"a campaign's screen has no {', '.join(sorted(unknown))}")
    return dict(values)


def note(*, campaign_id: int, kind: TimelineEntry.Kind, at: datetime, words: str) -> None:
    """One public event of the campaign's timeline."""
    TimelineEntry.objects.create(campaign_id=campaign_id, kind=kind, at=at, words=words[:400])
