"""Takes people on: in sets, a step at a time, each at its hour."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from undersigned.automations import telling
from undersigned.automations.models import Automation, Journey, Step
from undersigned.lib import bulk
from undersigned.mailings import capping
from undersigned.mailings.hours import Quiet
from undersigned.mailings.models import Recipient
from undersigned.petitions.models import Signature
from undersigned.segments import compiling
from undersigned.segments.areas import EVERYWHERE
from undersigned.supporters import reaching
from undersigned.supporters.models import EmailConsent, Supporter, Tagging

_BATCH = 500
State, Why = Journey.State, Journey.Why


def advance_due(*, at: datetime) -> int:
    """The clock's entry: how many people were taken one step on, or out."""
    return sum(advance(automation, at=at) for automation in _with_people(at=at))


def _with_people(*, at: datetime) -> list[Automation]:
    due = Journey.objects.filter(automation=OuterRef("pk"), state=State.GOING, due_at__lte=at)
    rows = Automation.objects.filter(Exists(due), state=Automation.State.RUNNING)
    return list(rows.select_related("organisation").order_by("pk"))


@transaction.atomic
def advance(automation: Automation, *, at: datetime) -> int:
    """Some of those who are due. All of a step happens, or nothing of it, and by one worker."""
    Automation.objects.select_for_update().get(pk=automation.pk)
    due = automation.journeys.filter(state=State.GOING, due_at__lte=at)
    batch = list(due.order_by("due_at", "pk").values_list("pk", "version_id", "place")[:_BATCH])
    pks = [pk for pk, _version, _place in batch]
    rows = Journey.objects.filter(pk__in=pks)
    _let_go(automation, rows, at=at)
    versions = {version for _pk, version, _place in batch}
    steps = {
        (step.version_id, step.place): step
        for step in Step.objects.filter(version__in=versions).select_related(
            "mailing", "segment", "tag", "colleague__user"
        )
    }
    for version, place in sorted({(version, place) for _pk, version, place in batch}):
        here = rows.filter(version=version, place=place, state=State.GOING)
        _step(automation, steps.get((version, place)), here, at=at)  # a step, not a person
    return len(batch)


def _let_go(automation: Automation, rows: QuerySet[Journey], *, at: datetime) -> None:
    """Who did what was wished, or unsubscribed, hears no more."""
    if automation.goal_id:
        signed = Signature.objects.confirmed().filter(
            supporter=OuterRef("supporter"), petition__campaign=automation.goal_id
        )
        _end(rows.filter(Exists(signed)), State.LEFT, Why.GOAL, at=at)
    off = Supporter.objects.filter(pk=OuterRef("supporter")).filter(
        Q(email_consent=EmailConsent.WITHDRAWN) | Q(reaching.stopped())
    )
    _end(rows.filter(Exists(off)), State.LEFT, Why.UNSUBSCRIBED, at=at)


def _end(
    rows: QuerySet[Journey], state: Journey.State, why: Journey.Why | str, *, at: datetime
) -> None:
    rows.filter(state=State.GOING).update(state=state, why=why, ended_at=at)


def _step(
    automation: Automation, step: Step | None, here: QuerySet[Journey], *, at: datetime
) -> None:
    if step is None:
        _end(here, State.FINISHED, "", at=at)
        return
    _STEPS[Step.Kind(step.kind)](automation, step, here, at)


def _go_on(here: QuerySet[Journey], step: Step, *, at: datetime) -> None:
    here.update(place=step.place + 1, due_at=at)


def _wait(_automation: Automation, step: Step, here: QuerySet[Journey], at: datetime) -> None:
    _go_on(here, step, at=at + timedelta(hours=step.hours or 0))


def _condition(
    automation: Automation, step: Step, here: QuerySet[Journey], at: datetime
) -> None:
    """Raises RuleError where the audience's rules name what is gone: the clock tells it."""
    assert step.segment is not None  # noqa: S101  a condition is saved with its audience
    people = compiling.compile_rules(
        step.segment.rules, organisation_id=automation.organisation_id, by=EVERYWHERE
    )
    met = list(here.filter(supporter__in=people.values("pk")).values_list("pk", flat=True))
    _end(here.exclude(pk__in=met), State.LEFT, Why.CONDITION, at=at)
    _go_on(here.filter(pk__in=met), step, at=at)


def _send(automation: Automation, step: Step, here: QuerySet[Journey], at: datetime) -> None:
    """A row a person for the senders, with all that mailings promise; outside quiet hours."""
    _let_sleep(automation, here, at=at)
    _keep_distance(automation, here, at=at)
    ready = here.filter(due_at__lte=at)
    people = ready.filter(supporter__email_consent=EmailConsent.GIVEN).values_list(
        "supporter_id", "supporter__canonical_address", "supporter__region", "entry"
    )
    bulk.insert_all(
        [
            Recipient(
                organisation_id=automation.organisation_id, mailing=step.mailing,
                supporter_id=supporter, canonical_address=address, region=region, entry=entry,
            )
            for supporter, address, region, entry in people
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    _go_on(ready, step, at=at)


def _let_sleep(automation: Automation, here: QuerySet[Journey], *, at: datetime) -> None:
    """Who has quiet hours waits for their morning: one statement for all time zones."""
    mornings = [
        When(Exists(Supporter.objects.filter(where, pk=OuterRef("supporter"))), then=Value(end))
        for end, where in quiet(automation).resting(at=at).items()
    ]
    if mornings:
        here.update(due_at=Case(*mornings, default=F("due_at")))


def quiet(automation: Automation) -> Quiet:
    """Its own hours, by the clock of each person's state."""
    zone = automation.organisation.time_zone
    return Quiet(automation.quiet_from, automation.quiet_until, zone)


def _keep_distance(automation: Automation, here: QuerySet[Journey], *, at: datetime) -> None:
    """Who got a mailing lately, or enough of them, waits another day."""
    due, tomorrow = here.filter(due_at__lte=at), at + timedelta(days=1)
    if automation.organisation.most_mailings:
        enough = capping.had_enough(automation.organisation, at=at)
        due.filter(supporter__in=enough).update(due_at=tomorrow)
    if not automation.days_between:
        return
    lately = Recipient.objects.filter(
        supporter=OuterRef("supporter"),
        state=Recipient.State.SENT,
        done_at__gt=at - timedelta(days=automation.days_between),
    )
    due.filter(Exists(lately)).update(due_at=tomorrow)


def _tag(_automation: Automation, step: Step, here: QuerySet[Journey], at: datetime) -> None:
    rows = [
        Tagging(tag=step.tag, supporter_id=supporter, at=at)
        for supporter in here.values_list("supporter_id", flat=True)
    ]
    bulk.insert_all(rows, ignore_conflicts=True)
    _go_on(here, step, at=at)


def _notify(automation: Automation, step: Step, here: QuerySet[Journey], at: datetime) -> None:
    telling.tell(automation, step, number=here.count(), at=at)
    _go_on(here, step, at=at)


_STEPS: dict[Step.Kind, Callable[[Automation, Step, QuerySet[Journey], datetime], None]] = {
    Step.Kind.WAIT: _wait,
    Step.Kind.CONDITION: _condition,
    Step.Kind.SEND: _send,
    Step.Kind.TAG: _tag,
    Step.Kind.NOTIFY: _notify,
}
