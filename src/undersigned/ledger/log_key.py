"""The log's own key. The sequencer and the commands import this; no page may (a test looks)."""

from pathlib import Path

from django.conf import settings

from undersigned.ledger import keys, notes


def path() -> Path:
    return Path(settings.LEDGER_ROOT) / "log.key"


def signer() -> notes.Signer:
    """Raises keys.KeyLostError where this machine has none."""
    return keys.read(path())


def make() -> notes.Signer:
    """The key of a log that has none yet; the one that is there, if there is one."""
    return keys.read_or_make(path(), name=keys.origin())
