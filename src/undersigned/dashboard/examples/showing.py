"""Brings what an example put in line into the log and onto the pages, at once.

For commands alone: a web process has not the log's key, so there the worker does it.
"""

from datetime import datetime

from undersigned.ledger import numbering, sequencing
from undersigned.petitions import publishing, texting


def show(*, at: datetime) -> None:
    """Where the log stands still, or another process is at it, the worker goes on."""
    try:
        while sequencing.sequence(at=at, everything=True):
            pass
    except (sequencing.StoppedError, numbering.LeaseLostError):
        return
    texting.open_due(at=at)
    publishing.publish_due(at=at)
