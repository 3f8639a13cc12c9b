"""Criteria about signatures, for audiences: who signed which petition, and since when."""

import uuid
from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign
from undersigned.petitions.models import Signature
from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.people import parse_days, parse_since
from undersigned.supporters.models import PastAct


def _campaign_uuid(value: object) -> uuid.UUID:
    found = value.get("campaign") if isinstance(value, Mapping) else None
    try:
        return uuid.UUID(str(found))
    except ValueError as error:
        raise RuleError(_("Choose a campaign.")) from error


def _since(value: object) -> str:
    return str(value.get("since") or "") if isinstance(value, Mapping) else ""


def _signed(value: object, organisation_id: int) -> Q:
    signatures = Signature.objects.confirmed().filter(
        organisation_id=organisation_id,
        supporter=OuterRef("pk"),
        petition__campaign__uuid=_campaign_uuid(value),
    )
    if since := _since(value):
        signatures = signatures.filter(confirmed_at__gte=parse_since(since))
    return Q(Exists(signatures))


def _read_signed(value: object, organisation_id: int) -> str:
    campaigns = Campaign.objects.filter(organisation_id=organisation_id)
    title = campaigns.filter(uuid=_campaign_uuid(value)).values_list("title", flat=True).first()
    if title is None:
        raise RuleError(_("The campaign of this rule is no longer there."))
    if since := _since(value):
        words = _("signed “%(title)s” on %(day)s or later")
        return words % {"title": title, "day": date_format(parse_since(since))}
    return _("signed “%(title)s”") % {"title": title}


def _active(value: object, organisation_id: int) -> Q:
    """By what people did: signed here, or acted in the system that they were moved from.

    What they clicked in an email says less of them than of their mail program.
    """
    since = parse_days(value)
    signed = Signature.objects.confirmed().filter(
        organisation_id=organisation_id, confirmed_at__gte=since
    )
    acted = PastAct.objects.filter(
        organisation_id=organisation_id, at__gte=since,
        kind__in=(PastAct.Kind.SIGNED, PastAct.Kind.ACTED),
    )  # fmt: skip
    return Q(pk__in=signed.values("supporter")) | Q(pk__in=acted.values("supporter"))


def _read_active(value: object, _organisation_id: int) -> str:
    parse_days(value)
    return _("took action in the last %(days)s days") % {"days": value}


CRITERIA = (
    Criterion("signed", _signed, _read_signed),
    Criterion("active", _active, _read_active),
)
