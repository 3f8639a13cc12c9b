"""Makes an automation and writes its next version; one that was started stays as it is."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.automations.models import Automation, Step, Version
from undersigned.mailings import drafting as mailings_drafting
from undersigned.mailings import fixing, shelving
from undersigned.mailings.models import Mailing, Template
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation

_LETTER = ("name", "from_name", "from_address", "reply_to")


class ChangedMeanwhileError(Exception):
    """Somebody saved the automation since the page was opened."""


def subject_of(automation: Automation) -> tuple[str, str]:
    """As the audit trail names it."""
    return f"automation {automation.name}", f"automation:{automation.pk}"


@transaction.atomic
def create(
    *, organisation: Organisation, values: Mapping[str, object], at: datetime, by: Actor
) -> Automation:
    """A draft with an empty first version."""
    automation = Automation.objects.create(organisation=organisation, created_at=at, **values)
    Version.objects.create(automation=automation, number=1)
    _audit(automation, "started writing", at=at, by=by)
    return automation


@transaction.atomic
def change(
    *,
    automation: Automation,
    version: int,
    values: Mapping[str, object],
    at: datetime,
    by: Actor,
) -> None:
    """Who is let in, and the hours. Raises ChangedMeanwhileError."""
    mine = Automation.objects.filter(pk=automation.pk, version=version)
    if not mine.update(**values, version=F("version") + 1):
        raise ChangedMeanwhileError
    _audit(automation, "changed", at=at, by=by)


@transaction.atomic
def being_written(*, automation: Automation, at: datetime, by: Actor) -> Version:
    """The version that is no one's yet: where there is none, a copy of the newest."""
    rows = Automation.objects.select_for_update()
    rows.get(pk=automation.pk)  # two members who begin at once write at one
    found = automation.versions.filter(started_at=None).first()
    if found is not None:
        return found
    newest = automation.versions.order_by("-number")[0]
    made = Version.objects.create(automation=automation, number=newest.number + 1)
    for step in newest.steps.order_by("place").select_related("mailing"):  # a dozen at most
        values: dict[str, object] = {
            "place": step.place, "kind": step.kind, "hours": step.hours,
            "segment": step.segment, "tag": step.tag, "colleague": step.colleague,
            "words": step.words,
        }  # fmt: skip
        if step.mailing is not None:
            values["mailing"] = _copy(step.mailing, automation=automation, at=at, by=by)
        Step.objects.create(version=made, **values)
    return made


@transaction.atomic
def add_step(
    *, automation: Automation, kind: str, values: Mapping[str, object],
    template: Template | None = None, at: datetime, by: Actor,
) -> Step:  # fmt: skip
    """At the end of the version being written. `template`: what its email begins with."""
    version = being_written(automation=automation, at=at, by=by)
    made = dict(values)
    if kind == Step.Kind.SEND:
        number = version.steps.filter(kind=Step.Kind.SEND).count() + 1
        made["mailing"] = _letter(automation, number=number, template=template, at=at, by=by)
    step = Step.objects.create(version=version, place=version.steps.count(), kind=kind, **made)
    _audit(automation, "added a step to", at=at, by=by)
    return step


@transaction.atomic
def change_step(*, step: Step, values: Mapping[str, object], at: datetime, by: Actor) -> None:
    """Of a version that is being written."""
    Step.objects.filter(pk=step.pk, version__started_at=None).update(**values)
    _audit(step.version.automation, "changed a step of", at=at, by=by)


@transaction.atomic
def remove_step(*, step: Step, at: datetime, by: Actor) -> None:
    """The steps behind it move up. Its email goes with it: nobody ever got it."""
    version = step.version
    step.delete()
    if step.mailing is not None:
        step.mailing.delete()
    _number(version, list(version.steps.order_by("place")))
    _audit(version.automation, "removed a step of", at=at, by=by)


@transaction.atomic
def move_step(*, step: Step, by_places: int, at: datetime, by: Actor) -> None:
    """Up (-1) or down (1), as far as there is room."""
    steps = list(step.version.steps.order_by("place"))
    here = next(number for number, one in enumerate(steps) if one.pk == step.pk)
    there = min(max(here + by_places, 0), len(steps) - 1)
    steps.insert(there, steps.pop(here))
    _number(step.version, steps)
    _audit(step.version.automation, "moved a step of", at=at, by=by)


def _number(version: Version, steps: list[Step]) -> None:
    """Two updates a row, for a place is one step's alone; a dozen rows at most."""
    version.steps.update(place=F("place") + 1_000)
    for place, step in enumerate(steps):
        Step.objects.filter(pk=step.pk).update(place=place)


def _letter(
    automation: Automation, *, number: int = 1, template: Template | None = None,
    at: datetime, by: Actor,
) -> Mailing:  # fmt: skip
    """`number`: the how many-th of its emails."""
    told = {"name": automation.name[:100], "number": number}
    return mailings_drafting.start(
        organisation=automation.organisation,
        name=_("%(name)s, email %(number)s") % told,
        kind=Mailing.Kind.AUTOMATED, campaign=automation.goal or automation.campaign,
        template=template, at=at, by=by,
    )  # fmt: skip


def _copy(letter: Mailing, *, automation: Automation, at: datetime, by: Actor) -> Mailing:
    """Its words as they were written: figures and conditions are fixed as it is started."""
    made = _letter(automation, at=at, by=by)
    values = shelving.copied(letter) | {name: getattr(letter, name) for name in _LETTER}
    values["blocks"] = fixing.as_written(letter.blocks)
    Mailing.objects.filter(pk=made.pk).update(**values)
    made.refresh_from_db()
    return made


def _audit(automation: Automation, verb: str, *, at: datetime, by: Actor) -> None:
    auditing.record(
        organisation_id=automation.organisation_id, at=at, by=by, verb=verb,
        subject=subject_of(automation),
    )  # fmt: skip
