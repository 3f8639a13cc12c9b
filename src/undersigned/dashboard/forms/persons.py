"""What a member may type about one person: contacts, fields, interests, consent."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.lib.choosing import choose
from undersigned.lib.versioned import VersionedForm
from undersigned.places import countries, postal
from undersigned.supporters import attesting, contacting, fielding, valuing
from undersigned.supporters.models import (
    AddressType,
    Consent,
    EmailType,
    Field,
    PhoneType,
    Works,
)

_UNSAID = ("", gettext_lazy("not said"))
LANGUAGES = [
    ("en", gettext_lazy("English")), ("es", gettext_lazy("Spanish")),
    ("zh", gettext_lazy("Chinese")), ("tl", gettext_lazy("Tagalog")),
    ("vi", gettext_lazy("Vietnamese")), ("ar", gettext_lazy("Arabic")),
    ("fr", gettext_lazy("French")), ("ko", gettext_lazy("Korean")),
    ("ru", gettext_lazy("Russian")), ("pt", gettext_lazy("Portuguese")),
    ("ht", gettext_lazy("Haitian Creole")), ("hi", gettext_lazy("Hindi")),
    ("de", gettext_lazy("German")), ("pl", gettext_lazy("Polish")),
    ("it", gettext_lazy("Italian")), ("ja", gettext_lazy("Japanese")),
    ("so", gettext_lazy("Somali")), ("nv", gettext_lazy("Navajo")),
]  # fmt: skip


def language(code: str) -> str:
    """Its name, or the code itself where it is none of ours."""
    return str(dict(LANGUAGES).get(code, code))


class EmailForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Email"), max_length=254)
    type = forms.ChoiceField(
        label=gettext_lazy("Type"), required=False, choices=[_UNSAID, *EmailType.choices]
    )


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    type = forms.ChoiceField(
        label=gettext_lazy("Type"), required=False, choices=[_UNSAID, *PhoneType.choices]
    )

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        if len(contacting.digits(text)) < 5:  # noqa: PLR2004  no phone has fewer
            words = _("“%(text)s” has too few digits. Type the whole number.")
            raise forms.ValidationError(words % {"text": text})
        return text


class AddressForm(forms.Form):
    street = forms.CharField(label=gettext_lazy("Street"), max_length=200, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=100, required=False)
    postal_code = forms.CharField(
        label=gettext_lazy("ZIP or postal code"), max_length=16, required=False
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=countries.CHOICES, initial="US"
    )
    type = forms.ChoiceField(
        label=gettext_lazy("Type"), required=False, choices=[_UNSAID, *AddressType.choices]
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("street", "city", "postal_code")):
            self.add_error("street", _("Type a street, a city or a postal code."))
        try:
            country = str(cleaned.get("country", ""))
            code = postal.normalise(country, str(cleaned.get("postal_code", "")))
        except postal.PostalCodeError as error:
            self.add_error("postal_code", str(error))
            return cleaned
        return cleaned | {"postal_code": code, "region": postal.region_of(country, code)}


class MarkForm(forms.Form):
    works = forms.ChoiceField(choices=Works.choices, required=False)


class LanguagesForm(forms.Form):
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Also speaks"), choices=LANGUAGES, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


FORMS: dict[str, type[forms.Form]] = {
    "email": EmailForm, "phone": PhoneForm, "post": AddressForm,
}  # fmt: skip


class FieldForm(VersionedForm):
    """A custom field, as staff define it."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("It holds"), choices=Field.Kind.choices, widget=forms.RadioSelect,
        initial=Field.Kind.TEXT,
    )  # fmt: skip
    options = forms.CharField(
        label=gettext_lazy("What can be chosen"), required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("For “one of a list” alone: one a line."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lines = [
            " ".join(line.split()) for line in str(cleaned.get("options", "")).splitlines()
        ]
        options = list(dict.fromkeys(line for line in lines if line))
        if cleaned.get("kind") != Field.Kind.CHOICE:
            options = []
        elif not options:
            self.add_error("options", _("Write down what can be chosen, one a line."))
        elif len(options) > fielding.MOST_OPTIONS or max(map(len, options)) > valuing.LONGEST:
            words = _("There are more than %(most)s lines; shorten the list.")
            self.add_error("options", words % {"most": fielding.MOST_OPTIONS})
        return cleaned | {"options": options}

    @staticmethod
    def initial_of(field: Field) -> dict[str, Any]:
        return {
            "label": field.label, "kind": field.kind, "options": "\n".join(field.options),
            "version": field.version,
        }  # fmt: skip


class ValuesForm(VersionedForm):
    """A person's values of the organisation's fields; an empty one is none."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's
        known: Sequence[Field],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        for field in known:
            self.fields[f"field_{field.pk}"] = _input(field)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in self.known:
            text = str(cleaned.get(f"field_{field.pk}", "")).strip()
            if not text:
                continue
            try:
                cleaned[f"field_{field.pk}"] = valuing.read(
                    field.kind, text, options=field.options
                )
            except valuing.UnfitError as error:
                self.add_error(f"field_{field.pk}", str(error))
        return cleaned

    def by_key(self) -> dict[str, valuing.Plain | None]:
        return {
            field.key: None if self.cleaned_data[f"field_{field.pk}"] == ""
            else self.cleaned_data[f"field_{field.pk}"]
            for field in self.known
        }  # fmt: skip

    @staticmethod
    def initial_of(known: Sequence[Field], values: dict[str, Any]) -> dict[str, Any]:
        return {
            f"field_{field.pk}": valuing.plain(values[field.key])
            for field in known
            if field.key in values
        }


def _input(field: Field) -> forms.Field:
    if field.kind == Field.Kind.YES_NO:
        said = [_UNSAID, ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
        return forms.ChoiceField(label=field.label, required=False, choices=said)
    if field.kind == Field.Kind.CHOICE:
        options = [_UNSAID, *((option, option) for option in field.options)]
        return forms.ChoiceField(label=field.label, required=False, choices=options)
    attributes = {
        Field.Kind.NUMBER: {"inputmode": "decimal", "class": "input-short"},
        Field.Kind.DATE: {"type": "date", "class": "input-short"},
    }.get(Field.Kind(field.kind), {})
    return forms.CharField(
        label=field.label, required=False, max_length=valuing.LONGEST,
        widget=forms.TextInput(attrs=attributes),
    )  # fmt: skip


class InterestsForm(forms.Form):
    issues = forms.MultipleChoiceField(
        label=gettext_lazy("Issues"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's
        issues: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "issues", issues)


class ConsentForm(forms.Form):
    """What a person said about a channel, and how."""

    channel = forms.ChoiceField(
        label=gettext_lazy("About"), choices=Consent.Channel.choices, widget=forms.RadioSelect
    )
    said = forms.ChoiceField(
        label=gettext_lazy("They said"), widget=forms.RadioSelect,
        choices=[
            (Consent.Said.GIVEN, gettext_lazy("yes, I agree")),
            (Consent.Said.WITHDRAWN, gettext_lazy("no more of it")),
        ],
    )  # fmt: skip
    how = forms.ChoiceField(
        label=gettext_lazy("How they said it"), widget=forms.RadioSelect,
        choices=[(how.value, how.label) for how in attesting.HOWS],
    )  # fmt: skip
    on = forms.DateField(
        label=gettext_lazy("When"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    wording = forms.CharField(
        label=gettext_lazy("The words they agreed to"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("As on the sheet or in the message: word for word."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=gettext_lazy("Where the proof is"), required=False, max_length=200,
        help_text=gettext_lazy("For example: sign-up sheet of 3 May, in the blue folder."),
    )  # fmt: skip

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(zone)

    def clean_on(self) -> datetime:
        """Noon of that day where the organisation is; now, if it is today."""
        day = self.cleaned_data["on"]
        now = timezone.now()
        if day > now.astimezone(self._zone).date():
            words = _("%(day)s is still to come. Type the day on which they said it.")
            raise forms.ValidationError(words % {"day": date_format(day)})
        return min(datetime.combine(day, time(12), tzinfo=self._zone).astimezone(UTC), now)
