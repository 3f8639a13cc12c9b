"""What a person may type about the organisation."""

import zoneinfo
from functools import cache
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.lib.versioned import VersionedForm
from undersigned.organisations import colours
from undersigned.organisations.models import Endorsement, IssuePosition, Organisation

_OLDEST_YEAR = 1600

# First in the list: where most who run this work. All others follow by name.
_USUAL_ZONES: Final = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
)  # fmt: skip


@cache
def _zones() -> list[tuple[str, str]]:
    others = sorted(zoneinfo.available_timezones() - set(_USUAL_ZONES))
    return [(name, name.replace("_", " ")) for name in (*_USUAL_ZONES, *others)]


def _hours() -> list[tuple[int, str]]:
    return [(hour, f"{hour:02d}:00") for hour in range(24)]


class ProfileForm(VersionedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    founded = forms.IntegerField(
        label=gettext_lazy("Founded in"),
        required=False,
        min_value=_OLDEST_YEAR,
        help_text=gettext_lazy("A year, like 2011."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "What you are for, in a few sentences. Shown on your home page."
        ),
    )
    website = forms.URLField(
        label=gettext_lazy("Website"), required=False, assume_scheme="https"
    )
    paid_for_by = forms.CharField(
        label=gettext_lazy("'Paid for by' line"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "The whole line, as it stands below every page and every email: "
            "'Paid for by …, not authorized by any candidate.'"
        ),
    )
    postal_address = forms.CharField(
        label=gettext_lazy("Postal address"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Street and town: they stand below your name at the end of every mailing; the law "
            "asks for it."
        ),
    )
    privacy_text = forms.CharField(
        label=gettext_lazy("Where signers' data goes"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Shown beside the form of every petition."),
    )
    from_name = forms.CharField(
        label=gettext_lazy("From name"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "Who your emails come from. Without one, the organisation's name."
        ),
    )
    from_address = forms.EmailField(
        label=gettext_lazy("From address"),
        required=False,
        help_text=gettext_lazy("Your mail provider must know this address as yours."),
    )
    reply_to = forms.EmailField(
        label=gettext_lazy("Reply-To address"),
        required=False,
        help_text=gettext_lazy(
            "Where answers go. People reply 'take me off': somebody reads it."
        ),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=_zones)
    approval_above = forms.IntegerField(
        label=gettext_lazy("A second person approves mailings to more than"),
        min_value=0,
        max_value=2_000_000_000,
        help_text=gettext_lazy("A number of people. 0: every mailing needs a second person."),
    )
    hold_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes a mailing waits before it goes"),
        min_value=0,
        max_value=1440,
        help_text=gettext_lazy("In this time whoever sent it can take it back."),
    )
    most_mailings = forms.IntegerField(
        label=gettext_lazy("Mailings to one person at most"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy(
            "Who had so many is left out of the next. 0: no limit. Petition updates and "
            "corrections count, and are not held back."
        ),
    )
    most_mailings_days = forms.IntegerField(
        label=gettext_lazy("In so many days"), min_value=1, max_value=365
    )
    quiet_from = forms.TypedChoiceField(
        label=gettext_lazy("Quiet hours of mailings from"),
        choices=_hours,
        coerce=int,
        help_text=gettext_lazy(
            "By the clock of the state in which a person lives, else by yours. The same hour "
            "twice: no quiet hours."
        ),
    )
    quiet_until = forms.TypedChoiceField(
        label=gettext_lazy("until"), choices=_hours, coerce=int
    )
    warms_up = forms.BooleanField(
        label=gettext_lazy("Begin slowly with a domain that has not sent from here"),
        required=False,
        help_text=gettext_lazy(
            "2,000 emails on the first day, then twice as many each day, the most active "
            "people first: providers distrust a sudden flood. Untick it where the domain has "
            "long been sending as much by the same mail server."
        ),
    )
    accent = forms.CharField(
        label=gettext_lazy("Colour"),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=gettext_lazy("Buttons, links and the head of your pages."),
    )

    def clean_founded(self) -> int | None:
        year: int | None = self.cleaned_data["founded"]
        if year is not None and year > timezone.now().year:
            raise forms.ValidationError(
                _("%(year)s is yet to come. Type the year in which you began.") % {"year": year}
            )
        return year

    def clean_accent(self) -> str:
        colour = str(self.cleaned_data["accent"]).lower()
        if not colours.is_hex(colour):
            raise forms.ValidationError(
                _("%(typed)s is no colour. Type # and six digits, like #0f766e.")
                % {"typed": colour}
            )
        if not colours.readable(colour):
            words = _(
                "White words on %(colour)s cannot be read well (contrast %(ratio).1f to 1, and "
                "%(needed)s to 1 is needed). The nearest shade that can be read is %(darker)s."
            )
            raise forms.ValidationError(
                words
                % {
                    "colour": colour,
                    "ratio": colours.contrast_with_white(colour),
                    "needed": colours.READABLE,
                    "darker": colours.darkened(colour),
                }
            )
        return colour

    @classmethod
    def initial_of(cls, organisation: Organisation) -> dict[str, Any]:
        return {name: getattr(organisation, name) for name in cls.base_fields}


class IssueForm(VersionedForm):
    """One item of the issue agenda."""

    name = forms.CharField(label=gettext_lazy("Issue"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Where you stand"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place in the list"),
        min_value=0,
        max_value=999,
        required=False,
        help_text=gettext_lazy("1 stands first. Left empty, it stands last."),
    )

    @classmethod
    def initial_of(cls, position: IssuePosition) -> dict[str, Any]:
        return {name: getattr(position, name) for name in cls.base_fields}


class EndorsementForm(VersionedForm):
    """One line of the track record."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"), min_value=_OLDEST_YEAR, max_value=9999
    )
    words = forms.CharField(
        label=gettext_lazy("What you did"),
        max_length=300,
        help_text=gettext_lazy("'Supported … for president', 'Won the repeal of …'."),
    )
    source_title = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where one can read it: newspaper and headline."),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    source_date = forms.DateField(
        label=gettext_lazy("Date of the source"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @classmethod
    def initial_of(cls, endorsement: Endorsement) -> dict[str, Any]:
        return {name: getattr(endorsement, name) for name in cls.base_fields}
