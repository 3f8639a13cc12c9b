"""Criteria about since when, and through which list or audience, the people are known."""

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from undersigned.segments import compiling, nesting
from undersigned.segments.acts import did, number_of
from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.values import parse_days, parse_since, parse_uuid, parts
from undersigned.supporters.models import Import, ImportedPerson, PastAct


def _known_since(value: object, _organisation_id: int) -> Q:
    return Q(created_at__gte=parse_since(value))


def _read_known_since(value: object, _organisation_id: int) -> str:
    return _("joined on %(day)s or later") % {"day": date_format(parse_since(value))}


def _joined_within(value: object, _organisation_id: int) -> Q:
    return Q(created_at__gte=parse_days(value))


def _read_joined_within(value: object, _organisation_id: int) -> str:
    parse_days(value)
    return _("joined in the last %(days)s days") % {"days": value}


def _in_segment(value: object, organisation_id: int) -> Q:
    found = nesting.find(value, organisation_id)
    rules = nesting.opened(found.rules, organisation_id=organisation_id, of=found)
    return compiling.condition(rules, organisation_id=organisation_id)


def _read_in_segment(value: object, organisation_id: int) -> str:
    _in_segment(value, organisation_id)
    name = nesting.find(value, organisation_id).name
    return _("belongs to the audience “%(name)s”") % {"name": name}


def _in_file(value: object, organisation_id: int) -> Q:
    uuid = parse_uuid(value, missing=_no_list(value))
    batch = Import.objects.filter(organisation_id=organisation_id, uuid=uuid)
    return did(ImportedPerson.objects.filter(batch=number_of(batch)))


def _new_from_file(value: object, organisation_id: int) -> Q:
    uuid = parse_uuid(value, missing=_no_list(value))
    batch = Import.objects.filter(organisation_id=organisation_id, uuid=uuid)
    return did(ImportedPerson.objects.filter(batch=number_of(batch), is_new=True))


def _no_list(value: object) -> str:
    return _("There is no imported list “%(name)s”.") % {"name": value}


def _file(value: object, organisation_id: int) -> Import:
    uuid = parse_uuid(value, missing=_no_list(value))
    found = Import.objects.filter(organisation_id=organisation_id, uuid=uuid).first()
    if found is None:
        raise RuleError(_no_list(value))
    return found


def _read_in_file(value: object, organisation_id: int) -> str:
    return _("stands in the list %(file)s") % {"file": _file(value, organisation_id)}


def _read_new_from_file(value: object, organisation_id: int) -> str:
    return _("was new in the list %(file)s") % {"file": _file(value, organisation_id)}


def _acted_before(value: object, _organisation_id: int) -> Q:
    """In the system that they were moved from: what, with which words, since when."""
    asked = parts(value)
    acts = PastAct.objects.filter(kind=_kind(asked.get("kind")))
    if title := asked.get("title"):
        acts = acts.filter(title__icontains=str(title))
    if since := asked.get("since"):
        acts = acts.filter(at__gte=parse_since(since))
    return did(acts)


def _kind(value: object) -> str:
    if value not in PastAct.Kind.values:
        raise RuleError(_("Choose what they did: “%(value)s” is nothing.") % {"value": value})
    return str(value)


def _read_acted_before(value: object, _organisation_id: int) -> str:
    asked = parts(value)
    words = _("%(did)s in the system before") % {
        "did": PastAct.Kind(_kind(asked.get("kind"))).label
    }
    if title := asked.get("title"):
        words = _("%(words)s, “%(title)s” in its title") % {"words": words, "title": title}
    if since := asked.get("since"):
        day = date_format(parse_since(since))
        words = _("%(words)s, on %(day)s or later") % {"words": words, "day": day}
    return words


CRITERIA = (
    Criterion("in_file", _in_file, _read_in_file),
    Criterion("new_from_file", _new_from_file, _read_new_from_file),
    Criterion("joined_since", _known_since, _read_known_since),
    Criterion("joined_within", _joined_within, _read_joined_within),
    Criterion("acted_before", _acted_before, _read_acted_before),
    Criterion("segment", _in_segment, _read_in_segment),
)
