"""Fills a form's select with what there is to choose from."""

from collections.abc import Iterable
from typing import Any

from django import forms


def choose(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """`choices` as Django takes them: value and words, or a group's name and its pairs."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
