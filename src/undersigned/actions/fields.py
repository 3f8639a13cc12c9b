"""Pieces of forms that actions share: an address, own questions and their answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.actions.models import OwnQuestion

_MOST = 500
YES = "yes"


class AddressForm(forms.Form):
    """An email address alone: resend, 'tell me when it starts'."""

    email = forms.EmailField(
        label=gettext_lazy("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Please type your email address."),
            "invalid": gettext_lazy("This is no email address. It looks like ana@example.org."),
        },
    )
    leave_empty = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_leave_empty(self) -> str:
        if self.cleaned_data["leave_empty"]:
            raise forms.ValidationError(
                _("Please empty this field: only programs fill it in."), code="robot"
            )
        return ""


def name(question: OwnQuestion) -> str:
    return f"q_{question.uuid.hex}"


def build(questions: Sequence[OwnQuestion]) -> dict[str, forms.Field]:
    """One form field a question, in their order."""
    return {name(question): _field(question) for question in questions}


def _field(question: OwnQuestion) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "required": question.required}
    match question.kind:
        case OwnQuestion.Kind.CHECKBOX:
            missing = {"required": _("Please tick this box to go on.")}
            return forms.BooleanField(error_messages=missing, **common)
        case OwnQuestion.Kind.CHOICE:
            missing = {"required": _("Please choose an answer.")}
            nothing = [("", _("Choose …"))]
            choices = [*nothing, *((choice, choice) for choice in question.choices)]
            return forms.ChoiceField(choices=choices, error_messages=missing, **common)
        case _:
            missing = {"required": _("Please write an answer.")}
            return forms.CharField(max_length=_MOST, error_messages=missing, **common)


def answers(questions: Sequence[OwnQuestion], cleaned: Mapping[str, Any]) -> dict[str, str]:
    """{question uuid: value}; a ticked box is 'yes', what was left empty is left out."""
    found = {}
    for question in questions:
        value = cleaned.get(name(question))
        if value:
            found[str(question.uuid)] = YES if value is True else str(value)
    return found


def plain_answers(
    questions: Sequence[OwnQuestion], sent: Mapping[str, str]
) -> dict[str, str] | None:
    """The same from what a browser sent; None where the form has something to say of it."""
    found = {}
    for question in questions:
        value = _plain(question, sent.get(name(question), ""))
        if value is None or (question.required and not value):
            return None
        if value:
            found[str(question.uuid)] = value
    return found


def _plain(question: OwnQuestion, sent: str) -> str | None:
    match question.kind:
        case OwnQuestion.Kind.CHECKBOX:
            return YES if is_ticked(sent) else ""
        case OwnQuestion.Kind.CHOICE:
            return sent if sent in ("", *question.choices) else None
        case _:
            text = sent.strip()
            return text if len(text) <= _MOST else None


def is_ticked(sent: str) -> bool:
    """As Django's checkbox reads what a browser sent."""
    return bool(sent) and sent.lower() != "false"
