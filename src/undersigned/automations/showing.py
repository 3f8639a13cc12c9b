"""What the page of an automation shows: its steps in words, where people are, how it went."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.safestring import SafeString

from undersigned.automations import drawing, wording
from undersigned.automations.models import Automation, Journey, Step, Version
from undersigned.mailings.models import Recipient

State = Journey.State


@dataclass(frozen=True, kw_only=True)
class Line:
    """A step with its words; of an email, how many were sent."""

    step: Step
    words: str
    people: int
    sent: int | None

    @property
    def name(self) -> str:
        """Of its dialog on the page."""
        return str(self.step.pk)


@dataclass(frozen=True, kw_only=True)
class Shown:
    version: Version
    lines: list[Line]
    picture: SafeString

    @property
    def has_emails(self) -> bool:
        return any(line.step.mailing_id for line in self.lines)


def shown(version: Version) -> Shown:
    """Three queries, whatever the number of people."""
    steps = list(
        version.steps.select_related("mailing", "segment", "tag", "colleague__user").order_by(
            "place"
        )
    )
    here = dict(
        version.journeys.filter(state=State.GOING)
        .values_list("place")
        .annotate(number=Count("pk"))
    )
    letters = [step.mailing_id for step in steps if step.mailing_id]
    sent = dict(
        Recipient.objects.filter(mailing__in=letters, state=Recipient.State.SENT)
        .values_list("mailing")
        .annotate(number=Count("pk"))
    )
    lines = [
        Line(
            step=step,
            words=wording.step(step),
            people=here.get(step.place, 0),
            sent=sent.get(step.mailing_id, 0) if step.mailing_id else None,
        )
        for step in steps
    ]
    boxes = drawing.boxes(version, steps, here=here)
    return Shown(version=version, lines=lines, picture=drawing.picture(boxes))


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Of everybody who entered, by any version. `entered` is the sum of the others."""

    entered: int
    going: int
    finished: int
    goal: int
    unsubscribed: int
    condition: int


def numbers(automation: Automation) -> Numbers:
    """One query."""
    why = Journey.Why
    counts: dict[str, int] = automation.journeys.aggregate(
        entered=Count("pk"),
        going=Count("pk", filter=Q(state=State.GOING)),
        finished=Count("pk", filter=Q(state=State.FINISHED)),
        **{one.value: Count("pk", filter=Q(why=one)) for one in why},
    )
    return Numbers(**counts)
