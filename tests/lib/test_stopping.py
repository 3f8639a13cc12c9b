"""A signal that comes while the process waits for it always ends the wait."""

import signal
import subprocess
import sys

from undersigned.lib import stopping


def test_a_signal_never_finds_the_main_thread_waiting_for_itself():
    asked = subprocess.run([sys.executable, __file__], timeout=20, check=False)  # noqa: S603  ourselves

    assert asked.returncode == 0


if __name__ == "__main__":
    stop = stopping.asked(signal.SIGUSR1)
    with stop._cond:  # where `stop.wait` is at that moment, seldom but surely
        signal.raise_signal(signal.SIGUSR1)
    assert stop.wait(10)
