"""Criteria about where people live, as they gave it."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from undersigned.places import countries, regions
from undersigned.places.models import ZipDistrict
from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.values import either

_MOST_CODES = 200


def _codes(value: object) -> list[str]:
    if not isinstance(value, list) or not value:
        raise RuleError(_("Choose at least one state."))
    for code in value:
        if code and code not in regions.US:
            raise RuleError(_("“%(code)s” is no state that we know.") % {"code": code})
    return [str(code) for code in value]


def _in_state(value: object, _organisation_id: int) -> Q:
    """'' stands for who lives in no state that we know, those abroad among them."""
    codes = _codes(value)
    living = Q(country="US", region__in=codes)
    return living | ~Q(country="US") if "" in codes else living


def _read_state(value: object, _organisation_id: int) -> str:
    names = [
        regions.name("US", code) if code else _("no known state") for code in _codes(value)
    ]
    return _("lives in %(states)s") % {"states": either(names)}


def _postal(value: object) -> list[str]:
    """How postal codes begin, as '441' or '44113', or letters and digits of other countries."""
    if not isinstance(value, list) or not value or len(value) > _MOST_CODES:
        raise RuleError(_("Type how the postal codes begin, as 441 or 44113."))
    found = [str(code).strip().upper() for code in value]
    for code in found:
        if not code or not code.replace(" ", "").replace("-", "").isalnum():
            raise RuleError(_("“%(code)s” begins no postal code.") % {"code": code})
    return found


def _in_postal(value: object, _organisation_id: int) -> Q:
    begins = Q()
    for code in _postal(value):
        begins |= Q(postal_code__startswith=code)
    return begins


def _read_postal(value: object, _organisation_id: int) -> str:
    words = _("has a postal code that begins with %(codes)s")
    return words % {"codes": either(_postal(value))}


def _country(value: object) -> str:
    if value not in countries.NAMES:
        raise RuleError(_("“%(code)s” is no country that we know.") % {"code": value})
    return str(value)


def _in_country(value: object, _organisation_id: int) -> Q:
    return Q(country=_country(value))


def _read_country(value: object, _organisation_id: int) -> str:
    return _("lives in %(country)s") % {"country": countries.NAMES[_country(value)]}


def _district(value: object) -> tuple[str, str]:
    """State and number of 'OH-03'."""
    state, _dash, number = str(value).partition("-")
    if state not in regions.US or not number.isdecimal():
        raise RuleError(_("“%(value)s” is no district. Write it as OH-03.") % {"value": value})
    return state, number


def _in_district(value: object, _organisation_id: int) -> Q:
    """Who has a ZIP code that lies in that district alone: of others nobody knows theirs."""
    state, number = _district(value)
    elsewhere = ZipDistrict.objects.filter(postal_code=OuterRef("postal_code")).exclude(
        state=state, district=number
    )
    codes = ZipDistrict.objects.filter(~Exists(elsewhere), state=state, district=number)
    return Q(country="US", postal_code__in=codes.values("postal_code"))


def _read_district(value: object, _organisation_id: int) -> str:
    _district(value)
    return _("lives in the congressional district %(district)s") % {"district": value}


CRITERIA = (
    Criterion("state", _in_state, _read_state),
    Criterion("postal_code", _in_postal, _read_postal),
    Criterion("country", _in_country, _read_country),
    Criterion("district", _in_district, _read_district),
)
