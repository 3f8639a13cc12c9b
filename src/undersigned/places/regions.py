"""The states and provinces of countries that we know by code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from undersigned.places import countries

Name = str | Promise

STATES: dict[str, Name] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland",
    "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin",
    "WY": "Wyoming",
}  # fmt: skip
DISTRICT: dict[str, Name] = {"DC": _("District of Columbia")}
TERRITORIES: dict[str, Name] = {
    "AS": _("American Samoa"),
    "GU": _("Guam"),
    "MP": _("Northern Mariana Islands"),
    "PR": _("Puerto Rico"),
    "VI": _("U.S. Virgin Islands"),
    # Countries in free association, served by the US mail.
    "FM": _("Micronesia"),
    "MH": _("Marshall Islands"),
    "PW": _("Palau"),
}
MILITARY: dict[str, Name] = {
    "AA": _("Armed Forces Americas"),
    "AE": _("Armed Forces Europe, Middle East, Africa and Canada"),
    "AP": _("Armed Forces Pacific"),
}

US: dict[str, Name] = {**STATES, **DISTRICT, **TERRITORIES, **MILITARY}
# The last part of ISO 3166-2.
CANADA: dict[str, Name] = {
    "AB": _("Alberta"), "BC": _("British Columbia"), "MB": _("Manitoba"),
    "NB": _("New Brunswick"), "NL": _("Newfoundland and Labrador"), "NS": _("Nova Scotia"),
    "NT": _("Northwest Territories"), "NU": _("Nunavut"), "ON": _("Ontario"),
    "PE": _("Prince Edward Island"), "QC": _("Quebec"), "SK": _("Saskatchewan"),
    "YT": _("Yukon"),
}  # fmt: skip
CHOICES: list[tuple[str, Name]] = list(US.items())

_BY_COUNTRY: dict[str, dict[str, Name]] = {"US": US, "CA": CANADA}
_CODES = {
    country: {str(name).casefold(): code for code, name in known.items()}
    | {code.casefold(): code for code in known}
    for country, known in _BY_COUNTRY.items()
}
_CODES["US"] |= {"washington dc": "DC", "washington, dc": "DC", "d.c.": "DC"}
_CODES["US"] |= {"washington, d.c.": "DC", "district of columbia": "DC"}


def choices(country: str) -> list[tuple[str, Name]]:
    """Codes and names of the country's states; empty where we know none."""
    return list(_BY_COUNTRY.get(country, {}).items())


def name(country: str, code: str) -> str:
    """The state's name, or what was stored where it is none of ours."""
    return str(_BY_COUNTRY.get(country, {}).get(code, code))


def place(country: str, code: str) -> str:
    """What people call it: the state, or the country where there is none."""
    if code:
        return name(country, code)
    return str(countries.NAMES.get(country, country))


def code_of(country: str, text: str) -> str:
    """The code of a state written as code or name, as files hold it; '' if unknown."""
    return _CODES.get(country, {}).get(" ".join(text.split()).casefold(), "")


def grouped() -> list[tuple[str, list[tuple[str, Name]]]]:
    """All that we know, under the names of their countries, for a form."""
    return [
        (str(countries.name(country)), list(known.items()))
        for country, known in _BY_COUNTRY.items()
    ]
