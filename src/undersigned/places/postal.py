"""Postal codes: their one written form, and the state of a US ZIP code. Nothing is guessed."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

MAX_LENGTH = 16

_ZIP = re.compile(r"([0-9]{5})(?:[- ]?[0-9]{4})?", re.ASCII)
_DATA = Path(__file__).parent / "zip_prefixes.txt"


class PostalCodeError(ValueError):
    """A postal code that cannot be one; the message is for the person who typed it."""


def normalise(country: str, text: str) -> str:
    """The code as it is stored: '' for none, five digits in the US. Raises PostalCodeError.

    A missing leading zero is an error: 2134 may be 02134, or 21340 typed too short.
    """
    typed = " ".join(text.split()).upper()
    if not typed:
        return ""
    if country == "US":
        return _zip(typed)
    if len(typed) > MAX_LENGTH:
        raise PostalCodeError(
            _("“%(code)s” is longer than %(most)s characters. Type the postal code alone.")
            % {"code": typed, "most": MAX_LENGTH}
        )
    return typed


def _zip(typed: str) -> str:
    match = _ZIP.fullmatch(typed)
    if match is None:
        raise PostalCodeError(
            _("“%(code)s” is no US ZIP code. Type its five digits, like 02134.")
            % {"code": typed[:40]}
        )
    return match[1]


def state_of(country: str, postal_code: str) -> str:
    """The state's code, or '' where it is not known: other countries, no code, no such ZIP."""
    if country != "US":
        return ""
    try:
        code = normalise(country, postal_code)
    except PostalCodeError:
        return ""
    states = _states()
    return states.get(code) or states.get(code[:3]) or ""


@cache
def _states() -> dict[str, str]:
    """State by three-digit prefix; by whole code where a prefix spans states."""
    lines = _DATA.read_text(encoding="ascii").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {code: state for state, *parts in rows for part in parts for code in _codes(part)}


def _codes(part: str) -> Iterator[str]:
    """'100-102' is 100, 101 and 102."""
    first, _dash, last = part.partition("-")
    for code in range(int(first), int(last or first) + 1):
        yield f"{code:0{len(first)}}"
