"""What forms say of a bad value: which value it is, and what to type instead."""

import importlib
from collections.abc import Iterator

import pytest
from django import forms
from django.conf import settings

GENERAL = ("This field is required", "Ensure this", "Enter a", "Select a valid", "No file was")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (forms.CharField(), "", "Fill this in."),
        (forms.CharField(max_length=3), "word", "Shorten it to 3 characters: it has 4."),
        (forms.IntegerField(), "many", "Type a whole number, as 25."),
        (forms.IntegerField(min_value=1), "0", "0 is too little. Type 1 or more."),
        (forms.IntegerField(max_value=9), "10", "10 is too much. Type 9 or less."),
        (forms.DateField(), "soon", "Type a day, as 2026-11-04."),
        (forms.BooleanField(), False, "Tick this box to go on."),
        (forms.ChoiceField(choices=[("a", "A")]), "", "Choose one."),
        (
            forms.ChoiceField(choices=[("a", "A")]),
            "z",
            "“z” cannot be chosen here. Choose one of the list.",
        ),
    ],
)
def test_a_bad_value_is_answered_with_the_next_step(
    field: forms.Field, value: object, said: str
) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)

    assert refused.value.messages == [said]


def fields() -> Iterator[tuple[str, str, forms.Field]]:
    """Those of all forms of the product, as they are declared."""
    importlib.import_module(settings.ROOT_URLCONF)
    waiting = [forms.BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith("undersigned."):
            for name, field in getattr(form, "base_fields", {}).items():
                yield form.__qualname__, name, field


def test_no_form_answers_in_djangos_general_words() -> None:
    found = list(fields())
    general = [
        (form, name, str(words))
        for form, name, field in found
        for words in field.error_messages.values()
        if str(words).startswith(GENERAL)
    ]

    assert len(found) > 300
    assert general == []
