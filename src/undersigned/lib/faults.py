"""Named points at which a test may kill this very process; elsewhere they do nothing.

`faults.point("outbox.before_data")` kills the process (SIGKILL: no cleaning up, as when the
power goes) if the environment holds UNDERSIGNED_FAULT=outbox.before_data, or the third time it
is passed with UNDERSIGNED_FAULT=outbox.before_data:3. It is read once, when the process starts.
"""

import itertools
import os
import signal

_NAME, _, _NTH = os.environ.get("UNDERSIGNED_FAULT", "").partition(":")
_HITS = itertools.count(1)


def point(name: str) -> None:
    """A place where a crash would hurt. Costs one comparison."""
    if _NAME and name == _NAME and next(_HITS) == int(_NTH or 1):
        os.kill(os.getpid(), signal.SIGKILL)
