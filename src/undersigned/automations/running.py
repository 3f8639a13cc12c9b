"""Starts a version, stops, goes on: who enters from now on goes the way that was started."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from undersigned.automations import checking, drafting
from undersigned.automations.models import Automation, Step, Version
from undersigned.mailings import fixing, preflight
from undersigned.mailings.checking import Finding
from undersigned.mailings.models import Mailing
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.segments import areas

State = Automation.State

# A transaction that began earlier may commit later: who lets people in looks back so far, and
# a person who is in already stays in once.
BACK = timedelta(minutes=2)


class BlockedError(Exception):
    """It may not start; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.what for finding in findings))
        self.findings = findings


class NotNowError(Exception):
    """It is not in a state in which that can be done: somebody was quicker."""


def start(*, automation: Automation, at: datetime, by: Actor) -> None:
    """The version that is being written; who is on the way finishes theirs.

    Asks the network, for some seconds: in no transaction. Raises BlockedError, and NotNowError
    where no version waits to be started.
    """
    _refuse_limited(automation, by=by)
    version = automation.versions.filter(started_at=None).first()
    if version is None:
        raise NotNowError
    _refuse_unready(version, at=at)
    letters = _letters_of(version)
    for letter in letters:  # a handful
        try:
            preflight.refuse(letter)
        except preflight.HeldBackError as error:
            raise BlockedError(error.findings) from error
    _start(automation, version, letters, at=at, by=by)


def _refuse_unready(version: Version, *, at: datetime) -> None:
    if lacks := checking.check(version, at=at):
        raise BlockedError([lack.finding for lack in lacks])


def _letters_of(version: Version) -> list[Mailing]:
    steps = version.steps.filter(mailing__isnull=False)
    rows = Mailing.objects.filter(pk__in=steps.values("mailing")).order_by("pk")
    return list(rows.select_related("organisation"))


@transaction.atomic
def _start(
    automation: Automation, version: Version, asked: list[Mailing], *, at: datetime, by: Actor
) -> None:
    """Its emails are fixed as they are now. `asked`: those of which the network was asked."""
    locked = Automation.objects.select_for_update()  # nobody adds a step meanwhile
    if locked.get(pk=automation.pk).version != automation.version:
        raise NotNowError
    _refuse_unready(version, at=at)
    letters = _letters_of(version)
    known = {(one.pk, one.version) for one in asked}
    if not {(one.pk, one.version) for one in letters} <= known:
        raise NotNowError
    if not Version.objects.filter(pk=version.pk, started_at=None).update(
        started_at=at, started_by_label=by.label[:200]
    ):
        raise NotNowError
    for letter in letters:
        _fix(letter, at=at)
    _run(automation, at=at)
    _audit(automation, "started", at=at, by=by, after={"version": version.number})


def _fix(letter: Mailing, *, at: datetime) -> None:
    """Raises NotNowError where a colleague has saved it since it was read, and BlockedError."""
    seen = Mailing.objects.filter(pk=letter.pk, version=letter.version)
    if not seen.update(frozen_at=at, version=F("version") + 1):
        raise NotNowError
    if wrong := fixing.fix(letter, at=at):
        raise BlockedError([Finding(sentence, "") for sentence in wrong])


@transaction.atomic
def stop(*, automation: Automation, at: datetime, by: Actor, too_many: int = 0) -> None:
    """Nobody enters, nobody is written to; people stay where they are. Raises NotNowError.

    `too_many`: so many would have come at once, if it is that for which it stops by itself.
    """
    running = Automation.objects.filter(pk=automation.pk, state=State.RUNNING)
    if not running.update(state=State.STOPPED, too_many=too_many, version=F("version") + 1):
        raise NotNowError
    _letters(automation, Mailing.State.SENDING).update(
        state=Mailing.State.STOPPED, stopped_at=at, version=F("version") + 1
    )
    after: dict[str, object] | None = {"people at once": too_many} if too_many else None
    _audit(automation, "stopped", at=at, by=by, after=after)


@transaction.atomic
def go_on(*, automation: Automation, at: datetime, by: Actor) -> None:
    """Who came meanwhile stays out. Raises NotNowError, and BlockedError as `start`."""
    _refuse_limited(automation, by=by)
    mine = Automation.objects.filter(pk=automation.pk, version=automation.version)
    if not mine.filter(state=State.STOPPED).exists():
        raise NotNowError
    _run(automation, at=at)
    _audit(automation, "went on with", at=at, by=by)


def _refuse_limited(automation: Automation, *, by: Actor) -> None:
    """It writes to whoever enters: only a member who may reach everybody lets it."""
    area = areas.of_actor(by, organisation_id=automation.organisation_id)
    if not area.is_everywhere:
        raise BlockedError([Finding(
            _("You may reach only some of the people, and this writes to whoever enters."),
            _("Ask a colleague who may reach everybody to start it."),
        )])  # fmt: skip


def _run(automation: Automation, *, at: datetime) -> None:
    """What was running already keeps its place in time."""
    mine = Automation.objects.filter(pk=automation.pk)
    # Who came before stays out.
    mine.exclude(state=State.RUNNING).update(looked_until=at + BACK)
    mine.update(state=State.RUNNING, too_many=0, version=F("version") + 1)
    _letters(automation, Mailing.State.DRAFT, Mailing.State.STOPPED).update(
        state=Mailing.State.SENDING, stopped_at=None, version=F("version") + 1
    )


def _letters(automation: Automation, *states: str) -> QuerySet[Mailing]:
    """The emails of versions that were started."""
    steps = Step.objects.filter(
        version__automation=automation, version__started_at__isnull=False, mailing__isnull=False
    )
    return Mailing.objects.filter(pk__in=steps.values("mailing"), state__in=states)


def _audit(
    automation: Automation, verb: str, *, at: datetime, by: Actor,
    after: dict[str, object] | None = None,
) -> None:  # fmt: skip
    auditing.record(
        organisation_id=automation.organisation_id, at=at, by=by, verb=verb,
        subject=drafting.subject_of(automation), after=after,
    )  # fmt: skip
