"""Buttons that share a campaign, by the organiser's words: plain links, nothing is loaded."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from undersigned.actions import sources
from undersigned.campaigns import defaults
from undersigned.campaigns.models import Campaign
from undersigned.organisations.models import Organisation

_ICONS = {
    "email": "mail",
    "facebook": "share-2",
    "x": "at-sign",
    "bluesky": "cloud",
    "whatsapp": "message-circle",
    "sms": "smartphone",
}


@dataclass(frozen=True, kw_only=True)
class Share:
    """One button: where it leads, with the text and the link in it."""

    label: str
    icon: str
    url: str


def shares(campaign: Campaign, *, page: str) -> list[Share]:
    """A button a channel; `page` is the link that is shared. None for a reconstruction."""
    if campaign.organisation.example == Organisation.Example.RECONSTRUCTED:
        return []
    texts = defaults.share_texts(campaign)
    return [
        Share(
            label=str(label),
            icon=_ICONS[channel],
            url=_url(
                channel,
                title=campaign.title,
                text=texts[channel],
                link=sources.with_query(page, source=f"share-{channel}"),
            ),
        )
        for channel, label in defaults.CHANNELS.items()
    ]


def _url(channel: str, *, title: str, text: str, link: str) -> str:
    both = f"{text} {link}"
    match channel:
        case "email":
            return "mailto:?" + urlencode({"subject": title, "body": both}, quote_via=quote)
        case "facebook":  # takes the link alone
            return "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": link})
        case "x":
            query = urlencode({"text": text, "url": link})
            return f"https://twitter.com/intent/tweet?{query}"
        case "bluesky":
            return "https://bsky.app/intent/compose?" + urlencode({"text": both})
        case "whatsapp":
            return "https://wa.me/?" + urlencode({"text": both})
        case _:
            return "sms:?" + urlencode({"body": both}, quote_via=quote)
