"""What a person may type about a decision maker."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from undersigned.lib import lines
from undersigned.lib.versioned import VersionedForm
from undersigned.officials.models import Contact, DecisionMaker

CONTACT: lines.Fields = {
    "value": lambda: forms.CharField(label=gettext_lazy("Contact"), max_length=500),
    "kind": lambda: forms.ChoiceField(
        label=gettext_lazy("Kind of contact"), choices=[("", "—"), *Contact.Kind.choices]
    ),
}


class DecisionMakerForm(VersionedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    office = forms.CharField(label=gettext_lazy("Office"), max_length=200, required=False)
    party = forms.CharField(label=gettext_lazy("Party"), max_length=60, required=False)
    region = forms.CharField(
        label=gettext_lazy("State they answer to"),
        max_length=8,
        required=False,
        help_text=gettext_lazy("Two letters, like OR. Empty for the whole country."),
    )
    about = forms.CharField(
        label=gettext_lazy("About"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source_title = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        contacts: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """`contacts` are pairs of kind and value."""
        super().__init__(*args, **kwargs)
        initial = [{"kind": kind, "value": value} for kind, value in contacts]
        lines.add(self, "contact", CONTACT, initial=initial)

    def values(self) -> dict[str, Any]:
        names = [name for name in DecisionMakerForm.base_fields if name != "version"]
        return {name: self.cleaned_data[name] for name in names}

    def contacts(self) -> list[tuple[str, str]]:
        """A line without a kind is an email address where it looks like one, else a page."""
        typed = [line for line in lines.typed(self, "contact", CONTACT) if line["value"]]
        return [(line["kind"] or _guess(line["value"]), line["value"]) for line in typed]

    @classmethod
    def initial_of(cls, person: DecisionMaker) -> dict[str, Any]:
        return {name: getattr(person, name) for name in cls.base_fields}


def _guess(value: str) -> str:
    return Contact.Kind.EMAIL if "@" in value and " " not in value else Contact.Kind.WEB
