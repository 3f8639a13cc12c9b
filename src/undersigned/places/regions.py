"""The states of countries that we know by code: now those of the United States."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
CHOICES: list[tuple[str, Name]] = list(US.items())

_BY_COUNTRY: dict[str, dict[str, Name]] = {"US": US}
_CODES = {str(name).casefold(): code for code, name in STATES.items()}
_CODES |= {code.casefold(): code for code in US}
_CODES |= {"district of columbia": "DC", "washington dc": "DC", "washington, dc": "DC"}
_CODES |= {"d.c.": "DC", "washington, d.c.": "DC", "puerto rico": "PR", "guam": "GU"}


def choices(country: str) -> list[tuple[str, Name]]:
    """Codes and names of the country's states; empty where we know none."""
    return list(_BY_COUNTRY.get(country, {}).items())


def name(country: str, code: str) -> str:
    """The state's name, or what was stored where it is none of ours."""
    return str(_BY_COUNTRY.get(country, {}).get(code, code))


def code_of(country: str, text: str) -> str:
    """The code of a state written as code or name, as files hold it; '' if unknown."""
    return _CODES.get(" ".join(text.split()).casefold(), "") if country == "US" else ""
