"""A signal that comes while the process waits for it always ends the wait."""

import os
import signal
import subprocess
import sys
import threading
import time
from itertools import count

from undersigned.lib import stopping

_TIMES = 100


def waits_for_the_signal():
    """Others look at the event too, as a worker's threads do: its lock is often held."""
    stop = stopping.asked(signal.SIGUSR1)
    others = [
        threading.Thread(target=lambda: all(not stop.wait(0) for _ in count()), daemon=True)
        for _ in range(3)
    ]
    for thread in others:
        thread.start()
    threading.Timer(0.001, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    while not stop.wait(0.000_01):
        pass
    for thread in others:
        thread.join()


def test_a_signal_never_finds_the_main_thread_waiting_for_itself():
    asked = subprocess.run([sys.executable, __file__], timeout=50, check=False)  # noqa: S603  ourselves

    assert asked.returncode == 0


if __name__ == "__main__":
    ends_at = time.monotonic() + 20
    for _ in range(_TIMES):
        waits_for_the_signal()
        assert time.monotonic() < ends_at, "too slow to mean anything"
