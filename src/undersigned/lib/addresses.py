"""An email address as a colleague types it: what is none is named."""

from django import forms
from django.utils.translation import gettext_lazy


class EmailField(forms.EmailField):
    """Django's, whose words for what is no address do not say which one that is."""

    default_error_messages = {
        "invalid": gettext_lazy(
            "“%(value)s” is no email address. Write it as name@example.org."
        )
    }
