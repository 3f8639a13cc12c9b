"""What members say about their organisation: profile, issue agenda, track record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from undersigned.organisations import auditing
from undersigned.organisations.models import Endorsement, IssuePosition, Organisation

# What the organisation page may change; slug, example and version are no matter of the form.
PROFILE_FIELDS = frozenset({
    "name", "founded", "purpose", "website", "accent", "time_zone", "paid_for_by",
    "postal_address", "privacy_text", "from_name", "from_address", "reply_to",
    "approval_above", "hold_minutes", "most_mailings", "most_mailings_days", "quiet_from",
    "quiet_until", "warms_up",
})  # fmt: skip


class ChangedMeanwhileError(Exception):
    """A colleague saved in between.

    `theirs` holds the values that differ from those typed, `version` is the one to save upon.
    """

    def __init__(self, theirs: Mapping[str, object], *, version: int) -> None:
        super().__init__(", ".join(theirs))
        self.theirs = theirs
        self.version = version


class NameTakenError(Exception):
    """The issue agenda has an item of that name."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where one can read what the track record says."""

    title: str = ""
    url: str = ""
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the track record as it is typed."""

    year: int
    words: str
    source: Source = field(default_factory=Source)

    def values(self) -> dict[str, object]:
        return {
            "year": self.year,
            "words": self.words,
            "source_title": self.source.title,
            "source_url": self.source.url,
            "source_date": self.source.day,
        }


@transaction.atomic
def change_profile(
    *,
    organisation: Organisation,
    version: int,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Saves what differs. Raises ChangedMeanwhileError if a colleague saved since `version`."""
    unknown = set(values) - PROFILE_FIELDS
    if unknown:
        raise ValueError(f"the profile has no {', '.join(sorted(unknown))}")
    now = Organisation.objects.select_for_update().get(pk=organisation.pk)
    current = {name: getattr(now, name) for name in values}
    before, after = auditing.changes(current, values)
    if now.version != version:
        raise ChangedMeanwhileError(before, version=now.version)
    if not after:
        return
    Organisation.objects.filter(pk=now.pk).update(**values, version=F("version") + 1)
    _record(now, at=at, by=by, verb="changed", subject=_profile(now), sides=(before, after))


@transaction.atomic
def set_logo(
    *, organisation: Organisation, path: str, at: datetime, by: auditing.Actor
) -> None:
    """`path` is below MEDIA_ROOT, '' for none. The later of two wins: a picture is whole."""
    now = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before, after = auditing.changes({"logo": now.logo}, {"logo": path})
    if after:
        Organisation.objects.filter(pk=now.pk).update(logo=path)
        _record(now, at=at, by=by, verb="changed", subject=_profile(now), sides=(before, after))


def _profile(organisation: Organisation) -> tuple[str, str]:
    return f"the profile of {organisation.name}", f"organisation:{organisation.pk}"


@transaction.atomic
def add_position(
    *,
    organisation: Organisation,
    name: str,
    text: str,
    place: int | None = None,
    at: datetime,
    by: auditing.Actor,
) -> IssuePosition:
    """Without a place the new item stands last. Raises NameTakenError."""
    if place is None:
        positions = IssuePosition.objects.filter(organisation=organisation)
        place = (positions.aggregate(last=Max("place"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            position = IssuePosition.objects.create(
                organisation=organisation, name=name, text=text, place=place
            )
    except IntegrityError as error:
        raise NameTakenError(name) from error
    after = {"name": name, "text": text}
    _record(
        organisation, at=at, by=by, verb="added", subject=_issue(position), sides=({}, after)
    )
    return position


@transaction.atomic
def change_position(
    *,
    position: IssuePosition,
    version: int,
    name: str,
    text: str,
    place: int,
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Raises NameTakenError, ChangedMeanwhileError."""
    values: dict[str, object] = {"name": name, "text": text, "place": place}
    before, after = _sides(position, version=version, values=values)
    try:
        with transaction.atomic():
            rows = IssuePosition.objects.filter(pk=position.pk)
            rows.update(**values, version=F("version") + 1)
    except IntegrityError as error:
        raise NameTakenError(name) from error
    if after:
        _record(
            position.organisation, at=at, by=by, verb="changed",
            subject=_issue(position), sides=(before, after),
        )  # fmt: skip


@transaction.atomic
def remove_position(*, position: IssuePosition, at: datetime, by: auditing.Actor) -> None:
    deleted, _ = IssuePosition.objects.filter(pk=position.pk).delete()
    if deleted:
        before = {"name": position.name, "text": position.text}
        _record(
            position.organisation, at=at, by=by, verb="removed",
            subject=_issue(position), sides=(before, {}),
        )  # fmt: skip


def _issue(position: IssuePosition) -> tuple[str, str]:
    return f"issue {position.name}", f"issue:{position.pk}"


@transaction.atomic
def add_endorsement(
    *, organisation: Organisation, line: Line, at: datetime, by: auditing.Actor
) -> Endorsement:
    endorsement = Endorsement.objects.create(organisation=organisation, **line.values())
    _record(
        organisation, at=at, by=by, verb="added",
        subject=_record_line(endorsement), sides=({}, line.values()),
    )  # fmt: skip
    return endorsement


@transaction.atomic
def change_endorsement(
    *, endorsement: Endorsement, version: int, line: Line, at: datetime, by: auditing.Actor
) -> None:
    """Raises ChangedMeanwhileError."""
    before, after = _sides(endorsement, version=version, values=line.values())
    rows = Endorsement.objects.filter(pk=endorsement.pk)
    rows.update(**line.values(), version=F("version") + 1)
    if after:
        _record(
            endorsement.organisation, at=at, by=by, verb="changed",
            subject=_record_line(endorsement), sides=(before, after),
        )  # fmt: skip


@transaction.atomic
def remove_endorsement(*, endorsement: Endorsement, at: datetime, by: auditing.Actor) -> None:
    deleted, _ = Endorsement.objects.filter(pk=endorsement.pk).delete()
    if deleted:
        before = {"year": endorsement.year, "words": endorsement.words}
        _record(
            endorsement.organisation, at=at, by=by, verb="removed",
            subject=_record_line(endorsement), sides=(before, {}),
        )  # fmt: skip


def _record_line(endorsement: Endorsement) -> tuple[str, str]:
    return f"track record {endorsement.year}", f"endorsement:{endorsement.pk}"


def _sides(
    row: IssuePosition | Endorsement, *, version: int, values: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Holds the row until the transaction ends, and says what would change in it."""
    now = type(row)._default_manager.select_for_update().get(pk=row.pk)  # noqa: SLF001  its name
    before, after = auditing.changes({name: getattr(now, name) for name in values}, values)
    if now.version != version:
        raise ChangedMeanwhileError(before, version=now.version)
    return before, after


def _record(
    organisation: Organisation,
    *,
    at: datetime,
    by: auditing.Actor,
    verb: str,
    subject: tuple[str, str],
    sides: tuple[Mapping[str, object], Mapping[str, object]],
) -> None:
    auditing.record(
        organisation_id=organisation.pk,
        at=at,
        by=by,
        verb=verb,
        subject=subject,
        before=sides[0],
        after=sides[1],
    )
