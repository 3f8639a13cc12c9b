"""Lines to rows of cells. A broken row is refused by itself and takes no other along."""

import csv
from collections.abc import Iterator

from undersigned.supporters.files.lines import TOO_LONG

Cells = list[str]
# A row, or why there is none; "" for a row.
Read = tuple[Cells, str]

LONGEST_CELL = 20_000
_MOST_LINES = 200  # that a cell in quotes may go on for

LONG = "too_long"
QUOTES = "broken_quotes"
WIDTH = "wrong_width"

csv.field_size_limit(2_000_000)


def delimiter(header: str) -> str:
    """What stands between the cells of the first line: the most frequent one outside quotes."""
    bare = "".join(header.split('"')[::2])
    return max((",", ";", "\t", "|"), key=bare.count)


def rows(lines: Iterator[str], *, between: str, width: int) -> Iterator[Read]:
    """The rows of `width` cells; a line whose quotes are never closed is refused alone."""
    waiting: list[str] = []  # lines that are looked at again
    while True:
        line = waiting.pop() if waiting else next(lines, None)
        if line is None:
            return
        if line == TOO_LONG:
            yield [], LONG
        elif line.count('"') & 1:
            yield from _open(line, lines, waiting, between=between, width=width)
        elif line not in {"\n", "\r\n"}:
            yield _row(line, between=between, width=width)


def _open(
    line: str, lines: Iterator[str], waiting: list[str], *, between: str, width: int
) -> Iterator[Read]:
    """A row whose first line leaves a quote open."""
    taken = [line]
    while len(taken) < _MOST_LINES:
        following = waiting.pop() if waiting else next(lines, None)
        if following is None or following == TOO_LONG:
            waiting += [following] if following is not None else []
            break
        taken.append(following)
        if following.count('"') & 1:
            read = _row("".join(taken), between=between, width=width, exact=True)
            if not read[1]:
                yield read
                return
            break
    # The quote was a slip: this line is refused, the others are looked at for themselves.
    waiting += reversed(taken[1:])
    yield [], QUOTES


def _row(text: str, *, between: str, width: int, exact: bool = False) -> Read:
    """Excel leaves empty cells at the end of a row out; they are empty again."""
    try:
        # Over several lines what follows a closing quote must be an end: else it was a slip.
        cells = next(csv.reader([text], delimiter=between, strict=exact))
    except csv.Error:
        return [], QUOTES
    if len(cells) != width:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) > width or exact:
            return [], WIDTH
        cells += [""] * (width - len(cells))
    if len(text) > LONGEST_CELL and any(len(cell) > LONGEST_CELL for cell in cells):
        return [], LONG
    return cells, ""
