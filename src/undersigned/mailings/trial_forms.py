"""What a person may type about an A/B test, and about what is measured."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from undersigned.lib.charts.frame import written
from undersigned.mailings.models import Mailing, Trial
from undersigned.supporters.models import Preference


class PlanForm(forms.Form):
    """Whom it is tried on, and who decides when."""

    way = forms.ChoiceField(
        label=gettext_lazy("Try it on"),
        choices=[
            ("share", gettext_lazy("a share of the people")),
            ("size", gettext_lazy("a number of people")),
        ],
        widget=forms.RadioSelect,
    )
    share = forms.IntegerField(
        label=gettext_lazy("Per cent"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("100 gives everybody one of the variants."),
    )
    size = forms.IntegerField(
        label=gettext_lazy("People, all variants together"),
        required=False,
        min_value=2,
        max_value=10_000_000,
    )
    decides = forms.ChoiceField(
        label=gettext_lazy("Which variant the rest gets"),
        choices=[
            ("clock", gettext_lazy("the one that is ahead, after some hours")),
            ("hand", gettext_lazy("I decide; the rest waits until then")),
        ],
        widget=forms.RadioSelect,
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Hours after it began"), required=False, min_value=1, max_value=168
    )

    @staticmethod
    def of(trial: Trial) -> dict[str, object]:
        return {
            "way": "share" if trial.share else "size", "share": trial.share,
            "size": trial.size, "hours": trial.hours,
            "decides": "clock" if trial.hours else "hand",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        way, decides = found.get("way"), found.get("decides")
        for name, asked in (
            ("share", way == "share"), ("size", way == "size"), ("hours", decides == "clock"),
        ):  # fmt: skip
            if asked and name not in self.errors and not found.get(name):
                self.add_error(name, _("Type a number."))
        return found

    def plan(self) -> dict[str, int | None]:
        typed = self.cleaned_data
        is_share, by_clock = typed["way"] == "share", typed["decides"] == "clock"
        return {
            "share": typed["share"] if is_share else None,
            "size": None if is_share else typed["size"],
            "hours": typed["hours"] if by_clock else None,
        }


class TrackingForm(forms.Form):
    tracks_clicks = forms.BooleanField(
        label=gettext_lazy("Record which links people open"),
        required=False,
        help_text=gettext_lazy(
            "Links then lead by way of this server. Who asked not to be recorded is not."
        ),
    )
    tracks_opens = forms.BooleanField(
        label=gettext_lazy("Count who opens it, of the people who allow that"), required=False
    )

    @classmethod
    def of(cls, mailing: Mailing) -> "TrackingForm":
        """As the mailing has it, with how many people allow what."""
        form = cls(initial={name: getattr(mailing, name) for name in cls.base_fields})
        number = Preference.objects.filter(
            opens_since__isnull=False, supporter__organisation=mailing.organisation_id
        ).count()
        words = ngettext(
            "%(number)s person allows it, on the preference page. Nobody else is counted.",
            "%(number)s people allow it, on the preference page. Nobody else is counted.",
            number,
        )  # fmt: skip
        form.fields["tracks_opens"].help_text = words % {"number": written(number)}
        return form

    def chosen(self) -> dict[str, bool]:
        return {name.removeprefix("tracks_"): self.cleaned_data[name] for name in self.fields}
