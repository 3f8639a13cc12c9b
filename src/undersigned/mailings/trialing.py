"""A/B tests: setting one up, who gets what, and which variant the rest gets."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from undersigned.mailings import comparing, counting, drafting
from undersigned.mailings.comparing import Finding
from undersigned.mailings.counting import Numbers
from undersigned.mailings.models import Mailing, Recipient, Trial, Variant
from undersigned.mailings.models.trial import LETTERS
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor

_SHARE, _HOURS = 20, 4  # where nothing else is said
_State = Recipient.State


class NotNowError(Exception):
    """The mailing is no draft any more, or the test is decided: somebody was quicker."""


class FullError(Exception):
    """There are as many variants as there can be."""


@transaction.atomic
def add(*, mailing: Mailing, at: datetime, by: Actor) -> Variant:
    """One that is like A so far; with the first begins the test. Raises FullError."""
    _draft(mailing)
    taken = set(Variant.objects.filter(mailing=mailing).values_list("letter", flat=True))
    free = [letter for letter in LETTERS[1:] if letter not in taken]
    if not free:
        raise FullError
    Trial.objects.get_or_create(mailing=mailing, defaults={"share": _SHARE, "hours": _HOURS})
    variant = Variant.objects.create(mailing=mailing, letter=free[0])
    _record(mailing, "added a variant to", at=at, by=by, after={"variant": variant.letter})
    return variant


@transaction.atomic
def change(
    *, variant: Variant, version: int, values: Mapping[str, object], at: datetime, by: Actor
) -> None:
    """`version` is the mailing's: what is not different is as in it. Raises
    ChangedMeanwhileError where it is not the newest, or the mailing is no draft.
    """
    mailing = variant.mailing
    drafts = Mailing.objects.filter(pk=mailing.pk, version=version, state=Mailing.State.DRAFT)
    if not drafts.update(version=version + 1):
        raise drafting.ChangedMeanwhileError
    before, after = auditing.changes(
        {name: getattr(variant, name) for name in values}, dict(values)
    )
    if after:
        Variant.objects.filter(pk=variant.pk).update(**values)
        words = f"changed variant {variant.letter} of"
        _record(mailing, words, at=at, by=by, before=before, after=after)


@transaction.atomic
def remove(*, variant: Variant, at: datetime, by: Actor) -> None:
    """The letters after it stay as they are; with the last goes the test."""
    mailing = variant.mailing
    _draft(mailing)
    Variant.objects.filter(pk=variant.pk).delete()
    if not Variant.objects.filter(mailing=mailing).exists():
        Trial.objects.filter(mailing=mailing).delete()
    _record(mailing, "removed a variant of", at=at, by=by, before={"variant": variant.letter})


@transaction.atomic
def plan(
    *, trial: Trial, share: int | None, size: int | None, hours: int | None, at: datetime,
    by: Actor,
) -> None:  # fmt: skip
    mailing = trial.mailing
    _draft(mailing)
    values = {"share": share, "size": size, "hours": hours}
    before, after = auditing.changes({name: getattr(trial, name) for name in values}, values)
    if after:
        Trial.objects.filter(pk=trial.pk).update(**values)
        _record(mailing, "planned the A/B test of", at=at, by=by, before=before, after=after)


@transaction.atomic
def track(*, mailing: Mailing, clicks: bool, opens: bool, at: datetime, by: Actor) -> None:
    """Whether it is recorded which links people open, and who opens the email of those who
    allow it.
    """
    before, after = auditing.changes(
        {"clicks": mailing.tracks_clicks, "opens": mailing.tracks_opens},
        {"clicks": clicks, "opens": opens},
    )
    if after:
        _draft(mailing)
        Mailing.objects.filter(pk=mailing.pk).update(tracks_clicks=clicks, tracks_opens=opens)
        _record(
            mailing, "changed what is measured of", at=at, by=by, before=before, after=after
        )


def _draft(mailing: Mailing) -> None:
    """It has changed: what somebody approved, or has open, is no longer this."""
    drafts = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.DRAFT)
    if not drafts.update(version=F("version") + 1):
        raise NotNowError


def finding(mailing: Mailing) -> Finding:
    """How the variants stand, counted now over those it is tried on."""
    return compared(counting.arms(mailing))


def compared(arms: Mapping[str, Numbers]) -> Finding:
    """`arms` by letter, over those it is tried on."""
    return comparing.compare(
        [comparing.Arm(letter, one.delivered, one.acted) for letter, one in arms.items()]
    )


def decide(*, trial: Trial, letter: str, at: datetime, by: Actor) -> None:
    """The rest gets that variant from now on. Raises NotNowError where it is decided."""
    _decide(trial, letter, finding(trial.mailing), at=at, by=by)


@transaction.atomic
def _decide(trial: Trial, letter: str, found: Finding, *, at: datetime, by: Actor) -> None:
    mailing = trial.mailing
    if letter not in {one.arm.letter for one in found.standings}:
        raise NotNowError
    is_clear = found.is_clear and found.ahead == letter
    said = Trial.Found.CLEAR if is_clear else Trial.Found.TIE
    undecided = Trial.objects.filter(pk=trial.pk, winner="", mailing__frozen_at__isnull=False)
    if not undecided.update(
        winner=letter, found=said, decided_at=at, decided_by_label=by.label
    ):
        raise NotNowError
    Mailing.objects.filter(pk=mailing.pk).update(version=F("version") + 1)  # senders look anew
    _record(
        mailing, "chose the variant for the rest of", at=at, by=by,
        after={"variant": letter, "found": said.value},
    )  # fmt: skip


def decide_due(*, at: datetime) -> int:
    """The clock's entry: those whose hour has come and whose tries have all gone out."""
    under_way = Recipient.objects.filter(
        mailing=OuterRef("mailing"), state__in=[_State.WAITING, _State.LEASED]
    )
    due = Trial.objects.filter(
        ~Exists(under_way), winner="", decide_at__lte=at,
        mailing__state=Mailing.State.SENDING,
    )  # fmt: skip
    return sum(
        _decide_one(trial, at=at)
        for trial in due.select_related("mailing").order_by("decide_at")
    )


def _decide_one(trial: Trial, *, at: datetime) -> bool:
    """Whether it was; where a person was quicker, the next one has its turn all the same."""
    found = finding(trial.mailing)
    try:
        _decide(trial, found.ahead, found, at=at, by=auditing.CLOCK)
    except NotNowError:
        return False
    return True


def _record(mailing: Mailing, verb: str, **more: object) -> None:
    auditing.record(
        organisation_id=mailing.organisation_id, verb=verb,
        subject=drafting.subject_of(mailing), **more,  # type: ignore[arg-type]
    )  # fmt: skip
