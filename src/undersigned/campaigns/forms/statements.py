"""A statement, and what it means for each demand on its speaker."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns.models import Demand, Position
from undersigned.lib.versioned import VersionedForm
from undersigned.officials.models import Statement


class StatementForm(VersionedForm):
    words = forms.CharField(
        label=gettext_lazy("What they said, in short"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_quotation = forms.BooleanField(
        label=gettext_lazy("These are their own words"), required=False
    )
    date = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    date_means = forms.ChoiceField(
        label=gettext_lazy("They said it"),
        choices=Statement.DateMeans.choices,
        initial=Statement.DateMeans.ON,
        widget=forms.RadioSelect,
    )
    source_title = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("Where one can read it: newspaper and headline."),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        demands: Sequence[Demand],
        stances: Mapping[int, str],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """One choice a demand; by themselves they say nothing about it."""
        super().__init__(*args, **kwargs)
        self._demands = demands
        for demand in demands:
            words = {"campaign": demand.campaign.title, "demand": demand.text}
            self.fields[f"stance_{demand.pk}"] = forms.ChoiceField(
                label=_("%(campaign)s: %(demand)s") % words,
                required=False,
                choices=[("", _("says nothing about it")), *Position.Stance.choices],
                initial=stances.get(demand.pk, ""),
            )

    def values(self) -> dict[str, Any]:
        names = [name for name in StatementForm.base_fields if name != "version"]
        return {name: self.cleaned_data[name] for name in names}

    def stances(self) -> dict[int, str]:
        typed = {one.pk: self.cleaned_data[f"stance_{one.pk}"] for one in self._demands}
        return {identity: stance for identity, stance in typed.items() if stance}

    @classmethod
    def initial_of(cls, statement: Statement) -> dict[str, Any]:
        return {name: getattr(statement, name) for name in cls.base_fields}
