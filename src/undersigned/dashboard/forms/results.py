"""What a member may type about the links of a campaign."""

from django import forms
from django.utils.translation import gettext_lazy as _

CHANNELS = [
    ("email", _("Email")), ("facebook", "Facebook"), ("instagram", "Instagram"), ("x", "X"),
    ("tiktok", "TikTok"), ("youtube", "YouTube"), ("whatsapp", "WhatsApp"), ("sms", "SMS"),
    ("advert", _("Advert")), ("partner", _("Partner")), ("press", _("Press")),
    ("print", _("Leaflet or poster")), ("other", _("Other")),
]  # fmt: skip

CHANNEL_NAMES = dict(CHANNELS)


class LinkForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    label = forms.CharField(
        label=_("Which one"),
        max_length=100,
        help_text=_("The name of the advert, the partner or the post, for your own list."),
    )
