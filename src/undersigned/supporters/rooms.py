"""What each room can do with all it holds of a person; filled by config/registries.py alone.

One entry a room: erase, end retention, hand over in a merge, tell in answer to a request for
access, and say who has acted. A room that holds people and has no entry fails a test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from undersigned.supporters.journal import Journal
from undersigned.supporters.models import Supporter
from undersigned.supporters.told import Told


@dataclass(frozen=True, kw_only=True)
class Room:
    """All functions run in the caller's transaction.

    `forget(person, at=)` erases at the person's word, `retire(person, at=)` at the end of
    retention. `hand_over(journal, loser=, winner=, at=)` moves rows and notes each in the
    journal; `take_back(told, at=)` undoes what is no row, from what the room told the journal.
    `foresee(loser=, winner=)` says in sentences what else a merge will do. `tell(person)` gives
    all that is held. `acted(since=)` is a condition on people.
    """

    name: str
    forget: Callable[..., None]
    retire: Callable[..., None] | None = None  # the same, where nothing else is said
    hand_over: Callable[..., None] = lambda journal, *, loser, winner, at: None  # noqa: ARG005
    tell: Callable[[Supporter], list[Told]] = lambda supporter: []  # noqa: ARG005
    foresee: Callable[..., list[str]] = lambda *, loser, winner: []  # noqa: ARG005  nothing
    acted: Callable[..., Q] = lambda *, since: Q(pk__in=[])  # noqa: ARG005  nobody
    take_back: Callable[..., None] | None = None


_ROOMS: dict[str, Room] = {}


def register(*rooms: Room) -> None:
    """A room has one entry; another is a mistake in the registry."""
    for room in rooms:
        if _ROOMS.get(room.name, room) is not room:
            raise ValueError(f"The room {room.name!r} is registered already.")
        _ROOMS[room.name] = room


def names() -> set[str]:
    return set(_ROOMS)


def forget(supporter: Supporter, *, at: datetime) -> None:
    for room in _ROOMS.values():
        room.forget(supporter, at=at)


def retire(supporter: Supporter, *, at: datetime) -> None:
    for room in _ROOMS.values():
        (room.retire or room.forget)(supporter, at=at)


def hand_over(journal: Journal, *, loser: Supporter, winner: Supporter, at: datetime) -> None:
    """The rooms above move what they hold; supporters' own rows move after."""
    for room in _ROOMS.values():
        room.hand_over(journal, loser=loser, winner=winner, at=at)


def foresee(*, loser: Supporter, winner: Supporter) -> list[str]:
    rows = (room.foresee(loser=loser, winner=winner) for room in _ROOMS.values())
    return [sentence for found in rows for sentence in found]


def take_back(name: str, told: Any, *, at: datetime) -> None:  # noqa: ANN401  the room's own
    """Raises KeyError where the room has no way back, which it then must not have needed."""
    back = _ROOMS[name].take_back
    if back is None:
        raise KeyError(name)
    back(told, at=at)


def tell(supporter: Supporter) -> list[Told]:
    return [part for room in _ROOMS.values() for part in room.tell(supporter)]


def acted(*, since: datetime) -> Q:
    """People who did anything in any room since then."""
    found = Q(pk__in=[])
    for room in _ROOMS.values():
        found |= room.acted(since=since)
    return found
