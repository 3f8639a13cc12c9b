"""Who a printed name is, and under which topic and family of wordings a question stands."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from undersigned.evidence.models import Family, Poll, Pollster, PollsterName, Topic
from undersigned.organisations import auditing


def key_of(name: str) -> str:
    """Two names that differ in case, spaces or strokes alone are one."""
    return " ".join(name.replace("\u2013", "-").casefold().split())[:200]


def houses(*, organisation_id: int, names: Iterable[str]) -> dict[str, Pollster]:
    """By key. A name that nobody knows becomes a pollster of its own."""
    wanted = {key_of(name): " ".join(name.split())[:200] for name in names if name.strip()}
    known = _known(organisation_id)
    new = {key: name for key, name in wanted.items() if key not in known}
    made = Pollster.objects.bulk_create(
        Pollster(organisation_id=organisation_id, name=name) for name in new.values()
    )
    PollsterName.objects.bulk_create(
        PollsterName(organisation_id=organisation_id, pollster=row, name=row.name, key=key)
        for key, row in zip(new, made, strict=True)
    )
    return {key: known[key] for key in wanted if key in known} | dict(
        zip(new, made, strict=True)
    )


def house(*, organisation_id: int, name: str) -> Pollster | None:
    """Who this printed name is; None only where nothing is printed."""
    return houses(organisation_id=organisation_id, names=[name]).get(key_of(name))


def houses_by_name(*, organisation_id: int) -> dict[str, str]:
    """The pollster's own name by the key of every name of it."""
    return {key: row.name for key, row in _known(organisation_id).items()}


def _known(organisation_id: int) -> dict[str, Pollster]:
    rows = PollsterName.objects.filter(organisation=organisation_id).select_related("pollster")
    return {row.key: row.pollster for row in rows}


def topics(*, organisation_id: int, names: Iterable[str]) -> dict[str, Topic]:
    """By name; those that are not there are made."""
    wanted = dict.fromkeys(name for name in names if name)
    rows = Topic.objects.filter(organisation=organisation_id)
    known = {row.name: row for row in rows if row.name in wanted}
    made = Topic.objects.bulk_create(
        Topic(organisation_id=organisation_id, name=name)
        for name in wanted
        if name not in known
    )
    return known | {row.name: row for row in made}


class FamilyReasonMissingError(ValueError):
    """Wordings are read as one question only with a reason: it changes the average."""


def families(
    *, wanted: Iterable[tuple[Topic, str, str]], at: datetime, by: auditing.Actor
) -> dict[tuple[int, str], Family]:
    """By topic and name, from topics, names and reasons.

    A new one is a decision: who, when and why are kept with it. Raises
    FamilyReasonMissingError with its name.
    """
    named: dict[tuple[int, str], tuple[Topic, str]] = {}
    for topic, name, why in wanted:
        key = (topic.pk, name)
        if name and (key not in named or not named[key][1]):
            named[key] = (topic, why.strip())
    rows = Family.objects.filter(topic__in={topic.pk for topic, _why in named.values()})
    known = {(row.topic_id, row.name): row for row in rows}
    new = {key: value for key, value in named.items() if key not in known}
    for key, (_topic, why) in new.items():
        if not why:
            raise FamilyReasonMissingError(key[1])
    made = Family.objects.bulk_create(
        Family(topic=topic, name=key[1], why=why[:500], decided_by=by.label, decided_at=at)
        for key, (topic, why) in new.items()
    )
    return known | {(row.topic_id, row.name): row for row in made}


@transaction.atomic
def merge(*, gone: Pollster, into: Pollster, at: datetime, by: auditing.Actor) -> None:
    """Both names are one pollster from now on; polls keep the name that was printed."""
    if gone.pk == into.pk or gone.organisation_id != into.organisation_id:
        return
    Poll.objects.filter(house=gone).update(house=into)
    PollsterName.objects.filter(pollster=gone).update(pollster=into)
    auditing.record(
        organisation_id=into.organisation_id, at=at, by=by, verb="merged",
        subject=(f"pollster {into.name}", f"pollster:{into.pk}"),
        before={"pollster": gone.name}, after={"pollster": into.name},
    )  # fmt: skip
    gone.delete()
