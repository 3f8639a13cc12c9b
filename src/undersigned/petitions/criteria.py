"""Criteria about signatures: who signed what, since when, and who brought whom."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.campaigns.models import Campaign
from undersigned.petitions.models import Petition, Signature
from undersigned.segments.acts import did, number_of
from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.values import (
    parse_days,
    parse_least,
    parse_since,
    parse_uuid,
    parts,
)
from undersigned.supporters.models import PastAct

Signatures = QuerySet[Signature]


def _of(campaign: object, organisation_id: int) -> Any:  # noqa: ANN401  as acts.number_of
    """The number of the campaign's petition."""
    uuid = parse_uuid(campaign, missing=_("Choose a campaign."))
    ours = Petition.objects.filter(campaign__uuid=uuid, campaign__organisation=organisation_id)
    return number_of(ours)


def _title(campaign: object, organisation_id: int) -> str:
    uuid = parse_uuid(campaign, missing=_("Choose a campaign."))
    rows = Campaign.objects.filter(organisation_id=organisation_id, uuid=uuid)
    title = rows.values_list("title", flat=True).first()
    if title is None:
        raise RuleError(_("The campaign of this rule is no longer there."))
    return title


def _signatures(value: object, organisation_id: int) -> Signatures:
    """What a rule asks of signatures: of a campaign, since a day, by a source; '' is any."""
    asked = parts(value)
    rows = Signature.objects.confirmed()
    if asked.get("campaign"):
        rows = rows.filter(petition=_of(asked["campaign"], organisation_id))
    else:
        rows = rows.filter(organisation_id=organisation_id)
    if asked.get("since"):
        rows = rows.filter(confirmed_at__gte=parse_since(asked["since"]))
    if asked.get("source"):
        rows = rows.filter(source=str(asked["source"]))
    return rows


def _told(words: str, asked: Mapping[str, Any]) -> str:
    if asked.get("source"):
        words = _("%(words)s by the source “%(source)s”") % {
            "words": words, "source": asked["source"],
        }  # fmt: skip
    if asked.get("since"):
        day = date_format(parse_since(asked["since"]))
        words = _("%(words)s on %(day)s or later") % {"words": words, "day": day}
    return words


def _signed(value: object, organisation_id: int) -> Q:
    if not parts(value).get("campaign"):
        raise RuleError(_("Choose a campaign."))
    return did(_signatures(value, organisation_id))


def _read_signed(value: object, organisation_id: int) -> str:
    asked = parts(value)
    title = _title(asked.get("campaign"), organisation_id)
    return _told(_("signed “%(title)s”") % {"title": title}, asked)


def _signed_any(value: object, organisation_id: int) -> Q:
    return did(_signatures({**parts(value), "campaign": ""}, organisation_id))


def _read_signed_any(value: object, _organisation_id: int) -> str:
    return _told(_("signed any campaign"), parts(value))


def _active(value: object, organisation_id: int) -> Q:
    return _acted(parse_days(value), organisation_id)


def _active_since(value: object, organisation_id: int) -> Q:
    return _acted(parse_since(value), organisation_id)


def _acted(since: object, organisation_id: int) -> Q:
    """By what people did: signed here, or acted in the system that they were moved from.

    What they clicked in an email says less of them than of their mail program.
    """
    signed = Signature.objects.confirmed().filter(
        organisation_id=organisation_id, confirmed_at__gte=since
    )
    acted = PastAct.objects.filter(
        organisation_id=organisation_id, at__gte=since,
        kind__in=(PastAct.Kind.SIGNED, PastAct.Kind.ACTED),
    )  # fmt: skip
    return did(signed, acted)


def _read_active(value: object, _organisation_id: int) -> str:
    parse_days(value)
    return _("took action in the last %(days)s days") % {"days": value}


def _read_active_since(value: object, _organisation_id: int) -> str:
    return _("took action on %(day)s or later") % {"day": date_format(parse_since(value))}


def _brought(value: object, organisation_id: int) -> Q:
    """Through whose links so many confirmed signatures came, of one campaign or of all."""
    asked = parts(value)
    came = _signatures({"campaign": asked.get("campaign")}, organisation_id)
    enough = (
        came.filter(referred_by__isnull=False)
        .values("referred_by__supporter")
        .annotate(number=Count("pk"))
        .filter(number__gte=parse_least(asked.get("least")))
        .order_by()
    )
    # Counted once for all people, and looked up in: few bring anybody.
    return Q(pk__in=enough.values("referred_by__supporter"))


def _read_brought(value: object, organisation_id: int) -> str:
    asked = parts(value)
    least = parse_least(asked.get("least"))
    words = ngettext(
        "brought at least %(least)s signature", "brought at least %(least)s signatures", least
    ) % {"least": least}  # fmt: skip
    if not asked.get("campaign"):
        return words
    title = _title(asked["campaign"], organisation_id)
    return _("%(words)s to “%(title)s”") % {"words": words, "title": title}


CRITERIA = (
    Criterion("signed", _signed, _read_signed),
    Criterion("signed_any", _signed_any, _read_signed_any),
    Criterion("active", _active, _read_active),
    Criterion("active_since", _active_since, _read_active_since),
    Criterion("brought", _brought, _read_brought),
)
