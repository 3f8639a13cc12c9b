"""What stands on the thank-you page: share links with the signer's code, and the donation."""

from datetime import datetime
from typing import Any

from undersigned.actions import sharing, sources
from undersigned.campaigns import defaults, giving
from undersigned.ledger import promising
from undersigned.lib import markdown
from undersigned.petitions import links
from undersigned.petitions.models import Signature
from undersigned.petitions.reading import Open


def context(opened: Open, signature: Signature, *, at: datetime) -> dict[str, Any]:
    campaign = opened.campaign
    page = sources.with_query(links.campaign(campaign.slug), ref=sources.code(signature.uuid))
    return {
        "signature": signature,
        "thanks": markdown.render(defaults.thanks(campaign)),
        "share_url": page,
        "shares": sharing.shares(campaign, page=page),
        "gifts": giving.gifts(campaign, source=_source(signature)),
        "signed_url": links.signed(signature.supporter.uuid, at=at),
        "promised": promising.find(signature.uuid),
        "receipt_url": _receipt(opened, signature, at=at),
    }


def _receipt(opened: Open, signature: Signature, *, at: datetime) -> str:
    """Without what opens the entry: that is in the email alone."""
    if not signature.wants_receipt:
        return ""
    return links.receipt_path(opened.campaign.slug, signature.uuid, at=at)


def _source(signature: Signature) -> str:
    """Where the giver came from: as the link said it, else this page itself."""
    known = signature.refcode or signature.source
    return known or f"{signature.petition.campaign.slug}-thanks"
