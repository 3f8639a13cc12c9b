"""Lines to rows of cells. A broken row is refused by itself and takes no other along."""

import csv
from collections.abc import Iterable, Iterator

from undersigned.supporters.files.lines import TOO_LONG

Cells = list[str]
# A row, or why there is none; "" for a row.
Read = tuple[Cells, str]

LONGEST_CELL = 20_000
_MOST_LINES = 200  # that a cell in quotes may go on for
_AT_ONCE = 200  # lines that are read together while nothing is wrong with them

LONG = "too_long"
QUOTES = "broken_quotes"
WIDTH = "wrong_width"

csv.field_size_limit(2_000_000)


def delimiter(header: str) -> str:
    """What stands between the cells of the first line: the most frequent one outside quotes."""
    bare = "".join(header.split('"')[::2])
    return max((",", ";", "\t", "|"), key=bare.count)


class _Lines:
    """The lines of a file; those that were taken too far can be put back."""

    def __init__(self, chunks: Iterable[list[str]]) -> None:
        self._chunks = iter(chunks)
        self._chunk: list[str] = []
        self._at = 0
        self._back: list[str] = []

    def run(self) -> list[str]:
        """The next lines, as many as are read together; none at the end of the file."""
        if self._back:
            return [self._back.pop()]
        while self._at >= len(self._chunk):
            chunk = next(self._chunks, None)
            if chunk is None:
                return []
            self._chunk, self._at = chunk, 0
        run = self._chunk[self._at : self._at + _AT_ONCE]
        self._at += len(run)
        return run

    def one(self) -> str | None:
        run = self.run()
        if not run:
            return None
        self.put_back(run[1:])
        return run[0]

    def put_back(self, lines: list[str]) -> None:
        self._back += reversed(lines)


def rows(chunks: Iterable[list[str]], *, between: str, width: int) -> Iterator[Read]:
    """The rows of `width` cells; a line whose quotes are never closed is refused alone."""
    lines = _Lines(chunks)
    while run := lines.run():
        found = _together(run, between=between)
        if found is None:
            yield from _one_by_one(run, lines, between=between, width=width)
            continue
        for cells in found:
            if len(cells) == width:
                yield cells, ""
            elif cells:
                yield _fitted(cells, width=width)


def _together(run: list[str], *, between: str) -> list[Cells] | None:
    """A row a line, by one reader; None where a line is not a whole row, or a long one.

    An empty line is a row without cells.
    """
    if TOO_LONG in run or max(map(len, run)) > LONGEST_CELL:
        return None
    if any(line.count('"') & 1 for line in run):
        return None
    try:
        found = list(csv.reader(run, delimiter=between))
    except csv.Error:
        return None
    return found if len(found) == len(run) else None


def _one_by_one(run: list[str], lines: _Lines, *, between: str, width: int) -> Iterator[Read]:
    lines.put_back(run)
    for _ in range(len(run)):
        line = lines.one()
        if line is None:
            return
        if line == TOO_LONG:
            yield [], LONG
        elif line.count('"') & 1:
            yield from _open(line, lines, between=between, width=width)
        elif line not in {"\n", "\r\n"}:
            yield _row(line, between=between, width=width)


def _open(line: str, lines: _Lines, *, between: str, width: int) -> Iterator[Read]:
    """A row whose first line leaves a quote open."""
    taken = [line]
    while len(taken) < _MOST_LINES:
        following = lines.one()
        if following is None or following == TOO_LONG:
            lines.put_back([following] if following is not None else [])
            break
        taken.append(following)
        if following.count('"') & 1:
            read = _row("".join(taken), between=between, width=width, exact=True)
            if not read[1]:
                yield read
                return
            break
    # The quote was a slip: this line is refused, the others are looked at for themselves.
    lines.put_back(taken[1:])
    yield [], QUOTES


def _row(text: str, *, between: str, width: int, exact: bool = False) -> Read:
    try:
        # Over several lines what follows a closing quote must be an end: else it was a slip.
        cells = next(csv.reader([text], delimiter=between, strict=exact))
    except csv.Error:
        return [], QUOTES
    if len(text) > LONGEST_CELL and any(len(cell) > LONGEST_CELL for cell in cells):
        return [], LONG
    if len(cells) == width:
        return cells, ""
    return ([], WIDTH) if exact and len(cells) < width else _fitted(cells, width=width)


def _fitted(cells: Cells, *, width: int) -> Read:
    """Excel leaves empty cells at the end of a row out; they are empty again."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) > width:
        return [], WIDTH
    return cells + [""] * (width - len(cells)), ""
