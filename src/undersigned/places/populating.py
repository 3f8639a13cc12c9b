"""How many people live in each state: read from a file, never from memory.

Two layouts: a table with the columns `state` (code or name) and `population`; and the Census
Bureau's state file of the Population Estimates Program (`NST-EST….csv`: NAME, SUMLEV, and a
column POPESTIMATE… for each year, of which the newest is taken).
"""

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.places import regions
from undersigned.places.models import Population

_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}([, ][0-9]{3})+")
_YEAR = re.compile(r"popestimate([0-9]{4})")
_OF_STATES = {"040", "40"}  # the Census Bureau's level of states


class FileError(ValueError):
    """A file that cannot be used; the text says what is wrong in which line."""


def read(text: str) -> dict[str, int]:
    """How many by the state's code. Raises FileError."""
    rows = csv.DictReader(text.lstrip("\ufeff").splitlines())
    header = {name.strip().casefold(): name for name in rows.fieldnames or () if name}
    place = header.get("state") if "name" not in header else header["name"]
    number = _column(header)
    if place is None or number is None:
        raise FileError(
            _("The first line has to name “state” and “population”; it is: %(line)s")
            % {"line": ", ".join(rows.fieldnames or ()) or _("empty")}
        )
    level = header.get("sumlev")
    chosen = (row for row in rows if level is None or row[level] in _OF_STATES)
    found = _figures(chosen, place=place, number=number)
    if not found:
        raise FileError(_("There is no state in the file."))
    return found


def _column(header: Mapping[str, str]) -> str | None:
    years = sorted(name for name in header if _YEAR.fullmatch(name))
    newest = years[-1] if years else "population"
    return header.get(newest)


def _figures(
    rows: Iterable[Mapping[str, str | None]], *, place: str, number: str
) -> dict[str, int]:
    found: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        name, written = (row[place] or "").strip(), (row[number] or "").strip()
        if not name and not written:
            continue
        code = regions.code_of("US", name)
        told = {"line": line, "name": name, "number": written}
        if not code:
            raise FileError(_("Line %(line)s: “%(name)s” is no state that we know.") % told)
        if not _NUMBER.fullmatch(written) or not int(re.sub(r"\D", "", written)):
            words = _("Line %(line)s: “%(number)s” is no number of people for %(name)s.")
            raise FileError(words % told)
        if code in found:
            raise FileError(_("Line %(line)s: %(name)s stands there twice.") % told)
        found[code] = int(re.sub(r"\D", "", written))
    return found


@transaction.atomic
def bring(
    *, organisation: Organisation, figures: Mapping[str, int], source: str, as_of: date,
    whom: str, at: datetime, by: auditing.Actor,
) -> None:  # fmt: skip
    """In the place of those that were there."""
    values = {"figures": dict(figures), "source": source, "as_of": as_of, "whom": whom}
    Population.objects.update_or_create(
        organisation=organisation,
        defaults={**values, "brought_at": at, "brought_by": by.label},
    )
    auditing.record(
        organisation_id=organisation.pk, at=at, by=by, verb="brought",
        subject=("population by state", "population"),
        after={"source": source, "as_of": as_of, "states": len(figures)},
    )  # fmt: skip


@transaction.atomic
def remove(*, organisation: Organisation, at: datetime, by: auditing.Actor) -> None:
    if Population.objects.filter(organisation=organisation).delete()[0]:
        auditing.record(
            organisation_id=organisation.pk, at=at, by=by, verb="removed",
            subject=("population by state", "population"),
        )  # fmt: skip
