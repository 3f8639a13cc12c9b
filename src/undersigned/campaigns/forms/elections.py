"""Elections that come by no rule, and results as a source reports them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from undersigned.campaigns.models import Election, ElectionResult
from undersigned.lib.versioned import VersionedForm


def _url() -> forms.URLField:
    return forms.URLField(
        label=gettext_lazy("Address of the source"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )


class ElectionForm(VersionedForm):
    name = forms.CharField(label=gettext_lazy("Election"), max_length=200)
    date = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "Launch plans that hang on it ask whether to move along; none moves by itself."
        ),
    )
    source_title = forms.CharField(label=gettext_lazy("Source of the date"), max_length=300)
    source_url = _url()

    @classmethod
    def initial_of(cls, election: Election) -> dict[str, Any]:
        return {name: getattr(election, name) for name in cls.base_fields}


class ResultForm(VersionedForm):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1700, max_value=9999)
    office = forms.CharField(label=gettext_lazy("Office"), max_length=200)
    words = forms.CharField(
        label=gettext_lazy("The result, in words"),
        max_length=300,
        help_text=gettext_lazy("As the source reports it, with its numbers."),
    )
    source_title = forms.CharField(label=gettext_lazy("Source"), max_length=300)
    source_url = _url()

    @classmethod
    def initial_of(cls, result: ElectionResult) -> dict[str, Any]:
        return {name: getattr(result, name) for name in cls.base_fields}
