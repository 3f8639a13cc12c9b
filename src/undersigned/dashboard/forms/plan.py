"""The launch plan: when, what if something is not ready, who does what; and its end."""

import zoneinfo
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns import elections, planning
from undersigned.campaigns.models import Launch
from undersigned.lib.versioned import VersionedForm

BY_RULE = "rule-"  # before the year of an election that comes by rule and has no row yet
_NINE = "09:00"


class PlanForm(VersionedForm):
    relative_to = forms.ChoiceField(
        label=gettext_lazy("Launch"),
        required=False,
        help_text=gettext_lazy(
            "On a day that you type, or so many days after an election: when its date changes, "
            "you are asked; nothing moves by itself."
        ),
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    days_after = forms.IntegerField(
        label=gettext_lazy("Days after the election"),
        required=False,
        initial=1,
        min_value=-400,
        max_value=400,
        help_text=gettext_lazy("1 is the day after, 0 the day itself, -7 a week before."),
    )
    clock = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        initial=_NINE,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=lambda: [
            (name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())
        ],
    )
    our_setting = forms.CharField(
        label=gettext_lazy("Note on the time"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For instance what of it no source states, and you have set."),
    )
    when_not_ready = forms.ChoiceField(
        label=gettext_lazy("If something is not ready by then"),
        choices=Launch.WhenNotReady.choices,
        initial=Launch.WhenNotReady.WAIT,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        calendar: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """`calendar` holds pairs of uuid, or BY_RULE and year, and words."""
        super().__init__(*args, **kwargs)
        field = self.fields["relative_to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("on a day that I type")), *calendar]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("relative_to"):
            self._need("days_after", _("Type the number of days, like 1 for the day after."))
            self._need("clock", _("Type the time of day."))
        elif typed.get("day"):
            self._need("clock", _("Type the time of day."))
            self._refuse_gap(typed)
        return typed

    def _need(self, name: str, words: str) -> None:
        if name not in self.errors and self.cleaned_data.get(name) is None:
            self.add_error(name, words)

    def _refuse_gap(self, typed: dict[str, Any]) -> None:
        """Summer time begins: some times never come."""
        if not typed.get("clock") or not typed.get("zone"):
            return
        if elections.is_left_out(typed["day"], typed["clock"], zone=typed["zone"]):
            words = _("Clocks skip %(clock)s on that day, because summer time begins.")
            self.add_error("clock", words % {"clock": f"{typed['clock']:%H:%M}"})

    @staticmethod
    def initial_of(launch: Launch) -> dict[str, Any]:
        zone = zoneinfo.ZoneInfo(launch.time_zone)
        local: datetime | None = launch.at.astimezone(zone) if launch.at else None
        return {
            "version": launch.version,
            "relative_to": str(launch.election.uuid) if launch.election else "",
            "day": local.date() if local else None,
            "days_after": 1 if launch.days_after is None else launch.days_after,
            "clock": launch.local_time or (local.time() if local else _NINE),
            "zone": launch.time_zone,
            "our_setting": launch.our_setting,
            "when_not_ready": launch.when_not_ready,
        }

    def on_day(self) -> planning.OnDay | None:
        """The typed day; None for a plan without a time."""
        typed = self.cleaned_data
        if not typed["day"]:
            return None
        return planning.OnDay(day=typed["day"], clock=typed["clock"], zone=typed["zone"])


class ItemForm(forms.Form):
    """One more thing to do before the launch."""

    text = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    owner = forms.TypedChoiceField(
        label=gettext_lazy("Who does it"), required=False, coerce=int, empty_value=None
    )
    due = forms.DateTimeField(
        label=gettext_lazy("By when"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        owners: Sequence[tuple[int, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("nobody yet")), *owners]

    def due_at(self, *, zone: str) -> datetime | None:
        """The typed time on the clocks of the launch's zone."""
        typed: datetime | None = self.cleaned_data["due"]
        if typed is None:
            return None
        bare = typed.replace(tzinfo=None)
        return elections.moment(bare.date(), bare.time(), zone=zone)


class EndForm(forms.Form):
    sentence = forms.CharField(
        label=gettext_lazy("In one sentence, for everyone to read"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("'The council kept all six libraries open.'"),
    )
