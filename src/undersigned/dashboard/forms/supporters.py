"""What a member may type about a supporter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.dashboard.forms.persons import LANGUAGES
from undersigned.lib.choosing import choose
from undersigned.lib.versioned import VersionedForm
from undersigned.places import countries, postal, regions
from undersigned.supporters.models import EmailConsent


class SearchForm(forms.Form):
    term = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"placeholder": _("Name, email or ZIP code")}),
    )


class FilterForm(forms.Form):
    """Nothing personal: it stands in the address of the page."""

    state = forms.ChoiceField(label=_("State"), required=False)
    campaign = forms.ChoiceField(label=_("Signed"), required=False)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    consent = forms.ChoiceField(
        label=_("Email"), required=False, choices=[("", _("any")), *EmailConsent.choices]
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("newest first")), ("acts", _("most active first"))],
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's
        campaigns: list[tuple[str, str]],
        tags: list[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        nothing = [("", _("any"))]
        choose(self, "state", [*nothing, *regions.CHOICES])
        choose(self, "campaign", [*nothing, *campaigns])
        choose(self, "tag", [*nothing, *tags])


class SupporterForm(VersionedForm):
    given_name = forms.CharField(label=_("First name"), required=False, max_length=100)
    family_name = forms.CharField(label=_("Last name"), required=False, max_length=100)
    email = forms.EmailField(label=_("Email"), max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    street = forms.CharField(label=_("Street"), required=False, max_length=200)
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    country = forms.ChoiceField(label=_("Country"), choices=countries.CHOICES, initial="US")
    postal_code = forms.CharField(label=_("ZIP or postal code"), required=False, max_length=16)
    region = forms.ChoiceField(
        label=_("State or province"),
        required=False,
        help_text=_("Left empty, it is taken from the postal code."),
    )
    language = forms.CharField(label=_("Language"), required=False, max_length=8, initial="en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        super().__init__(*args, **kwargs)
        choose(self, "region", [("", _("none, or not known")), *regions.grouped()])
        self.fields["language"] = _language(str(self.initial.get("language", "en")))

    def clean(self) -> dict[str, Any]:
        """The postal code in its one form."""
        cleaned = super().clean() or {}
        country, code = str(cleaned.get("country", "")), str(cleaned.get("postal_code", ""))
        try:
            return cleaned | {"postal_code": postal.normalise(country, code)}
        except postal.PostalCodeError as error:
            self.add_error("postal_code", str(error))
        return cleaned


def _language(now: str) -> forms.ChoiceField:
    """The languages that we name, and the one that is there."""
    known = dict(LANGUAGES)
    others = [] if now in known else [(now, now or _("not said"))]
    return forms.ChoiceField(
        label=_("Language"), required=False, choices=[*LANGUAGES, *others], initial="en"
    )


class TagForm(forms.Form):
    name = forms.CharField(
        label=_("Tag"), max_length=60, error_messages={"required": _("Type a word or two.")}
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Type the note.")},
    )


class UnsubscribeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example: replied 'take me off' on 3 May."),
    )


class EraseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    never_again = forms.BooleanField(
        label=_("Never email this address again"),
        required=False,
        initial=True,
        help_text=_(
            "The address itself is deleted. A keyed hash of it stays: it cannot be turned back "
            "into the address, but it lets us recognise the address in a later import and "
            "leave it alone."
        ),
    )
    tell_them = forms.BooleanField(
        label=_("Tell them by one last email"),
        required=False,
        help_text=_("It says what was erased and what stays, and is deleted once it has left."),
    )
