"""Work in a process of its own, whose results come one after the other.

On two cores the other one then reads and reckons while this one writes. The process holds no
connection to the database; it goes with whoever started it, however that ends.
"""

import multiprocessing
import os
import pickle
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

T = TypeVar("T")
_AHEAD = 32  # results that wait for being asked for
_END, _ITEM, _FAILED = range(3)


class EndedError(RuntimeError):
    """The other process was killed before it had come to its end."""


@contextmanager
def results(of: Callable[..., Iterator[T]], *arguments: object) -> Iterator[Iterator[T]]:
    """What the function of a module yields for these arguments; what it raises, raised here."""
    # A fork would take over threads' locks and an open database.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    task = pickle.dumps((of, arguments))
    process = context.Process(target=_run, args=(theirs, task), daemon=True)
    process.start()
    theirs.close()
    try:
        yield _received(ours)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _received(pipe: Connection) -> Iterator[Any]:
    while True:
        try:
            kind, thing = pipe.recv()
        except EOFError as error:
            raise EndedError("the process beside this one was ended") from error
        if kind == _END:
            return
        if kind == _FAILED:
            raise cast("Exception", thing)
        yield thing


def _run(pipe: Connection, task: bytes) -> None:
    """In the other process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it is asked, and ends it
    import django  # noqa: PLC0415  nothing of ours is imported before it is set up

    django.setup()
    of, arguments = pickle.loads(task)  # noqa: S301  from the process that started this one
    waiting: queue.Queue[tuple[int, Any]] = queue.Queue(maxsize=_AHEAD)
    threading.Thread(target=_send, args=(pipe, waiting), daemon=True).start()
    try:
        for thing in of(*arguments):
            waiting.put((_ITEM, thing))
    except Exception as error:  # noqa: BLE001  it is raised where the results are waited for
        waiting.put((_FAILED, error))
    else:
        waiting.put((_END, None))
    waiting.join()


def _send(pipe: Connection, waiting: "queue.Queue[tuple[int, Any]]") -> None:
    while True:
        try:
            pipe.send(waiting.get())
        except BrokenPipeError:
            os._exit(0)  # nobody waits any more
        except Exception:  # noqa: BLE001  what cannot be sent: who waits is told that it ended
            os._exit(1)
        waiting.task_done()
