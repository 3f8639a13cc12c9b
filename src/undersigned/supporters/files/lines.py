"""Bytes to lines of text, whatever wrote them; memory stays flat, nothing is lost unsaid.

The encoding is taken from the byte order mark. Without one a line is UTF-8 where it can be,
and else Windows-1252, each line for itself: exports of many years mix both.
"""

import codecs
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from undersigned.supporters.files import unpacking
from undersigned.supporters.files.unpacking import MOST_BYTES, FileError

CHUNK = 1 << 18
LONGEST = 1 << 20  # a line of more characters is no line of a table
TOO_LONG = ""  # what stands for such a line; no other line is empty: each has its end

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def lines(stream: IO[bytes]) -> Iterator[str]:
    """Each line with its end; TOO_LONG for one that is no line of a table."""
    for chunk in chunks(stream):
        yield from chunk


def chunks(stream: IO[bytes]) -> Iterator[list[str]]:
    """The same lines, as many together as were read at once."""
    rest, skipping = "", False
    for text in _texts(stream):
        found = (rest + text).split("\n")
        rest = found.pop()
        if found:
            yield _whole(found, skipping=skipping)
            skipping = False
        if len(rest) >= LONGEST:
            rest, skipping = "", True
    if skipping:
        yield [TOO_LONG]
    elif rest:
        yield [rest + "\n"]


def _whole(found: list[str], *, skipping: bool) -> list[str]:
    """With their ends. `skipping`: the first is the end of one that was too long already."""
    longest = max(map(len, found))
    if longest < LONGEST:
        whole = [line + "\n" for line in found]
    else:
        whole = [line + "\n" if len(line) < LONGEST else TOO_LONG for line in found]
    if skipping:
        whole[0] = TOO_LONG
    return whole


def _texts(stream: IO[bytes]) -> Iterator[str]:
    """Chunks of text in which every line ends in a line feed."""
    first = unpacking.read(stream, CHUNK)
    encoding, mark = _encoding(first)
    decoder = codecs.getincrementaldecoder(encoding)(
        "surrogateescape" if encoding == "utf-8" else "replace"
    )
    chunk, size, carried = first[mark:], len(first), ""
    # A file of old Macs ends its lines in carriage returns alone.
    alone = b"\r" in chunk and b"\n" not in chunk
    while chunk:
        text = carried + decoder.decode(chunk)
        # The last line may go on in the next chunk: mending waits for its end.
        cut = max(text.rfind("\n"), text.rfind("\r") if alone else -1) + 1
        if not cut and len(text) > LONGEST:
            cut = len(text)
        carried = text[cut:]
        yield _mended(text[:cut], alone=alone)
        chunk = unpacking.read(stream, CHUNK)
        size += len(chunk)
        if size > MOST_BYTES:
            raise FileError(_("Unpacked, the file is larger than 8 GB. Split it."))
    yield _mended(carried + decoder.decode(b"", final=True), alone=alone)


def _encoding(start: bytes) -> tuple[str, int]:
    """The encoding, and how many bytes its mark takes."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding, len(mark)
    sample = start[:2000]
    if len(sample) > 3 and sample.count(b"\0") > len(sample) // 4:  # noqa: PLR2004
        return ("utf-16-be" if sample[0] == 0 else "utf-16-le"), 0
    return "utf-8", 0


def _mended(text: str, *, alone: bool) -> str:
    if alone:
        text = text.replace("\r", "\n")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # bytes that are no UTF-8: of some lines
        return "\n".join(_line(line) for line in text.split("\n"))
    return text


def _line(line: str) -> str:
    raw = line.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
