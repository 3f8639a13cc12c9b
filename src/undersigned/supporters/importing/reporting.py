"""The file of problems: the rows as they came, each with its line and why it was not taken."""

import csv
from collections.abc import Iterator
from itertools import groupby

from undersigned.lib import spreadsheets
from undersigned.supporters.files.reading import Table
from undersigned.supporters.importing import reasons, storing
from undersigned.supporters.models import Import, ImportProblem

_LONGEST = 1000


def write(batch: Import, table: Table) -> None:
    """Nothing where there was no problem. The file is read once more, beside the problems."""
    problems = _problems(batch)
    line, why = next(problems, (0, ""))
    if not line:
        return
    with storing.problems(batch) as file:
        writer = csv.writer(file)
        file.write("\ufeff")
        writer.writerow(["line", "problem", *map(spreadsheets.cell, table.names)])
        for number, cells, _reason in table.rows():
            if number != line:
                continue
            shown = [spreadsheets.cell(cell[:_LONGEST]) for cell in cells]
            writer.writerow([line, why, *shown])
            line, why = next(problems, (0, ""))
            if not line:
                return


def _problems(batch: Import) -> Iterator[tuple[int, str]]:
    """Each line with a problem, in order, and its reasons in words."""
    rows = ImportProblem.objects.filter(batch=batch).order_by("line", "pk")
    found = rows.values_list("line", "reason").iterator(chunk_size=2000)
    for line, group in groupby(found, key=lambda row: row[0]):
        yield line, "; ".join(str(reasons.ALL[reason]) for _line, reason in group)
