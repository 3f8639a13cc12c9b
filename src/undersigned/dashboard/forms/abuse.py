"""What a member may type on the pages about abuse."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.guard.models import Rates
from undersigned.lib.choosing import choose
from undersigned.lib.versioned import VersionedForm
from undersigned.petitions import choosing
from undersigned.petitions.models import Signature
from undersigned.places import countries, regions

DAYS = [("1", _("the last 24 hours")), ("7", _("the last 7 days")), ("30", _("30 days"))]
_ANY = [("", _("any"))]
_STANDING = [(state.value, state.label) for state in choosing.STANDING]


def _places() -> list[tuple[Any, Any]]:
    """States under their country's name, then countries as a whole."""
    states = [
        (countries.NAMES[code], [(f"{code}-{state}", name)
                                 for state, name in regions.choices(code)])
        for code in ("US", "CA")
    ]  # fmt: skip
    return [*_ANY, *states, (_("Countries"), list(countries.NAMES.items()))]


class WindowForm(forms.Form):
    """Of which days and campaign the signals are."""

    days = forms.ChoiceField(label=_("Time"), choices=DAYS, required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)

    def __init__(self, *args: Any, campaigns: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        choose(self, "campaign", [("", _("all")), *campaigns])


class ChoiceOfSignatures(forms.Form):
    """Which signatures. What stands in a page's address holds nobody's name or address."""

    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    state = forms.ChoiceField(label=_("Signature is"), required=False)
    network = forms.CharField(
        label=_("Network"), required=False, max_length=50,
        help_text=_("Like 203.0.113.0/24, or an address in it."),
    )  # fmt: skip
    domain = forms.CharField(
        label=_("Mail domain"), required=False, max_length=254, help_text=_("Like example.org.")
    )
    place = forms.ChoiceField(label=_("Place"), required=False)
    since = forms.DateTimeField(
        label=_("Signed from"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    until = forms.DateTimeField(
        label=_("Signed before"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    seconds = forms.IntegerField(
        label=_("Confirmed within seconds"), required=False, min_value=1, max_value=3600,
        help_text=_("After the email left."),
    )  # fmt: skip
    fresh = forms.BooleanField(
        label=_("Only from new mail domains"), required=False,
        help_text=_("Signed within a day of your first signature of that mail domain."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's
        campaigns: list[tuple[str, str]],
        zone: ZoneInfo,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self._zone = zone
        choose(self, "campaign", [("", _("all")), *campaigns])
        choose(self, "state", [*_ANY, *_STANDING])
        choose(self, "place", _places())

    def clean_network(self) -> str:
        return self._read("network", choosing.network)

    def clean_domain(self) -> str:
        return self._read("domain", choosing.domain)

    def clean_since(self) -> datetime | None:
        return self._local("since")

    def clean_until(self) -> datetime | None:
        return self._local("until")

    def _read(self, name: str, read: Any) -> str:  # noqa: ANN401
        text = self.cleaned_data[name].strip()
        try:
            return str(read(text)) if text else ""
        except choosing.RuleError as error:
            raise forms.ValidationError(str(error)) from error

    def _local(self, name: str) -> datetime | None:
        """What was typed is the organisation's time."""
        typed: datetime | None = self.cleaned_data[name]
        return typed.replace(tzinfo=self._zone) if typed else None

    def rule(self, *, organisation_id: int, petitions: dict[str, int]) -> choosing.Rule:
        cleaned = self.cleaned_data
        return choosing.Rule(
            organisation_id=organisation_id,
            petition_id=petitions.get(cleaned["campaign"]),
            **{name: cleaned[name] for name in
               ("network", "domain", "place", "since", "until", "state", "seconds", "fresh")},
            pattern=cleaned.get("pattern", "").strip(),
            bounced=cleaned.get("bounced", False),
        )  # fmt: skip


class RemovalForm(ChoiceOfSignatures):
    """Which signatures are removed, and why."""

    pattern = forms.CharField(
        label=_("Name or address like"), required=False, max_length=100,
        help_text=_("Part of it; or the whole with * for any letters and ? for one: bot*@*."),
    )  # fmt: skip
    bounced = forms.BooleanField(
        label=_("Only addresses that do not exist"), required=False,
        help_text=_("Email to them came back for good. The reason is then yours to choose."),
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Reason, in the public log"),
        choices=Signature.Reason.choices, initial=Signature.Reason.FRAUD,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note for colleagues"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_pattern(self) -> str:
        text: str = self.cleaned_data["pattern"].strip()
        if text.count("*") > 3:  # noqa: PLR2004  each costs the search a power
            raise forms.ValidationError(_("Please use * three times at most."))
        return text


class RatesForm(VersionedForm):
    """What is normal in an hour."""

    network = forms.IntegerField(
        label=_("Signatures of one network an hour"), min_value=1, max_value=1_000_000,
        help_text=_("All people behind one address of an office, school or phone company."),
    )  # fmt: skip
    domain = forms.IntegerField(
        label=_("Signatures of one mail domain an hour, under one petition"),
        min_value=1, max_value=1_000_000,
        help_text=_("Asked for proof of work above it, if the domain also brings more than "
                    "three times its usual share."),
    )  # fmt: skip
    domain_hold = forms.IntegerField(
        label=_("From this many of one mail domain, hold them for us"),
        min_value=1, max_value=1_000_000,
        help_text=_("Between the two they wait until the hour is over, and then count, unless "
                    "24 hours together brought this many."),
    )  # fmt: skip
    petition = forms.IntegerField(
        label=_("Signatures under one petition an hour"), min_value=1, max_value=100_000_000,
        help_text=_("Everybody is asked for proof of work above it. Nobody is refused."),
    )  # fmt: skip
    delay_minutes = forms.IntegerField(
        label=_("Minutes that the email waits without proof of work"),
        min_value=1,
        max_value=720,
    )
    flood = forms.IntegerField(
        label=_("Email us when so many are held or over a limit within an hour"),
        min_value=1, max_value=100_000_000,
        help_text=_("Under one petition. To all who may look at abuse; once an hour at most."),
    )  # fmt: skip
    holds_disposable = forms.BooleanField(
        label=_("Hold signatures with addresses of disposable mail domains"), required=False
    )
    disposable = forms.CharField(
        label=_("More disposable mail domains"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, besides the list of some thousands that comes with us."),
    )  # fmt: skip
    not_disposable = forms.CharField(
        label=_("Not disposable, whatever the list says"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line."),
    )  # fmt: skip

    @staticmethod
    def initial_of(rates: Rates, names: tuple[str, ...]) -> dict[str, object]:
        return {name: getattr(rates, name) for name in (*names, "version")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("domain"), cleaned.get("domain_hold")
        if first and second and second < first:
            words = _("This cannot be below %(first)s, from where proof of work is asked.")
            self.add_error("domain_hold", words % {"first": first})
        return cleaned
