"""Postal codes: their one written form, and the region that they name. Nothing is guessed."""

from django.utils.translation import gettext as _

from undersigned.places import coding

MAX_LENGTH = 16

PostalCodeError = coding.PostalCodeError


def normalise(country: str, text: str) -> str:
    """The code as it is stored: '' for none, five digits in the US. Raises PostalCodeError.

    A missing leading zero is an error: 2134 may be 02134, or 21340 typed too short.
    """
    typed = " ".join(text.split()).upper()
    if not typed:
        return ""
    if country in coding.COUNTRIES:
        return coding.COUNTRIES[country].normalise(typed)
    if len(typed) > MAX_LENGTH:
        raise PostalCodeError(
            _("“%(code)s” is longer than %(most)s characters. Type the postal code alone.")
            % {"code": typed, "most": MAX_LENGTH}
        )
    return typed


def region_of(country: str, postal_code: str) -> str:
    """The region's code, or '' where it is not known: other countries, no code, no such one."""
    if country not in coding.COUNTRIES:
        return ""
    try:
        code = normalise(country, postal_code)
    except PostalCodeError:
        return ""
    return coding.COUNTRIES[country].region_of(code) if code else ""


def state_of(country: str, postal_code: str) -> str:
    """The same for a state of the US alone: what petitions count by."""
    return region_of(country, postal_code) if country == "US" else ""
