"""Takes mail that came back out of its box, a maildir or IMAP: reports are kept and deleted.

What is no report stays in the box, marked as seen, for a person to look at. A mail is taken out
after it was recorded: read twice after a crash, it counts once.
"""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from undersigned.outbox.returns import recording
from undersigned.outbox.returns.reading import LARGEST
from undersigned.outbox.returns.recording import Came

_AT_ONCE = 200
_TIMEOUT_SECONDS = 30
logger = logging.getLogger(__name__)


class Box(Protocol):
    """A mailbox that is open: names of what is new, and what to do with each."""

    def new(self) -> list[str]: ...

    def read(self, name: str) -> bytes: ...

    def delete(self, name: str) -> None: ...

    def put_aside(self, name: str) -> None: ...


def fetch_due(*, at: datetime) -> int:
    """The clock's entry: reads some of what is new; how many mails. 0 where no box is set."""
    where = settings.RETURNS
    if where is None:
        return 0
    try:
        with _opened(where) as box:
            return take(box, at=at)
    except (OSError, imaplib.IMAP4.error) as error:
        logger.warning("the mailbox of returns cannot be read: %s", type(error).__name__)
        return 0


def take(box: Box, *, at: datetime) -> int:
    """Records the reports in one statement, then deletes them; puts the rest aside."""
    names = box.new()[:_AT_ONCE]
    came = {name: _understood(box.read(name)) for name in names}
    recording.record([one for one in came.values() if one], at=at)
    for name, one in came.items():
        if one:
            box.delete(name)
        else:
            box.put_aside(name)
    return len(names)


def _understood(data: bytes) -> Came | None:
    """Anybody can write to this box: a mail that breaks the parser stops none behind it."""
    try:
        return recording.read_mail(data)
    except Exception:  # in whatever way: a thousand mails in each other are a RecursionError
        logger.exception("a mail that came back could not be read")
        return None


@contextmanager
def _opened(where: Any) -> Iterator[Box]:  # noqa: ANN401  config's Mailbox, a room above
    if where.folder is not None:
        yield Maildir(where.folder)
        return
    context = ssl.create_default_context()
    with imaplib.IMAP4_SSL(
        where.host, where.port, ssl_context=context, timeout=_TIMEOUT_SECONDS
    ) as client:
        client.login(where.user, where.password)
        client.select(where.name)
        yield ImapBox(client)


class Maildir:
    """A folder with `new` and `cur`, as a mail server delivers into (qmail's maildir)."""

    def __init__(self, folder: Path) -> None:
        self._new, self._seen = folder / "new", folder / "cur"

    def new(self) -> list[str]:
        return sorted(path.name for path in self._new.iterdir() if path.is_file())

    def read(self, name: str) -> bytes:
        with (self._new / name).open("rb") as file:
            return file.read(LARGEST)

    def delete(self, name: str) -> None:
        (self._new / name).unlink(missing_ok=True)

    def put_aside(self, name: str) -> None:
        self._seen.mkdir(exist_ok=True)
        (self._new / name).replace(self._seen / f"{name.partition(':')[0]}:2,S")


class ImapBox:
    """One folder of an IMAP account, selected. `client` is imaplib's."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def new(self) -> list[str]:
        _kind, found = self._client.uid("SEARCH", "UNSEEN")
        return found[0].decode("ascii").split() if found and found[0] else []

    def read(self, name: str) -> bytes:
        _kind, found = self._client.uid("FETCH", name, f"(BODY.PEEK[]<0.{LARGEST}>)")
        return next((part[1] for part in found if isinstance(part, tuple)), b"")

    def delete(self, name: str) -> None:
        self._client.uid("STORE", name, "+FLAGS", r"(\Seen \Deleted)")
        self._client.expunge()

    def put_aside(self, name: str) -> None:
        self._client.uid("STORE", name, "+FLAGS", r"(\Seen)")
