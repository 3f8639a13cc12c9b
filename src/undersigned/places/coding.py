"""Countries whose postal codes name a region: the place to plug in another country.

To add one: write a `Country` with what its post publishes, name the source, and put it into
`COUNTRIES`, its regions into `regions`. Its codes are then checked where they are typed, its
regions filled in from them and offered by name. Where a code does not settle the region,
`region_of` answers '': nothing is guessed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from undersigned.places import regions


class PostalCodeError(ValueError):
    """A postal code that cannot be one; the message is for the person who typed it."""


@dataclass(frozen=True, kw_only=True)
class Country:
    """What a country's postal codes say."""

    code: str  # ISO 3166-1
    regions: Mapping[str, str | Promise]  # names by the last part of ISO 3166-2
    normalise: Callable[[str], str]  # of what was typed, in capitals; raises PostalCodeError
    region_of: Callable[[str], str]  # of a normalised code; '' where it is not known
    source: str  # who publishes the rule


_ZIP = re.compile(r"([0-9]{5})(?:[- ]?[0-9]{4})?", re.ASCII)
_DATA = Path(__file__).parent / "zip_prefixes.txt"


def _zip(typed: str) -> str:
    match = _ZIP.fullmatch(typed)
    if match is None:
        raise PostalCodeError(
            _("“%(code)s” is no US ZIP code. Type its five digits, like 02134.")
            % {"code": typed[:40]}
        )
    return match[1]


def _state(code: str) -> str:
    states = _states()
    return states.get(code) or states.get(code[:3]) or ""


@cache
def _states() -> dict[str, str]:
    """State by three-digit prefix; by whole code where a prefix spans states."""
    lines = _DATA.read_text(encoding="ascii").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {code: state for state, *parts in rows for part in parts for code in _spelled(part)}


def _spelled(part: str) -> list[str]:
    """'100-102' is 100, 101 and 102."""
    first, _dash, last = part.partition("-")
    return [f"{code:0{len(first)}}" for code in range(int(first), int(last or first) + 1)]


# Letters that Canada Post uses; the first names the province.
_CANADIAN = re.compile(
    r"([ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z]) ?([0-9][ABCEGHJ-NPRSTV-Z][0-9])", re.ASCII
)
_PROVINCES = {
    "A": "NL", "B": "NS", "C": "PE", "E": "NB", "G": "QC", "H": "QC", "J": "QC", "K": "ON",
    "L": "ON", "M": "ON", "N": "ON", "P": "ON", "R": "MB", "S": "SK", "T": "AB", "V": "BC",
    "Y": "YT",
}  # fmt: skip
# X is shared by two territories, K1A by offices of the government on both banks of the Ottawa.
_UNSETTLED = ("X", "K1A")


def _canadian(typed: str) -> str:
    match = _CANADIAN.fullmatch(typed)
    if match is None:
        raise PostalCodeError(
            _("“%(code)s” is no Canadian postal code. Type it like K1P 1J1.")
            % {"code": typed[:40]}
        )
    return f"{match[1]} {match[2]}"


def _province(code: str) -> str:
    return "" if code.startswith(_UNSETTLED) else _PROVINCES.get(code[:1], "")


UNITED_STATES: Final = Country(
    code="US", regions=regions.US, normalise=_zip, region_of=_state,
    source="US Postal Service, by the package zipcodes; see zip_prefixes.txt",
)  # fmt: skip
CANADA: Final = Country(
    code="CA", regions=regions.CANADA, normalise=_canadian, region_of=_province,
    source="Canada Post, Addressing Guidelines: the first letter of a postal code",
)  # fmt: skip

COUNTRIES: Final = {country.code: country for country in (UNITED_STATES, CANADA)}
