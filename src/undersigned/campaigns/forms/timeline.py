"""An entry that an organiser adds to a campaign's timeline."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns.models import TimelineEntry


class EntryForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=gettext_lazy("What it is"),
        choices=[
            (TimelineEntry.Kind.ANSWER, gettext_lazy("An answer of the one who is asked")),
            (TimelineEntry.Kind.NOTE, gettext_lazy("News")),
        ],
        coerce=TimelineEntry.Kind,
        initial=TimelineEntry.Kind.NOTE,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    words = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("In one or two sentences, for everybody to read."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._today = self.fields["day"].initial = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self._today:
            words = _("%(day)s is still to come. The timeline says what has happened.")
            raise forms.ValidationError(words % {"day": day})
        return day
