"""Criteria about the people themselves: state, tag, consent, since when we know them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from undersigned.places import regions
from undersigned.segments import compiling
from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.models import Segment
from undersigned.supporters import reaching
from undersigned.supporters.models import EmailConsent, Import, ImportedPerson, Tag, Tagging

_MOST_DAYS = 3650


def parse_since(value: object) -> datetime:
    """The beginning of a day written as 2026-11-03, in UTC; or a moment with its offset, as
    2026-11-03T00:00:00-05:00. Raises RuleError.
    """
    try:
        day = parse_date(value) if isinstance(value, str) else None
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        day = moment = None
    if moment is not None and moment.tzinfo is not None:
        return moment
    if day is None:
        raise RuleError(_("“%(value)s” is no date. Write it as 2026-11-03.") % {"value": value})
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


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


def either(names: list[str]) -> str:
    """Words in a row: 'Ohio, Iowa or Maine'."""
    if len(names) == 1:
        return names[0]
    return _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _tag(value: object, organisation_id: int) -> Tag:
    tag = Tag.objects.filter(organisation_id=organisation_id, name=str(value)).first()
    if tag is None:
        raise RuleError(_("There is no tag “%(name)s”.") % {"name": value})
    return tag


def _tagged(value: object, organisation_id: int) -> Q:
    ours = Tagging.objects.filter(
        supporter=OuterRef("pk"),
        tag__organisation_id=organisation_id,
        tag__name=str(value),
    )
    return Q(Exists(ours))


def _read_tagged(value: object, organisation_id: int) -> str:
    return _("carries the tag “%(name)s”") % {"name": _tag(value, organisation_id).name}


def _consents(value: object, _organisation_id: int) -> Q:
    if value not in EmailConsent.values:
        raise RuleError(_("“%(value)s” is no answer about email.") % {"value": value})
    return Q(email_consent=value)


def _read_consents(value: object, organisation_id: int) -> str:
    _consents(value, organisation_id)
    return _("has said about email: %(words)s") % {"words": EmailConsent(str(value)).label}


def _known_since(value: object, _organisation_id: int) -> Q:
    return Q(created_at__gte=parse_since(value))


def _read_known_since(value: object, _organisation_id: int) -> str:
    return _("joined on %(day)s or later") % {"day": date_format(parse_since(value))}


def parse_days(value: object) -> datetime:
    """The beginning (UTC) of the day so many days ago; raises RuleError."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST_DAYS:
        words = _("“%(value)s” is no number of days: 1 to %(most)s.")
        raise RuleError(words % {"value": value, "most": _MOST_DAYS})
    day = timezone.now().astimezone(UTC).date() - timedelta(days=value)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _joined_within(value: object, _organisation_id: int) -> Q:
    return Q(created_at__gte=parse_days(value))


def _read_joined_within(value: object, _organisation_id: int) -> str:
    parse_days(value)
    return _("joined in the last %(days)s days") % {"days": value}


def _reachable(_value: object, _organisation_id: int) -> Q:
    return reaching.agreed()


def _read_reachable(_value: object, _organisation_id: int) -> str:
    return _("may be emailed")


def _segment(value: object, organisation_id: int) -> Segment:
    try:
        uuid = UUID(str(value))
    except ValueError:
        uuid = UUID(int=0)
    found = Segment.objects.filter(organisation_id=organisation_id, uuid=uuid).first()
    if found is None:
        raise RuleError(_("The audience of this rule is no longer there."))
    return found


def _in_segment(value: object, organisation_id: int) -> Q:
    rules = _segment(value, organisation_id).rules
    return compiling.condition(rules, organisation_id=organisation_id)


def _read_in_segment(value: object, organisation_id: int) -> str:
    name = _segment(value, organisation_id).name
    return _("belongs to the audience “%(name)s”") % {"name": name}


def _file(value: object, organisation_id: int) -> Import:
    try:
        uuid = UUID(str(value))
    except ValueError:
        uuid = UUID(int=0)
    found = Import.objects.filter(organisation_id=organisation_id, uuid=uuid).first()
    if found is None:
        raise RuleError(_("There is no imported list “%(name)s”.") % {"name": value})
    return found


def _in_file(value: object, organisation_id: int) -> Q:
    file = _file(value, organisation_id)
    return Q(Exists(ImportedPerson.objects.filter(supporter=OuterRef("pk"), batch=file)))


def _new_from_file(value: object, organisation_id: int) -> Q:
    rows = ImportedPerson.objects.filter(
        supporter=OuterRef("pk"), batch=_file(value, organisation_id), is_new=True
    )
    return Q(Exists(rows))


def _read_in_file(value: object, organisation_id: int) -> str:
    return _("stands in the list %(file)s") % {"file": _file(value, organisation_id)}


def _read_new_from_file(value: object, organisation_id: int) -> str:
    return _("was new in the list %(file)s") % {"file": _file(value, organisation_id)}


CRITERIA = (
    Criterion("state", _in_state, _read_state),
    Criterion("tag", _tagged, _read_tagged),
    Criterion("consent", _consents, _read_consents),
    Criterion("in_file", _in_file, _read_in_file),
    Criterion("new_from_file", _new_from_file, _read_new_from_file),
    Criterion("joined_since", _known_since, _read_known_since),
    Criterion("joined_within", _joined_within, _read_joined_within),
    Criterion("reachable", _reachable, _read_reachable),
    Criterion("segment", _in_segment, _read_in_segment),
)
