"""What is costly to make and the same for everybody, kept for a moment in this process."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(eq=False)
class _Slot(Generic[Thing]):
    """One key's thing and when its making began; written by whoever holds `lock`."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: tuple[float, Thing] | None = None


class Kept(Generic[Thing]):
    """One thread makes a key's thing; the others go on with the last one, or wait for it.

    A thing that is twice as old as it should be is shown to nobody who can wait for a newer.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()  # guards _slots
        self._slots: OrderedDict[Hashable, _Slot[Thing]] = OrderedDict()

    def get(
        self, key: Hashable, make: Callable[[], Thing | None], *, seconds: float
    ) -> Thing | None:
        """The key's thing, about `seconds` old at most; None, for nothing, is not kept."""
        if not seconds:
            return make()
        slot, now = self._slot(key), time.monotonic()
        kept = slot.kept
        if kept is not None and now - kept[0] < seconds:
            return kept[1]
        bearable = kept is not None and now - kept[0] < 2 * seconds
        if not slot.lock.acquire(blocking=not bearable):
            return kept[1] if kept is not None else None
        try:
            if slot.kept is not None and slot.kept is not kept:
                return slot.kept[1]  # made while we waited
            return self._make(key, slot, make)
        finally:
            slot.lock.release()

    def _make(
        self, key: Hashable, slot: _Slot[Thing], make: Callable[[], Thing | None]
    ) -> Thing | None:
        began = time.monotonic()
        thing = make()
        slot.kept = None if thing is None else (began, thing)
        if thing is None:
            with self._lock:
                self._slots.pop(key, None)
        return thing

    def _slot(self, key: Hashable) -> _Slot[Thing]:
        """The key's own, made when there is none; the one asked for longest ago goes."""
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            if len(self._slots) > self._most:
                self._slots.popitem(last=False)
            return slot
