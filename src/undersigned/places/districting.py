"""Congressional districts by ZIP code: from a file that the operator brings, never guessed.

A ZIP code is a set of delivery routes and need not lie in one district. Where the file names
several for it, the district of somebody who lives there is not known.

Layouts: a table with a column of ZIP codes (`zip`) and one of districts (`district`: OH-03, or
3903 as the Census Bureau and HUD number them), with a column `state` beside it if the district
is a number alone; and the Census Bureau's relationship file of districts and ZIP Code
Tabulation Areas (`tab20_cd…20_zcta520_natl.txt`).
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.places import postal, regions
from undersigned.places.models import DistrictFile, ZipDistrict

# The Census Bureau's numbers of the states (ANSI INCITS 38:2009, formerly FIPS 5-2).
_STATES = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT",
    "10": "DE", "11": "DC", "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL",
    "18": "IN", "19": "IA", "20": "KS", "21": "KY", "22": "LA", "23": "ME", "24": "MD",
    "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT", "31": "NE",
    "32": "NV", "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND",
    "39": "OH", "40": "OK", "41": "OR", "42": "PA", "44": "RI", "45": "SC", "46": "SD",
    "47": "TN", "48": "TX", "49": "UT", "50": "VT", "51": "VA", "53": "WA", "54": "WV",
    "55": "WI", "56": "WY", "60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI",
}  # fmt: skip
_ZIPS = ("zip", "zip5", "zipcode", "zip_code", "postal_code", "zcta", "geoid_zcta5_20")
_DISTRICTS = ("district", "cd", "congressional_district", "geoid_cd")
_RELATION = re.compile(r"geoid_cd[0-9]{3}_20")
_CODE = re.compile(r"([A-Z]{2})[- ]?([0-9]{1,2}|AL)", re.ASCII)
_NUMBERED = re.compile(r"([0-9]{2})([0-9]{2})", re.ASCII)
_AT_LARGE = {"AL": "00", "98": "00"}  # 98: a delegate without a vote, as of DC
_NOWHERE = "ZZ"  # water that is in no district
_BATCH = 5000

ZCTA_NOTE = gettext_lazy(
    "Its ZIP codes are the Census Bureau's ZIP Code Tabulation Areas, which come close to ZIP "
    "codes but are not the same; codes of post office boxes are not in it."
)

Place = tuple[str, str, str]  # the ZIP code, the state, the district


class FileError(ValueError):
    """A file that cannot be used; the text says what is wrong in which line."""


@dataclass(frozen=True, kw_only=True)
class Districts:
    """What a file says."""

    rows: frozenset[Place]
    note: str = ""

    @property
    def codes(self) -> int:
        return len({code for code, _state, _district in self.rows})


@dataclass(frozen=True, kw_only=True)
class Found:
    """Of a ZIP code: its district, or why it is not known."""

    names: tuple[str, ...]  # 'OH-03'; several where the code lies in several
    file: DistrictFile | None

    @property
    def name(self) -> str:
        return self.names[0] if len(self.names) == 1 else ""

    @property
    def words(self) -> str:
        if self.file is None:
            return _("not known: no file of districts has been brought")
        if not self.names:
            return _("not known: the file of districts does not have this ZIP code")
        if self.name:
            return self.name
        return _("not known: the ZIP code lies in %(districts)s") % {
            "districts": _(" and ").join([", ".join(self.names[:-1]), self.names[-1]])
        }


def read(text: str) -> Districts:
    """Raises FileError."""
    lines = text.lstrip("\ufeff").splitlines()
    mark = next((one for one in "|\t;," if lines and one in lines[0]), ",")
    rows = csv.DictReader(lines, delimiter=mark)
    header = {name.strip().casefold(): name for name in rows.fieldnames or () if name}
    zips = _first(header, _ZIPS)
    districts = next((header[name] for name in header if _RELATION.fullmatch(name)), None)
    districts = districts or _first(header, _DISTRICTS)
    if zips is None or districts is None:
        words = _("The first line has to name “zip” and “district”; it is: %(line)s")
        raise FileError(words % {"line": ", ".join(rows.fieldnames or ()) or _("empty")})
    land, state = header.get("arealand_part"), header.get("state")
    found: set[Place] = set()
    for line, row in enumerate(rows, start=2):
        code, named = (row[zips] or "").strip(), (row[districts] or "").strip().upper()
        if not code or not named or named.endswith(_NOWHERE):
            continue
        if land is not None and row[land] == "0":
            continue  # water alone: nobody lives there
        beside = (row[state] or "").strip() if state else ""
        found.add(_place(code, named, beside, line=line))
    if not found:
        raise FileError(_("There is no ZIP code with a district in the file."))
    note = ZCTA_NOTE if "zcta" in zips.casefold() else ""
    return Districts(rows=frozenset(found), note=str(note))


def _first(header: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((header[name] for name in names if name in header), None)


def _place(code: str, named: str, state: str, *, line: int) -> Place:
    told = {"line": line, "code": code[:20], "district": named[:20]}
    if not re.fullmatch(r"[0-9]{5}", code, re.ASCII):
        words = _(
            "Line %(line)s: “%(code)s” is no ZIP code of five digits. Of supporters we keep "
            "five, so a longer one would be guessed."
        )
        raise FileError(words % told)
    letters, number = _parts(named, state)
    if letters not in regions.US or not number.isdigit():
        words = _("Line %(line)s: “%(district)s” is no district. Write it as OH-03, or 3903.")
        raise FileError(words % told)
    return code, letters, number


def _parts(named: str, state: str) -> tuple[str, str]:
    if match := _CODE.fullmatch(named):
        return match[1], _number(match[2])
    letters = regions.code_of("US", state) or _STATES.get(state, "")
    if letters:
        return letters, _number(named)
    match = _NUMBERED.fullmatch(named)
    return (_STATES.get(match[1], ""), _number(match[2])) if match else ("", "")


def _number(text: str) -> str:
    return _AT_LARGE.get(text, text.zfill(2))[-2:]


@transaction.atomic
def bring(*, districts: Districts, source: str, as_of: date, at: datetime) -> DistrictFile:
    """In the place of the file that was there; for the whole installation."""
    DistrictFile.objects.all().delete()
    file = DistrictFile.objects.create(
        source=source, as_of=as_of, note=districts.note, codes=districts.codes, brought_at=at
    )
    rows = [
        ZipDistrict(file=file, postal_code=code, state=state, district=district)
        for code, state, district in sorted(districts.rows)
    ]
    ZipDistrict.objects.bulk_create(rows, batch_size=_BATCH)
    return file


def of(country: str, postal_code: str) -> Found | None:
    """None where there are no districts, or no ZIP code is known. Two queries."""
    if country != "US" or not postal_code:
        return None
    file = DistrictFile.objects.order_by("-pk").first()
    if file is None:
        return Found(names=(), file=None)
    try:
        code = postal.normalise(country, postal_code)
    except postal.PostalCodeError:
        return None
    rows = ZipDistrict.objects.filter(postal_code=code).order_by("state", "district")
    return Found(names=tuple(map(name, rows)), file=file)


def name(row: ZipDistrict) -> str:
    """'OH-03'; 'WY at large'."""
    if row.district == "00":
        return _("%(state)s at large") % {"state": row.state}
    return f"{row.state}-{row.district}"
