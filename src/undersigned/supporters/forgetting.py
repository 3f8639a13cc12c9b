"""How each room with personal data erases a person; filled by config/registries.py alone."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from undersigned.supporters.models import Supporter


class Forget(Protocol):
    """Erases what one room holds of the person, in the caller's transaction."""

    def __call__(self, supporter: Supporter, *, at: datetime) -> None: ...


_FORGETTERS: dict[str, Callable[..., None]] = {}


def register(room: str, forget: Forget) -> None:
    """A room's way to forget. A room has one; a second is a mistake in the registry."""
    if room in _FORGETTERS and _FORGETTERS[room] is not forget:
        raise ValueError(f"The room {room!r} has a way to forget already.")
    _FORGETTERS[room] = forget


def everywhere(supporter: Supporter, *, at: datetime) -> None:
    """Every registered room forgets the person."""
    for forget in _FORGETTERS.values():
        forget(supporter, at=at)
