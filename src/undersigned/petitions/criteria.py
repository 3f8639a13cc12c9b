"""Criteria about signatures, for audiences: who signed which petition, and since when."""

import uuid
from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign
from undersigned.petitions.models import Signature
from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.people import parse_since


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


CRITERIA = (Criterion("signed", _signed, _read_signed),)
