"""Own questions as fields of a form, and their answers as a submission keeps them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from undersigned.actions.models import OwnQuestion

_MOST = 500
YES = "yes"


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
