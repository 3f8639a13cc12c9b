"""What a campaign says where its organiser has typed nothing."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns.models import Campaign

# In the order of the page; 'link' is what a person copies.
CHANNELS: Final = {
    "email": gettext_lazy("Email"),
    "facebook": gettext_lazy("Facebook"),
    "x": gettext_lazy("X"),
    "bluesky": gettext_lazy("Bluesky"),
    "whatsapp": gettext_lazy("WhatsApp"),
    "sms": gettext_lazy("Text message"),
}


def thanks(campaign: Campaign) -> str:
    """Markdown of the thank-you page."""
    return campaign.thanks or _(
        "Your name counts. The fastest way to make it count twice: ask one friend to sign too."
    )


def thanks_subject(campaign: Campaign) -> str:
    return campaign.thanks_subject or _("Thank you for signing: %(title)s") % {
        "title": campaign.title
    }


def thanks_email(campaign: Campaign) -> str:
    """Markdown of the thank-you email."""
    return campaign.thanks_email or _(
        "Forward this email to one person who would sign too. That is how petitions like this "
        "one grow."
    )


def followup_subject(campaign: Campaign) -> str:
    return campaign.followup_subject or _("What comes next: %(title)s") % {
        "title": campaign.title
    }


def followup_email(campaign: Campaign) -> str:
    """Markdown of the follow-up."""
    return campaign.followup_email or _(
        "Some days ago you signed **%(title)s**. It grows by people who bring one more: your "
        "own link is below."
    ) % {"title": campaign.title}


def share_texts(campaign: Campaign) -> dict[str, str]:
    """The text of each channel, without the link, which the page adds."""
    tag = f" #{campaign.hashtag}" if campaign.hashtag else ""
    words = _("Sign with me: %(title)s") % {"title": campaign.title}
    typed = campaign.share_texts or {}
    texts = {channel: f"{words}{tag}" if channel != "email" else words for channel in CHANNELS}
    return {channel: typed.get(channel) or text for channel, text in texts.items()}
