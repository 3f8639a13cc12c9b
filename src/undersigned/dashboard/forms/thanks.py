"""Screen 3: what follows signing."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns import defaults, giving
from undersigned.campaigns.models import Campaign
from undersigned.lib.versioned import VersionedForm

# Each has a usual text in `defaults`, under its own name.
_TEXTS = ("thanks", "thanks_subject", "thanks_email", "followup_subject", "followup_email")


class ThanksForm(VersionedForm):
    """Every text has one that stands there already; emptied, it comes back."""

    thanks = forms.CharField(
        label=gettext_lazy("Thank-you page"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Markdown. What people read once they have signed."),
    )
    thanks_subject = forms.CharField(
        label=gettext_lazy("Subject of the thank-you email"), max_length=150, required=False
    )
    thanks_email = forms.CharField(
        label=gettext_lazy("Thank-you email"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Markdown. Sent once, when a signature is confirmed."),
    )
    donation_url = forms.URLField(
        label=gettext_lazy("Donation page"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy(
            "The https address of your page with a payment service. Where a signer came from "
            "is passed on to it. We hold no figure about money, and show none."
        ),
    )
    donation_amounts = forms.CharField(
        label=gettext_lazy("Amounts"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Whole numbers with commas between: 5, 15, 30."),
    )

    followup_days = forms.IntegerField(
        label=gettext_lazy("Follow-up after so many days"),
        min_value=0,
        max_value=60,
        required=False,
        help_text=gettext_lazy(
            "One more email to each signer, so many days after confirming, while the campaign "
            "is live. 0 or empty: none. It does not go to people who unsubscribed, nor to "
            "those whose day had passed when it was switched on."
        ),
    )
    followup_subject = forms.CharField(
        label=gettext_lazy("Subject of the follow-up"), max_length=150, required=False
    )
    followup_email = forms.CharField(
        label=gettext_lazy("Follow-up"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Markdown. What happened since, and the next thing to do."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for channel, label in defaults.CHANNELS.items():
            self.fields[f"share_{channel}"] = forms.CharField(
                label=label,
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def share_fields(self) -> list[forms.BoundField]:
        return [self[f"share_{channel}"] for channel in defaults.CHANNELS]

    def clean_donation_url(self) -> str:
        url = str(self.cleaned_data["donation_url"])
        if url and not url.startswith("https://"):
            raise forms.ValidationError(
                _("%(url)s is not safe for payments. The address must begin with https://.")
                % {"url": url}
            )
        return url

    def clean_donation_amounts(self) -> str:
        try:
            found = giving.amounts(self.cleaned_data["donation_amounts"])
        except giving.AmountsError as error:
            words = _("'%(part)s' cannot stay: type at most six whole numbers, like 5, 15, 30.")
            raise forms.ValidationError(words % {"part": error}) from error
        return ", ".join(str(amount) for amount in found)

    def values_of(self, campaign: Campaign) -> dict[str, Any]:
        """What was typed; a text that is still the default stays open to follow the title."""
        texts = {
            channel: self.cleaned_data[f"share_{channel}"] for channel in defaults.CHANNELS
        }
        bare = _bare(campaign)
        usual = defaults.share_texts(bare)
        typed = {name: self.cleaned_data[name] for name in ThanksForm.base_fields}
        del typed["version"]
        typed["followup_days"] = typed["followup_days"] or 0
        for name in _TEXTS:
            if _same(typed[name], getattr(defaults, name)(bare)):
                typed[name] = ""
        typed["share_texts"] = {
            channel: text for channel, text in texts.items() if text and text != usual[channel]
        }
        return typed

    @staticmethod
    def initial_of(campaign: Campaign) -> dict[str, Any]:
        texts = defaults.share_texts(campaign)
        return {
            "version": campaign.version,
            **{name: getattr(defaults, name)(campaign) for name in _TEXTS},
            "followup_days": campaign.followup_days,
            "donation_url": campaign.donation_url,
            "donation_amounts": campaign.donation_amounts,
            **{f"share_{channel}": text for channel, text in texts.items()},
        }


def _same(typed: str, usual: str) -> bool:
    """A browser sends line breaks as CR LF."""
    return typed.replace("\r\n", "\n").strip() == usual.strip()


def _bare(campaign: Campaign) -> Campaign:
    """The campaign as if nothing had been typed here."""
    return Campaign(title=campaign.title, hashtag=campaign.hashtag)
