"""CSV files that a spreadsheet opens without running what is in them."""

import csv
from collections.abc import Iterable, Iterator, Sequence

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file of one line: csv writes into it, and the line is handed on."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text = text


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """CSV line by line, the first with a byte order mark, so that Excel reads UTF-8."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow([cell(name) for name in header])
    yield "\ufeff" + line.text
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield line.text


def cell(value: object) -> object:
    """The value; text that a spreadsheet would take for a formula gets an apostrophe.

    So does text that has one before such a beginning: `uncell` takes one away again.
    """
    if isinstance(value, str) and value.lstrip("'").startswith(_DANGEROUS):
        return f"'{value}"
    return value


def uncell(text: str) -> str:
    """What `cell` was given."""
    if text.startswith("'") and text.lstrip("'").startswith(_DANGEROUS):
        return text[1:]
    return text
