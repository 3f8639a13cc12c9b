"""What a row says about calls, texts and letters; email has rules of its own. Pure."""

from collections.abc import Callable, Iterator

from undersigned.supporters.importing import cells as reading
from undersigned.supporters.importing.beside import GIVEN, SAID, WITHDRAWN, Placed
from undersigned.supporters.importing.columns import Columns
from undersigned.supporters.models import Consent

_CALLS, _TEXTS, _LETTERS = map(
    str, (Consent.Channel.PHONE, Consent.Channel.TEXT, Consent.Channel.POST)
)
_STATUSES = {
    reading.YES: GIVEN, reading.NO: WITHDRAWN, reading.COMPLAINED: WITHDRAWN,
}  # fmt: skip


def _status(text: str) -> str:
    """'' for a word that says neither: unknown, never asked, bounced."""
    return _STATUSES.get(reading.status(text), "")


def _no(text: str) -> str:
    return WITHDRAWN if reading.is_yes(text) else ""


def _wants(text: str) -> str:
    return GIVEN if reading.is_yes(text) else WITHDRAWN


_SAYS: tuple[tuple[str, tuple[str, ...], Callable[[str], str]], ...] = (
    ("no_contact", (_CALLS, _TEXTS, _LETTERS), _no), ("no_calls", (_CALLS,), _no),
    ("no_texts", (_TEXTS,), _no), ("no_letters", (_LETTERS,), _no),
    ("texts_status", (_TEXTS,), _status), ("wants_texts", (_TEXTS,), _wants),
)  # fmt: skip


def find(found: Columns) -> Iterator[Placed]:
    for target, channels, says in _SAYS:
        for column in found.each(target):
            for row, text in enumerate(column):
                if text and (word := says(text)):
                    yield from ((row, (SAID, channel, word)) for channel in channels)
