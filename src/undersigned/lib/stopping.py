"""A process is asked to stop, by systemd or with Ctrl-C, and its threads learn of it."""

import queue
import signal
import threading


def asked(*numbers: signal.Signals) -> threading.Event:
    """An event that is set once one of the signals has come. For the main thread.

    A handler may not set it: the main thread, which runs handlers between any two steps, may
    just hold the event's lock to wait for it, and would wait for itself for ever. The queue's
    put is reentrant (Python's documentation, `queue.SimpleQueue`), and a thread of its own
    sets the event.
    """
    stop = threading.Event()
    told: queue.SimpleQueue[int] = queue.SimpleQueue()

    def pass_on() -> None:
        told.get()
        stop.set()

    for number in numbers:
        signal.signal(number, lambda number, _frame: told.put(number))
    threading.Thread(target=pass_on, name="stop", daemon=True).start()
    return stop
