"""Work in a process of its own, whose results come one after the other.

On two cores the other one then reads and reckons while this one writes. The process holds no
connection to the database; it goes with whoever started it, however that ends.
"""

import contextlib
import multiprocessing
import pickle
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

T = TypeVar("T")
Message = tuple[int, Any]
_AHEAD = 32  # results that wait for being asked for
_END, _ITEM, _FAILED = range(3)


class EndedError(RuntimeError):
    """The other process was killed before it had come to its end."""


@contextmanager
def results(of: Callable[..., Iterator[T]], *arguments: object) -> Iterator[Iterator[T]]:
    """What the function of a module yields for these arguments; what it raises, raised here.

    A thread here takes them in while whoever asked waits for its database: a pipe alone holds
    less than one result, so the two processes would take turns.
    """
    # A fork would take over threads' locks and an open database.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    task = pickle.dumps((of, arguments))
    process = context.Process(target=_run, args=(theirs, task), daemon=True)
    process.start()
    theirs.close()
    waiting: queue.Queue[Message] = queue.Queue(maxsize=_AHEAD)
    taking = threading.Thread(target=_take_in, args=(ours, waiting), daemon=True)
    taking.start()
    try:
        yield _received(waiting)
    finally:
        process.terminate()
        process.join()
        while taking.is_alive():  # it may wait for room
            with contextlib.suppress(queue.Empty):
                waiting.get(timeout=0.01)
        ours.close()


def _take_in(pipe: Connection, waiting: queue.Queue[Message]) -> None:
    kind = _ITEM
    while kind == _ITEM:
        try:
            kind, thing = pipe.recv()
        except EOFError:
            kind, thing = _FAILED, EndedError("the process beside this one was ended")
        except Exception as error:  # noqa: BLE001  it is raised where the results are waited for
            kind, thing = _FAILED, error
        waiting.put((kind, thing))


def _received(waiting: queue.Queue[Message]) -> Iterator[Any]:
    while True:
        kind, thing = waiting.get()
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
    try:
        for thing in of(*arguments):
            pipe.send((_ITEM, thing))
        pipe.send((_END, None))
    except BrokenPipeError:
        return  # nobody waits any more
    except Exception as error:  # noqa: BLE001  it is raised where the results are waited for
        pipe.send((_FAILED, error))
