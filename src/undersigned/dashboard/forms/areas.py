"""Whom a colleague may reach, as it is typed."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.accounts.models import Membership
from undersigned.lib.choosing import choose
from undersigned.places import regions


class AreaForm(forms.Form):
    campaign = forms.ChoiceField(
        label=gettext_lazy("Only people who signed"), required=False,
    )  # fmt: skip
    most = forms.IntegerField(
        label=gettext_lazy("At most so many people in one mailing or file"), required=False,
        min_value=1, max_value=2_000_000_000,
        help_text=gettext_lazy("Empty: as many as match."),
    )  # fmt: skip
    states = forms.MultipleChoiceField(
        label=gettext_lazy("Only people in these states"), required=False,
        choices=regions.CHOICES, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "None chosen: everywhere. People whose state nobody knows are in no state."
        ),
    )  # fmt: skip

    def offer(self, campaigns: Sequence[tuple[str, str]]) -> None:
        choose(self, "campaign", [("", _("any campaign, or none")), *campaigns])

    @staticmethod
    def initial_of(membership: Membership) -> dict[str, object]:
        campaign = membership.area_campaign
        return {
            "states": membership.area_states, "most": membership.area_most,
            "campaign": str(campaign) if campaign else "",
        }  # fmt: skip
