"""A worker's processes: one that dies is started again, and all end together."""

import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = """
import os, sys, time
from pathlib import Path
from undersigned.config.supervising import supervise
folder = Path(sys.argv[1])

def lives():
    (folder / f"lives-{os.getpid()}").touch()
    time.sleep(60)

def dies():
    (folder / f"dies-{os.getpid()}").touch()
    if len(list(folder.glob("dies-*"))) == 1:
        raise RuntimeError("the first one only")
    time.sleep(60)

supervise([lives, dies])
"""


def test_one_that_dies_is_started_again_and_sigterm_ends_them_all(tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as supervisor:  # noqa: S603
        ends_at = time.monotonic() + 60
        while len(list(tmp_path.glob("dies-*"))) < 2 or not list(tmp_path.glob("lives-*")):
            assert time.monotonic() < ends_at
            time.sleep(0.05)
        supervisor.send_signal(signal.SIGTERM)

        assert supervisor.wait(30) == 0

    assert len(list(tmp_path.glob("lives-*"))) == 1
    for path in tmp_path.iterdir():
        assert not Path(f"/proc/{path.name.partition('-')[2]}").exists()
