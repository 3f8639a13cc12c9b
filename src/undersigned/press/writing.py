"""Releases from draft to public and withdrawn; the log of what was reported."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify

from undersigned.evidence import quoting
from undersigned.evidence.models import Claim
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation
from undersigned.press import mentioning
from undersigned.press.models import Coverage, Quote, Release

_LONGEST = 80


class SlugTakenError(ValueError):
    """Another release of the organisation has this address."""


class FallenClaimError(ValueError):
    """It quotes a claim that does not hold. The argument is the sentence."""


@transaction.atomic
def write(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    quotes: Sequence[tuple[str, str]],
    at: datetime,
    by: auditing.Actor,
) -> Release:
    """A draft. `quotes` are pairs of words and speaker. Raises SlugTakenError."""
    slug = str(values.get("slug") or _suggest(organisation, str(values["headline"])))
    try:
        with transaction.atomic():
            release = Release.objects.create(
                **{**values, "slug": slug, "organisation": organisation, "created_at": at}
            )
    except IntegrityError as error:
        raise SlugTakenError(slug) from error
    _write_quotes(release, quotes)
    _about(release, at=at, by=by).note("wrote", after={**values, "slug": slug})
    return release


def _suggest(organisation: Organisation, headline: str) -> str:
    stem = slugify(headline)[: _LONGEST - 4].strip("-") or "release"
    rows = Release.objects.filter(organisation=organisation, slug__startswith=stem)
    taken = set(rows.values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


@transaction.atomic
def change(
    *,
    release: Release,
    version: int,
    values: Mapping[str, object],
    quotes: Sequence[tuple[str, str]],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Takes an approval back: what was approved is no longer what stands there.

    Raises SlugTakenError, ChangedMeanwhileError.
    """
    typed = {**values, "slug": values.get("slug") or release.slug}
    old = [f"{speaker}: {words}" for words, speaker in quotes_of(release)]
    new = [f"{speaker}: {words}" for words, speaker in quotes]
    try:
        with transaction.atomic():
            changed = saving.change(
                release, version=version, values=typed, beside={"quotes": (old, new)},
                about=_about(release, at=at, by=by),
            )  # fmt: skip
    except IntegrityError as error:
        raise SlugTakenError(str(typed["slug"])) from error
    if changed:
        Release.objects.filter(pk=release.pk).update(approved_at=None, approved_by_label="")
        release.quotes.all().delete()
        _write_quotes(release, quotes)


def quotes_of(release: Release) -> list[tuple[str, str]]:
    return list(release.quotes.order_by("place", "pk").values_list("words", "speaker"))


def _write_quotes(release: Release, quotes: Sequence[tuple[str, str]]) -> None:
    Quote.objects.bulk_create(
        Quote(release=release, words=words, speaker=speaker, place=place)
        for place, (words, speaker) in enumerate(quotes)
    )


def claims_of(release: Release) -> list[Claim]:
    """What it quotes from the library, in headline, text and quotes."""
    return quoting.quoted(mentioning.said(release), organisation_id=release.organisation_id)


@transaction.atomic
def approve(*, release: Release, version: int, at: datetime, by: auditing.Actor) -> bool:
    """Public from its time, or with its campaign. False if it was changed since `version`.

    Raises FallenClaimError.
    """
    for claim in quoting.fallen(claims_of(release)):
        raise FallenClaimError(claim.sentence)
    rows = Release.objects.filter(pk=release.pk, version=version, approved_at=None)
    values = {"approved_at": at, "approved_by_label": by.label[:200], "withdrawn_at": None}
    if not rows.update(**values, version=F("version") + 1):
        return False
    _about(release, at=at, by=by).note("approved")
    return True


@transaction.atomic
def withdraw(*, release: Release, at: datetime, by: auditing.Actor) -> bool:
    """Its page is gone at once; the draft stays. False when it was not approved."""
    rows = Release.objects.filter(pk=release.pk, approved_at__isnull=False)
    values = {"approved_at": None, "approved_by_label": "", "withdrawn_at": at}
    if not rows.update(**values, version=F("version") + 1):
        return False
    _about(release, at=at, by=by).note("withdrew")
    return True


@transaction.atomic
def remove(*, release: Release, at: datetime, by: auditing.Actor) -> bool:
    """False for an approved one: withdraw it first."""
    deleted, _counts = Release.objects.filter(pk=release.pk, approved_at=None).delete()
    if deleted:
        _about(release, at=at, by=by).note("removed", before={"body": release.body})
    return bool(deleted)


def _about(release: Release, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"release {release.headline}", f"release:{release.pk}")
    return saving.About(organisation_id=release.organisation_id, subject=subject, at=at, by=by)


@transaction.atomic
def log(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> Coverage:
    """A report about the organisation."""
    report = Coverage.objects.create(
        **{**values, "organisation": organisation, "created_at": at}
    )
    _about_report(report, at=at, by=by).note("logged", after=values)
    return report


def change_report(
    *,
    report: Coverage,
    version: int,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Raises ChangedMeanwhileError."""
    about = _about_report(report, at=at, by=by)
    saving.change(report, version=version, values=values, about=about)


@transaction.atomic
def remove_report(*, report: Coverage, at: datetime, by: auditing.Actor) -> None:
    if saving.delete(report):
        _about_report(report, at=at, by=by).note("removed", before={"url": report.url})


def _about_report(report: Coverage, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"coverage by {report}", f"coverage:{report.pk}")
    return saving.About(organisation_id=report.organisation_id, subject=subject, at=at, by=by)
