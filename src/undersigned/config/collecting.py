"""Collects the static files when they changed since the last time."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_STAMP = "stamp.txt"


def collect() -> bool:
    """Collects if what is collected is not what the code has; True if it did."""
    stamp = settings.STATIC_ROOT / _STAMP
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(wanted, encoding="ascii")
    return True


def _fingerprint() -> str:
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda item: item[0]):
            size, changed = storage.size(path), storage.get_modified_time(path)
            found.update(f"{path} {size} {changed.isoformat()}\n".encode())
    return found.hexdigest()
