"""Screen 2: the story and the evidence, chosen from the organisation's own library."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from undersigned.campaigns.models import Campaign
from undersigned.lib.versioned import VersionedForm

LISTS = ("issues", "claims", "polls", "results", "statements")


def _choices(label: Any) -> forms.TypedMultipleChoiceField:  # noqa: ANN401  lazy text
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )


class StoryForm(VersionedForm):
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "One or two sentences. Shown under the title, in lists and when a link is shared."
        ),
    )
    story = forms.CharField(
        label=gettext_lazy("Story"),
        max_length=60_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "Markdown: **bold**, _italic_, ## heading, - list, > quotation, [words](link)."
        ),
    )
    issues = _choices(gettext_lazy("Issues"))
    claims = _choices(gettext_lazy("Claims"))
    polls = _choices(gettext_lazy("Polls"))
    polls_heading = forms.CharField(
        label=gettext_lazy("Heading above the polls"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Left empty: 'What polls say'."),
    )
    results = _choices(gettext_lazy("Election results"))
    statements = _choices(gettext_lazy("Statements"))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        library: Mapping[str, Sequence[tuple[int, str]]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """`library` holds pairs of id and words by the name of the list."""
        super().__init__(*args, **kwargs)
        for name in LISTS:
            field = self.fields[name]
            assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  for types
            field.choices = list(library[name])

    def lists(self) -> list[forms.BoundField]:
        return [self[name] for name in LISTS]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("summary", "story", "polls_heading")}

    def chosen(self) -> dict[str, list[int]]:
        return {name: self.cleaned_data[name] for name in LISTS}

    @staticmethod
    def initial_of(campaign: Campaign) -> dict[str, Any]:
        names = ("version", "summary", "story", "polls_heading")
        initial = {name: getattr(campaign, name) for name in names}
        for name in LISTS:
            initial[name] = list(getattr(campaign, name).values_list("pk", flat=True))
        return initial
