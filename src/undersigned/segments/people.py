"""Criteria about the people themselves: tag, consent, source, language, what may be emailed."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from undersigned.segments.acts import did, number_of
from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.values import parse_words
from undersigned.supporters import reaching
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Tag,
    Tagging,
)


def _tag(value: object, organisation_id: int) -> Tag:
    tag = Tag.objects.filter(organisation_id=organisation_id, name=str(value)).first()
    if tag is None:
        raise RuleError(_("There is no tag “%(name)s”.") % {"name": value})
    return tag


def _tagged(value: object, organisation_id: int) -> Q:
    tags = Tag.objects.filter(organisation_id=organisation_id, name=str(value))
    return did(Tagging.objects.filter(tag=number_of(tags)))


def _read_tagged(value: object, organisation_id: int) -> str:
    return _("carries the tag “%(name)s”") % {"name": _tag(value, organisation_id).name}


def _consents(value: object, _organisation_id: int) -> Q:
    if value not in EmailConsent.values:
        raise RuleError(_("“%(value)s” is no answer about email.") % {"value": value})
    return Q(email_consent=value)


def _read_consents(value: object, organisation_id: int) -> str:
    _consents(value, organisation_id)
    return _("has said about email: %(words)s") % {"words": EmailConsent(str(value)).label}


def _agreed(value: object, _organisation_id: int) -> Q:
    """By what they said last of a channel."""
    channel = _channel(value)
    later = Consent.objects.filter(
        supporter=OuterRef("supporter"), channel=channel, pk__gt=OuterRef("pk"),
        at__gte=OuterRef("at"),
    ) | Consent.objects.filter(
        supporter=OuterRef("supporter"), channel=channel, at__gt=OuterRef("at")
    )  # fmt: skip
    return did(Consent.objects.filter(~Exists(later), channel=channel, said=Consent.Said.GIVEN))


def _channel(value: object) -> str:
    if value not in Consent.Channel.values:
        raise RuleError(_("“%(value)s” is no way to reach people.") % {"value": value})
    return str(value)


def _read_agreed(value: object, _organisation_id: int) -> str:
    return _("agreed to %(channel)s") % {"channel": Consent.Channel(_channel(value)).label}


def _reachable(_value: object, _organisation_id: int) -> Q:
    return reaching.agreed()


def _read_reachable(_value: object, _organisation_id: int) -> str:
    return _("may be emailed")


def _source(value: object, _organisation_id: int) -> Q:
    return Q(source__icontains=parse_words(value))


def _read_source(value: object, _organisation_id: int) -> str:
    return _("came first from a source with “%(words)s” in it") % {"words": parse_words(value)}


def _speaks(value: object, _organisation_id: int) -> Q:
    return Q(language=_language(value)[0])


def _language(value: object) -> tuple[str, str]:
    """Its code and its name."""
    name = _name(str(value))
    if not name:
        raise RuleError(_("“%(code)s” is no language that we know.") % {"code": value})
    return str(value), name


def _name(code: str) -> str:
    """'' for what is no language."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return ""


def languages(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Those that a rule may ask for, with their names, in the order of these.

    What stands in an imported list need be no language.
    """
    named = [(code, _name(code)) for code in codes]
    return sorted((pair for pair in named if pair[1]), key=lambda pair: pair[1])


def _read_speaks(value: object, _organisation_id: int) -> str:
    return _("reads %(language)s") % {"language": _language(value)[1]}


CRITERIA = (
    Criterion("tag", _tagged, _read_tagged),
    Criterion("consent", _consents, _read_consents),
    Criterion("agreed", _agreed, _read_agreed),
    Criterion("reachable", _reachable, _read_reachable),
    Criterion("source", _source, _read_source),
    Criterion("language", _speaks, _read_speaks),
)
