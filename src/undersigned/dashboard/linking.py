"""Links that tell where people came from: one for each channel, advert or partner."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.http import urlencode
from django.utils.text import slugify

from undersigned.actions.models import SourceCode
from undersigned.campaigns.models import Campaign
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor

_UNTELLING = "abcdefghjkmnpqrstuvwxyz23456789"  # letters that are not mistaken for each other


@transaction.atomic
def make(
    *, campaign: Campaign, channel: str, label: str, at: datetime, by: Actor
) -> SourceCode:
    """A code that is read as its channel and name, with a few letters that make it unique."""
    tail = "".join(secrets.choice(_UNTELLING) for _n in range(4))
    code = f"{slugify(channel)[:30]}-{slugify(label)[:40] or 'link'}-{tail}"
    made = SourceCode.objects.create(
        organisation_id=campaign.organisation_id,
        campaign=campaign,
        code=code,
        channel=channel,
        label=label,
        created_at=at,
    )
    auditing.record(
        organisation_id=campaign.organisation_id,
        at=at,
        by=by,
        verb="made a link for",
        subject=(f"campaign {campaign}", f"campaign:{campaign.pk}"),
        after={"channel": channel, "label": label, "code": code},
    )
    return made


def address(campaign: Campaign, *, code: str) -> str:
    """The campaign's page with the code in it, ready to be copied."""
    return f"{settings.BASE_URL}/{campaign.slug}/?{urlencode({'source': code})}"
