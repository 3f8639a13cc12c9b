"""What a person may type to sign. Real names pass; an error names the next step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.actions import fields as own
from undersigned.actions import sources
from undersigned.actions.models import OwnQuestion
from undersigned.petitions import consents, shaping, stamps, typed
from undersigned.petitions.models import Petition
from undersigned.petitions.reading import Open
from undersigned.places import countries, postal, regions

HOME: Final = "US"  # the country that stands chosen before anybody chose
_SENT_OLD = gettext_lazy("This page was open for long. Please press “Sign” once more.")


class Name(forms.CharField):
    """A name as people have them."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401  Django's signature
        return typed.name(super().to_python(value) or "")


class Country(forms.ChoiceField):
    """Looks the code up; going through 250 names takes longer than all else in a signature."""

    def valid_value(self, value: object) -> bool:
        return value in countries.NAMES


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
    country = Country(
        label=gettext_lazy("Country"),
        choices=lambda: countries.CHOICES,
        initial=HOME,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    asked = forms.CharField(required=False, max_length=6, widget=forms.HiddenInput)

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
                help_text=(
                    _("Shown with your first name and state once it was approved.")
                    if self.open.petition.names == Petition.Names.APPROVED
                    else _("Shown without your name once it was approved.")
                ),
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


def payload(form: SignForm, sent: Mapping[str, str]) -> dict[str, object]:
    """What a submission keeps of a form that is valid, and of what came with it."""
    cleaned = form.cleaned_data
    names = ("email", "given_name", "family_name", "postal_code", "country", "region",
             "comment", "show_name")  # fmt: skip
    return {
        **{name: cleaned[name] for name in names if name in cleaned},
        **_consent(form),
        **sources.read(sent).payload(),
        "answers": own.answers(form.open.questions, cleaned),
    }


def _consent(form: SignForm) -> dict[str, str]:
    """The answer to the question that stood before the person, and its words."""
    cleaned = form.cleaned_data
    return consents.answered(
        form.open.petition,
        form.open.organisation,
        mode=form.mode,
        asked=cleaned["asked"],
        typed=form.data.get("consent", ""),
    )


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


class ShapeForm(forms.Form):
    """How a petition's form looks and asks."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name_fields = forms.ChoiceField(
        label=gettext_lazy("Name"),
        choices=Petition.NameFields.choices,
        widget=forms.RadioSelect,
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("Asking for consent to further email"),
        choices=Petition.Consent.choices,
        widget=forms.RadioSelect,
    )
    box = forms.CharField(
        label=gettext_lazy("Countries where it is an unticked box"),
        required=False,
        help_text=gettext_lazy("Two-letter codes, like DE, FR. Only where it differs."),
    )
    yes_no = forms.CharField(
        label=gettext_lazy("Countries where it is a yes/no question"), required=False
    )
    notice = forms.CharField(label=gettext_lazy("Countries with a notice"), required=False)
    consent_words = forms.CharField(
        label=gettext_lazy("Words of the question"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Empty: ours, with your name in them."),
    )
    confirm = forms.ChoiceField(
        label=gettext_lazy("Confirming"),
        choices=Petition.Confirm.choices,
        widget=forms.RadioSelect,
    )
    names = forms.ChoiceField(
        label=gettext_lazy("Names of signers"),
        choices=Petition.Names.choices,
        widget=forms.RadioSelect,
    )
    takes_comments = forms.BooleanField(
        label=gettext_lazy("Signers may say why; shown after approval"), required=False
    )
    blocked_words = forms.CharField(
        label=gettext_lazy("Blocked words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line; comments with them are marked in the queue."),
    )

    @staticmethod
    def initial_of(petition: Petition) -> dict[str, object]:
        plain = ("name_fields", "consent", "consent_words", "confirm", "names",
                 "takes_comments", "blocked_words")  # fmt: skip
        modes = petition.consent_by_country
        return {
            **{name: getattr(petition, name) for name in plain},
            **{mode: ", ".join(sorted(code for code in modes if modes[code] == mode))
               for mode in Petition.Consent.values},
            "version": petition.campaign.version,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        by_country: dict[str, str] = {}
        for mode in Petition.Consent.values:
            for code in cleaned.get(mode, "").replace(",", " ").upper().split():
                if code not in countries.NAMES:
                    self.add_error(mode, _("“%(code)s” is no country code.") % {"code": code})
                elif code in by_country:
                    self.add_error(mode, _("%(code)s stands twice.") % {"code": code})
                by_country[code] = mode
        cleaned["consent_by_country"] = by_country
        return cleaned

    def values(self) -> dict[str, object]:
        left_out = {"version", *Petition.Consent.values}
        return {name: v for name, v in self.cleaned_data.items() if name not in left_out}


class QuestionForm(forms.Form):
    """One own question; without words it is none."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("Question"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=OwnQuestion.Kind.choices, initial="checkbox"
    )
    choices = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line; for a choice alone."),
    )
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)

    def __init__(self, *args: Any, uuids: set[UUID], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._uuids = uuids

    @staticmethod
    def initial_of(question: OwnQuestion) -> dict[str, object]:
        plain = ("uuid", "label", "kind", "required")
        found = {name: getattr(question, name) for name in plain}
        return {**found, "choices": "\n".join(question.choices)}

    def clean_choices(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_choice = cleaned.get("kind") == OwnQuestion.Kind.CHOICE
        if is_choice and cleaned.get("label") and len(cleaned.get("choices", [])) < 2:  # noqa: PLR2004
            self.add_error("choices", _("Please write at least two answers, one a line."))
        return cleaned

    def question(self) -> shaping.Question | None:
        cleaned = self.cleaned_data
        if not cleaned["label"]:
            return None
        known = cleaned["uuid"] if cleaned["uuid"] in self._uuids else None
        return shaping.Question(
            uuid=known, kind=cleaned["kind"], label=cleaned["label"],
            choices=cleaned["choices"], required=cleaned["required"],
        )  # fmt: skip
