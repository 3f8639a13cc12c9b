"""A worker process: its threads, and how they end."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import close_old_connections, connections

from undersigned.jobs import clock, pulse
from undersigned.lib import failures, leasing

_IDLE_SECONDS = 0.3
_END_SECONDS = 45  # what is in hand is finished: the longest conversation with a relay

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a worker does all the time, in threads: `run(at=…) -> int`, 0 if nothing was due."""

    name: str
    run: Callable[..., int]
    threads: int = 1
    done: Callable[[], None] | None = None  # called in each thread at the end


def work(
    *, entries: Sequence[clock.Entry], parts: Sequence[Part], stop: threading.Event
) -> None:
    """Works until told to stop; then what is in hand is finished, what is held given back."""
    if entries:  # a worker without a clock knows nothing of what others start by it
        clock.write_down(entries)
    pulse.bury_the_dead()
    names = [*(["clock"] if entries else []), *(part.name for part in parts)]
    beating = pulse.Pulse(entries=[entry.name for entry in entries], parts=", ".join(names))
    beating.beat(at=leasing.now())
    quiet = threading.Event()  # the pulse goes on until the others have finished
    heart = threading.Thread(target=beating.beat_until, args=(quiet,), name="pulse")
    heart.start()
    hands = [
        clock.Hand(entry, pulse=beating) for entry in entries for _ in range(entry.threads())
    ]
    threads = [
        threading.Thread(target=hand.turn_until, args=(stop,), daemon=True) for hand in hands
    ]
    for part in parts:
        threads += [
            threading.Thread(target=_repeat, args=(part, stop), name=part.name, daemon=True)
            for _ in range(part.threads)
        ]
    for thread in threads:
        thread.start()
    # Not for ever: the system may give SIGTERM to another thread (it does after SIGSTOP), and
    # Python runs the handler in this one, once it wakes.
    while not stop.wait(_IDLE_SECONDS):
        pass
    _join(threads)
    quiet.set()
    heart.join()
    beating.stop()
    connections.close_all()


def _join(threads: Sequence[threading.Thread]) -> None:
    ends_at = time.monotonic() + _END_SECONDS
    for thread in threads:
        thread.join(max(0.0, ends_at - time.monotonic()))


def _repeat(part: Part, stop: threading.Event) -> None:
    wait = 0.0
    while not stop.wait(wait):
        wait = _once(part)
    if part.done:
        part.done()


def _once(part: Part) -> float:
    """Runs it; the answer is how many seconds to wait before the next time."""
    try:
        return 0.0 if part.run(at=leasing.now()) else _IDLE_SECONDS
    except Exception as error:  # noqa: BLE001  the worker lives, whatever a part does
        logger.error(  # noqa: TRY400  a message may hold personal data
            "%s: %s\n%s", part.name, failures.class_name(error), failures.frames(error)
        )
        return 2.0
    finally:
        close_old_connections()
