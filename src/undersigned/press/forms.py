"""What a person may type about a release and about coverage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns import elections
from undersigned.lib import lines
from undersigned.lib.versioned import VersionedForm
from undersigned.press.models import Coverage, Release

QUOTE: lines.Fields = {
    "words": lambda: forms.CharField(
        label=gettext_lazy("Quotation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    ),
    "speaker": lambda: forms.CharField(label=gettext_lazy("Said by"), max_length=200),
}
_NAMES = (
    "headline", "slug", "dateline", "body", "contact_name", "contact_email", "contact_phone",
    "with_launch",
)  # fmt: skip


def _campaign_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("Campaign"), required=False, coerce=int, empty_value=None
    )


def _offer(form: forms.Form, campaigns: Sequence[tuple[int, str]]) -> None:
    field = form.fields["campaign_id"]
    assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the type checker
    field.choices = [("", _("none")), *campaigns]


class ReleaseForm(VersionedForm):
    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=200)
    dateline = forms.CharField(
        label=gettext_lazy("Dateline"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Place and date, as it opens: 'Portland, March 2'."),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=60_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Markdown."),
    )
    campaign_id = _campaign_field()
    with_launch = forms.BooleanField(
        label=gettext_lazy("Public when that campaign starts"), required=False
    )
    public = forms.DateTimeField(
        label=gettext_lazy("Otherwise public from"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy(
            "The end of the embargo, on your organisation's clocks. Before it, nobody outside "
            "sees the release. It must be approved as well."
        ),
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Press contact"), max_length=100, required=False
    )
    contact_email = forms.EmailField(label=gettext_lazy("Email"), required=False)
    contact_phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    slug = forms.SlugField(
        label=gettext_lazy("Address of the page"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Left empty, it is made of the headline."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        campaigns: Sequence[tuple[int, str]],
        quotes: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, campaigns)
        initial = [{"words": words, "speaker": speaker} for words, speaker in quotes]
        lines.add(self, "quote", QUOTE, initial=initial)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("with_launch") and not typed.get("campaign_id"):
            self.add_error(
                "campaign_id", _("Choose the campaign with which it becomes public.")
            )
        if any(not line["words"] or not line["speaker"] for line in self._quotes()):
            self.add_error(None, _("A quotation needs both its words and who said them."))
        return typed

    def _quotes(self) -> list[dict[str, Any]]:
        return lines.typed(self, "quote", QUOTE)

    def quotes(self) -> list[tuple[str, str]]:
        return [(line["words"], line["speaker"]) for line in self._quotes()]

    def values_in(self, zone: str) -> dict[str, Any]:
        """What was typed; the time on the clocks of the zone."""
        typed = self.cleaned_data
        public: datetime | None = typed["public"]
        if public is not None:
            public = elections.moment(public.date(), public.time(), zone=zone)
        values = {name: typed[name] for name in (*_NAMES, "campaign_id")}
        return {**values, "public_at": public}

    @staticmethod
    def initial_of(release: Release, *, zone: str) -> dict[str, Any]:
        names = ("version", *_NAMES, "campaign_id")
        local = release.public_at.astimezone(ZoneInfo(zone)) if release.public_at else None
        bare = local.replace(tzinfo=None) if local else None
        return {name: getattr(release, name) for name in names} | {"public": bare}


class CoverageForm(VersionedForm):
    outlet = forms.CharField(label=gettext_lazy("Outlet"), max_length=200)
    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=300, required=False)
    date = forms.DateField(
        label=gettext_lazy("Date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    date_as_known = forms.CharField(
        label=gettext_lazy("Date in words"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Where the day is not known for sure: 'by July 11, 2022'."),
    )
    url = forms.URLField(
        label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https"
    )
    quoted = forms.CharField(
        label=gettext_lazy("What it quoted of ours"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    campaign_id = _campaign_field()

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        campaigns: Sequence[tuple[int, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, campaigns)

    @classmethod
    def initial_of(cls, report: Coverage) -> dict[str, Any]:
        return {name: getattr(report, name) for name in cls.base_fields}
