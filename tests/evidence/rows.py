"""Polls on record, for the tests of claims and averages."""

from datetime import date, timedelta

from tests import make
from undersigned.evidence.models import Poll, Series, Topic

TODAY = make.NOON.date()
PEOPLE = "Registered voters"
_MORE = ("side", "subgroup", "is_size_assumed")  # of the question, where a test names it


def topic(ours, name="The ferry"):
    return Topic.objects.get_or_create(organisation=ours, name=name)[0]


def poll(ours, pollster="Lake Survey", keep=61, *, ago=10, about=None, **values):
    """One question with two answers; the share of the first as printed. `ago` days."""
    end = TODAY - timedelta(days=ago)
    question = {
        "in_short": "Keep the ferry?", "wording": "Should the ferry be kept?",
        "population": PEOPLE, "sample_size": 1000, "topic": about,
    }  # fmt: skip
    question |= {name: values.pop(name) for name in list(values) if name in (*question, *_MORE)}
    found = Poll.objects.create(
        organisation=ours, pollster=pollster, source_title="Its report", created_at=make.NOON,
        **{"field_start": end - timedelta(days=2), "field_end": end, **values},
    )  # fmt: skip
    asked = found.questions.create(**question)
    rest = 100 - keep
    asked.results.create(answer="Close it", share=rest, as_printed=f"{rest}%", place=2)
    return asked.results.create(answer="Keep it", share=keep, as_printed=f"{keep}%", place=1)


def series(ours, *, keep=(61, 63, 60, 64), **values):
    """An average of polls by four pollsters, computed nowhere yet."""
    about = topic(ours)
    for number, share in enumerate(keep):
        poll(ours, f"Pollster {number}", share, ago=40 - 8 * number, about=about)
    return Series.objects.create(
        organisation=ours, topic=about, answer="Keep it", population=PEOPLE,
        created_at=make.NOON, **values,
    )  # fmt: skip


def day(ago=0):
    return date.fromordinal(TODAY.toordinal() - ago)
