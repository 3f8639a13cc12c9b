"""A child process ends with its parent, even when the parent is killed with -9."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
PARENT = "UNDERSIGNED_PARENT"  # set for a child: the process it belongs to


def follow_parent() -> None:
    """Asks Linux to end this process with its parent; elsewhere does nothing."""
    parent = os.environ.get(PARENT)
    if parent is None:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(parent):  # it died before we asked
        os.kill(os.getpid(), signal.SIGTERM)
