"""What stands on the thank-you page: share links with the signer's code, and the donation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from undersigned.actions import sources
from undersigned.lib import markdown
from undersigned.petitions import links
from undersigned.petitions.models import Signature
from undersigned.petitions.reading import Open


@dataclass(frozen=True, kw_only=True)
class Share:
    channel: str
    label: str
    icon: str
    url: str


def context(opened: Open, signature: Signature, *, at: datetime) -> dict[str, Any]:
    campaign = opened.campaign
    page = sources.with_query(links.campaign(campaign.slug), ref=sources.code(signature.uuid))
    is_example = bool(opened.organisation.example == "reconstructed")
    return {
        "signature": signature,
        "thanks": markdown.render(campaign.thanks),
        "share_url": page,
        "shares": [] if is_example else _shares(opened, page),
        "donations": _donations(opened, signature),
        "donation_url": _donation(opened, signature, ""),
        "signed_url": links.signed(signature.supporter.uuid, at=at),
    }


def _shares(opened: Open, page: str) -> list[Share]:
    """By the organiser's own words per channel; nothing is loaded from any of them."""
    campaign = opened.campaign
    usual = campaign.summary or campaign.title

    def words(channel: str) -> str:
        text = str(campaign.share_texts.get(channel) or usual)
        if campaign.hashtag and channel == "x" and f"#{campaign.hashtag}" not in text:
            text = f"{text} #{campaign.hashtag}"
        return text

    def link(channel: str) -> str:
        return sources.with_query(page, source=f"share-{channel}")

    def both(channel: str) -> str:
        return f"{words(channel)} {link(channel)}"

    mail = urlencode({"subject": campaign.title, "body": both("email")}).replace("+", "%20")
    return [
        Share(channel="email", label=_("Email"), icon="mail", url=f"mailto:?{mail}"),
        Share(channel="whatsapp", label="WhatsApp", icon="message-circle",
              url=f"https://wa.me/?{urlencode({'text': both('whatsapp')})}"),
        Share(channel="facebook", label="Facebook", icon="share-2",
              url="https://www.facebook.com/sharer/sharer.php?"
                  + urlencode({"u": link("facebook")})),
        Share(channel="x", label="X", icon="at-sign",
              url="https://twitter.com/intent/tweet?"
                  + urlencode({"text": words("x"), "url": link("x")})),
        Share(channel="bluesky", label="Bluesky", icon="cloud",
              url=f"https://bsky.app/intent/compose?{urlencode({'text': both('bluesky')})}"),
    ]  # fmt: skip


def _donations(opened: Open, signature: Signature) -> list[tuple[str, str]]:
    """Amounts with their links; only whole numbers that the organiser typed."""
    amounts = [part.strip() for part in opened.campaign.donation_amounts.split(",")]
    wanted = [amount for amount in amounts if amount.isdecimal()]
    return [(amount, _donation(opened, signature, amount)) for amount in wanted]


def _donation(opened: Open, signature: Signature, amount: str) -> str:
    """The hosted page, with the amount and the source code passed on."""
    campaign = opened.campaign
    if not campaign.donation_url:
        return ""
    source = signature.refcode or signature.source or f"{campaign.slug}-thanks"
    return sources.with_query(campaign.donation_url, amount=amount, refcode=source)
