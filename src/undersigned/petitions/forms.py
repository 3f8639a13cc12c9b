"""What a person may type to sign. Real names pass; an error names the next step."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.actions import fields as own
from undersigned.petitions import consents, stamps
from undersigned.petitions.models import Petition
from undersigned.petitions.reading import Open
from undersigned.places import countries, postal, regions
from undersigned.supporters.models import Consent

HOME: Final = "US"  # the country that stands chosen before anybody chose
_SENT_OLD = gettext_lazy("This page was open for long. Please press “Sign” once more.")


class Name(forms.CharField):
    """A name as people have them: any letters, one word or many; spaces put in order."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401  Django's signature
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class SignForm(own.AddressForm):
    """One petition's form, as its settings and the signer's country ask for it.

    `asked` is the question about email that the person has before them; where their country
    wants a stricter one, the form comes back with that.
    """

    postal_code = forms.CharField(
        label=gettext_lazy("ZIP or postal code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=lambda: countries.CHOICES,
        initial=HOME,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    asked = forms.ChoiceField(
        required=False, choices=Petition.Consent.choices, widget=forms.HiddenInput
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, form: Open, at: datetime
    ) -> None:
        self.open, self._at = form, at
        country = data.get("country", HOME) if data else HOME
        self.mode = consents.mode(form.petition, country)
        super().__init__(data, initial={"country": HOME})
        self.fields |= _names(form.petition) | own.build(form.questions)
        if _needs_region(data):
            self.fields["region"] = _region()
        self._add_public_words()
        self._add_consent()

    def _add_public_words(self) -> None:
        if self.open.petition.takes_comments:
            self.fields["comment"] = forms.CharField(
                label=_("Why do you sign?"),
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Shown with your first name once it was approved."),
            )
        if self.open.petition.names == Petition.Names.APPROVED:
            self.fields["show_name"] = forms.BooleanField(
                label=_("Show my name among the signers"), required=False
            )

    def _add_consent(self) -> None:
        self.consent_words = consents.words(
            self.open.petition, self.open.organisation, self.mode
        )
        if self.mode == Petition.Consent.BOX:
            self.fields["consent"] = forms.BooleanField(
                label=self.consent_words, required=False
            )
        elif self.mode == Petition.Consent.YES_NO:
            self.fields["consent"] = forms.ChoiceField(
                label=self.consent_words,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Please answer yes or no."),
                    "invalid_choice": _("Please answer yes or no."),
                },
            )

    def fresh(self) -> dict[str, str]:
        """What the page carries hidden: also one that comes back with errors gets a new one."""
        stamp = stamps.make(self.open.petition.uuid, at=self._at)
        return {"stamp": stamp, "asked": self.mode.value}

    def clean_stamp(self) -> str:
        text: str = self.cleaned_data["stamp"]
        if not stamps.is_good(text, self.open.petition.uuid, at=self._at):
            # The page that comes back carries a fresh one, so one more press is enough.
            self.add_error(None, str(_SENT_OLD))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "country" in cleaned and "postal_code" in cleaned:
            self._clean_place(cleaned)
        return cleaned

    def _clean_place(self, cleaned: dict[str, Any]) -> None:
        try:
            code = postal.normalise(cleaned["country"], cleaned["postal_code"])
        except postal.PostalCodeError as error:
            self.add_error("postal_code", str(error))
            return
        if not code and cleaned["country"] == HOME:
            self.add_error("postal_code", _("Please type your ZIP code, like 02134."))
        cleaned["postal_code"] = code
        known = postal.state_of(cleaned["country"], code)
        cleaned["region"] = known or cleaned.get("region", "")


def consent(form: SignForm) -> dict[str, str]:
    """The answer to the question that stood before the person, and its words."""
    asked = Petition.Consent(form.cleaned_data["asked"] or form.mode)
    said, how = "", Consent.How.FORM
    match form.mode, asked:
        case (Petition.Consent.YES_NO, _):
            asked, said = form.mode, form.cleaned_data["consent"]
        case (Petition.Consent.NOTICE, Petition.Consent.NOTICE):
            said, how = "yes", Consent.How.NOTICE
        case (_, Petition.Consent.BOX):
            said = "yes" if form.data.get("consent") else ""
        case _:  # a question that was not before the person
            pass
    if not said:
        return {"consent": "", "consent_how": "", "consent_wording": ""}
    return {
        "consent": said,
        "consent_how": how.value,
        "consent_wording": consents.words(form.open.petition, form.open.organisation, asked),
    }


def _names(petition: Petition) -> dict[str, forms.Field]:
    missing = {"required": _("Please type your name.")}
    if petition.name_fields == Petition.NameFields.ONE:
        name = Name(
            label=_("Your name"),
            max_length=100,
            error_messages=missing,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )
        return {"given_name": name}
    return {
        "given_name": Name(
            label=_("First name"),
            max_length=100,
            error_messages=missing,
            widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        ),
        "family_name": Name(
            label=_("Last name"),
            max_length=100,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        ),
    }


def _needs_region(data: Mapping[str, Any] | None) -> bool:
    """Whether the state must be asked: a US ZIP code that says none."""
    if not data or data.get("country", HOME) != HOME or not data.get("postal_code", ""):
        return False
    try:
        code = postal.normalise(HOME, str(data["postal_code"]))
    except postal.PostalCodeError:
        return False
    return bool(code) and not postal.state_of(HOME, code)


def _region() -> forms.Field:
    return forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Choose …")), *regions.CHOICES],
        help_text=_("Your ZIP code does not tell us the state."),
        error_messages={"required": _("Please choose your state.")},
    )
