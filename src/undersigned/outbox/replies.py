"""Reads a relay's answers from what comes over the line. Pure: bytes in, answers out."""

from functools import lru_cache
from typing import NamedTuple

_MOST = 65_536  # bytes of one answer; a relay that says more is not one
_SHOWN = 500
_DIGITS = 3


class Reply(NamedTuple):
    code: int
    text: str  # its lines with a line break between


class WrongReplyError(ConnectionError):
    """What came is no answer of SMTP: the conversation cannot go on."""


class Replies:
    """Whole answers, in their order, however the bytes are cut."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    def feed(self, data: bytes) -> list[Reply]:
        """The answers that are whole now. Raises WrongReplyError."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        found = []
        for line in lines:
            self._lines.append(line.rstrip(b"\r"))
            if line[3:4] != b"-":
                found.append(_reply(*self._lines))
                self._lines = []
        if len(self._rest) > _MOST or len(self._lines) > _MOST // 80:
            raise WrongReplyError("an answer without an end")
        return found

    @property
    def is_empty(self) -> bool:
        return not self._rest and not self._lines


@lru_cache(maxsize=64)
def _reply(*lines: bytes) -> Reply:
    """A relay says the same again and again."""
    code = lines[0][:3]
    if len(code) != _DIGITS or not code.isdigit() or any(line[:3] != code for line in lines):
        raise WrongReplyError("an answer without a code")
    words = b"\n".join(line[4:] for line in lines)
    return Reply(int(code), words.decode("utf-8", errors="replace")[:_SHOWN])
