"""Named points at which a test may kill or stop this very process; elsewhere they do nothing.

`faults.point("outbox.before_data")` acts if the environment holds, when the process starts,

    UNDERSIGNED_FAULT=outbox.before_data          SIGKILL: no cleaning up, as if the power went
    UNDERSIGNED_FAULT=outbox.before_data:3        the third time that it is passed
    UNDERSIGNED_FAULT=outbox.before_data:3:stop   SIGSTOP: sleeps until somebody sends SIGCONT

With UNDERSIGNED_FAULT_MARK=/a/file the process writes that file first, as a proof that it came
there; a process that finds the file is spared, so that a server which is started anew lives.
"""

import itertools
import os
import signal

_NAME, _, _HOW = os.environ.get("UNDERSIGNED_FAULT", "").partition(":")
_NTH, _, _KIND = _HOW.partition(":")
_MARK = os.environ.get("UNDERSIGNED_FAULT_MARK", "")
_HITS = itertools.count(1)


def point(name: str) -> None:
    """A place where a crash would hurt. Costs one comparison."""
    if _NAME and name == _NAME and next(_HITS) == int(_NTH or 1) and _is_first():
        # Sent to this very thread: it goes no further than here.
        signal.raise_signal(signal.SIGSTOP if _KIND == "stop" else signal.SIGKILL)


def _is_first() -> bool:
    """Whether no process of this fault came here before."""
    if not _MARK:
        return True
    try:
        os.close(os.open(_MARK, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True
