"""What both examples need to be put into the database: addresses that are free, dates, rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet

from undersigned.campaigns.models import Campaign, OldSlug
from undersigned.evidence import naming
from undersigned.evidence.models import Poll, Question, Result
from undersigned.organisations.models import Organisation

EASTERN = ZoneInfo("America/New_York")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question of a poll, with its answers as (answer, share, as printed)."""

    in_short: str
    population: str
    answers: tuple[tuple[str, float | None, str], ...]
    wording: str = ""
    sample_size: int | None = None
    margin: str = ""
    note: str = ""


def organisation_slug(wanted: str) -> str:
    return _free(wanted, Organisation.objects.filter(slug__startswith=wanted))


def campaign_slug(wanted: str) -> str:
    """Free among today's addresses and those that campaigns once had."""
    taken = OldSlug.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
    return _free(wanted, Campaign.objects.filter(slug__startswith=wanted), set(taken))


def _free(wanted: str, rows: QuerySet[Model], taken: set[str] | None = None) -> str:
    used = set(rows.values_list("slug", flat=True)) | (taken or set())
    return next(slug for slug in _numbered(wanted) if slug not in used)


def _numbered(wanted: str) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted}-{number}" for number in count(2))


def days_before(at: datetime, days: int, hour: int = 9, minute: int = 0) -> datetime:
    """So many days before, at an hour of Eastern time."""
    day = (at.astimezone(EASTERN) - timedelta(days=days)).date()
    return datetime.combine(day, time(hour, minute), tzinfo=EASTERN)


def poll(organisation_id: int, pollster: str, **values: object) -> Poll:
    """With the pollster that the printed name stands for."""
    house = naming.house(organisation_id=organisation_id, name=pollster)
    return Poll.objects.create(
        organisation_id=organisation_id, pollster=pollster, house=house, **values
    )


def add_questions(poll: Poll, questions: tuple[Asked, ...]) -> list[Result]:
    """Every answer of every question, in the order in which they are given."""
    made: list[Result] = []
    for place, asked in enumerate(questions, start=1):
        question = Question.objects.create(
            poll=poll, in_short=asked.in_short, wording=asked.wording,
            population=asked.population, sample_size=asked.sample_size,
            margin_as_printed=asked.margin, note=asked.note, place=place,
        )  # fmt: skip
        made += Result.objects.bulk_create(
            Result(question=question, answer=answer, share=share, as_printed=printed, place=n)
            for n, (answer, share, printed) in enumerate(asked.answers, start=1)
        )
    return made
