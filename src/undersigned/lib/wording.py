"""What forms say of a bad value: the next step, in place of Django's general words."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

_CHOICE: Final = _("“%(value)s” cannot be chosen here. Choose one of the list.")
_WORDS: Final[dict[type[forms.Field], dict[str, Any]]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.CharField: {
        "max_length": ngettext_lazy(
            "Shorten it to %(limit_value)d character: it has %(show_value)d.",
            "Shorten it to %(limit_value)d characters: it has %(show_value)d.",
            "limit_value",
        ),
        "min_length": ngettext_lazy(
            "Write at least %(limit_value)d character: it has %(show_value)d.",
            "Write at least %(limit_value)d characters: it has %(show_value)d.",
            "limit_value",
        ),
    },
    forms.IntegerField: {
        "invalid": _("Type a whole number, as 25."),
        "min_value": _("%(show_value)s is too little. Type %(limit_value)s or more."),
        "max_value": _("%(show_value)s is too much. Type %(limit_value)s or less."),
    },
    forms.FloatField: {"invalid": _("Type a number, as 2.5.")},
    forms.DecimalField: {
        "invalid": _("Type a number, as 2.5."),
        "max_digits": _("Type a number of at most %(max)s digits."),
        "max_decimal_places": _("Type at most %(max)s digits after the point."),
        "max_whole_digits": _("Type at most %(max)s digits before the point."),
    },
    forms.EmailField: {
        "invalid": _("“%(value)s” is no email address. Write it as name@example.org.")
    },
    forms.SlugField: {"invalid": _("Type small letters, digits and hyphens, as spring-2026.")},
    forms.UUIDField: {"invalid": _("This has changed meanwhile. Load the page again.")},
    forms.DateField: {"invalid": _("Type a day, as 2026-11-04.")},
    forms.TimeField: {"invalid": _("Type a time, as 09:30.")},
    forms.DateTimeField: {"invalid": _("Type a day and a time, as 2026-11-04 09:30.")},
    forms.BooleanField: {"required": _("Tick this box to go on.")},
    forms.ChoiceField: {"required": _("Choose one."), "invalid_choice": _CHOICE},
    forms.MultipleChoiceField: {
        "required": _("Choose at least one."),
        "invalid_choice": _CHOICE,
        "invalid_list": _("Choose from the list."),
    },
    forms.FileField: {
        "required": _("Choose a file."),
        "invalid": _("No file came with it. Choose it again."),
        "missing": _("No file came with it. Choose it again."),
        "empty": _("The file is empty. Choose another."),
    },
    forms.URLField: {"invalid": _("Type a web address, as https://example.org/page.")},
}


def speak() -> None:
    """For all forms that are made from now on, those of the sign-in pages among them."""
    for field, words in _WORDS.items():
        field.default_error_messages = {
            **vars(field).get("default_error_messages", {}),
            **words,
        }
