"""What a member may type about numbers by state: groups, population, sentences."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.lib.choosing import choose
from undersigned.lib.versioned import VersionedForm
from undersigned.places import populating, regions
from undersigned.places.models import Population, StateGroup

_MOST_BYTES = 1_000_000
# Elsewhere than in the states and the capital no votes of a president are counted.
_STATES = [*regions.STATES.items(), *regions.DISTRICT.items()]


class _PastDay(forms.DateField):
    """A day that has begun somewhere on earth."""

    def clean(self, value: Any) -> date | None:  # noqa: ANN401  Django's
        day: date | None = super().clean(value)
        if day and day > (timezone.now() + timedelta(hours=14)).date():
            words = _("%(day)s is still to come. Type a day that has been.")
            raise forms.ValidationError(words % {"day": date_format(day)})
        return day


def _day(label: Any, *, required: bool, help_text: Any = "") -> forms.DateField:  # noqa: ANN401  lazy text
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return _PastDay(label=label, required=required, widget=widget, help_text=help_text)


class GroupForm(VersionedForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("As you call them: “battleground”, “first four”."),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"), min_value=1700, max_value=9999, required=False,
        help_text=gettext_lazy("Of the election, where the list is of one."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200, required=False,
        help_text=gettext_lazy("Who says so, and where; or that it is your own choice."),
    )  # fmt: skip
    codes = forms.MultipleChoiceField(
        label=gettext_lazy("States"), choices=_STATES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one state.")},
    )  # fmt: skip

    @classmethod
    def initial_of(cls, group: StateGroup) -> dict[str, Any]:
        return {name: getattr(group, name) for name in cls.base_fields}


class PopulationForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV with the columns “state” and “population”; or the Census Bureau's file of the "
            "states, NST-EST….csv, as it is."
        ),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("It counts"), choices=Population.Whom.choices,
        initial=Population.Whom.RESIDENTS,
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200,
        help_text=gettext_lazy("It stands below every number that uses it."),
    )  # fmt: skip
    as_of = _day(gettext_lazy("As of"), required=True)

    def clean_file(self) -> dict[str, int]:
        """The figures by state."""
        file = self.cleaned_data["file"]
        if file.size > _MOST_BYTES:
            raise forms.ValidationError(_("The file is too large for a list of states."))
        try:
            return populating.read(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            words = _("The file is no text in UTF-8. Save it as CSV UTF-8.")
            raise forms.ValidationError(words) from error
        except populating.FileError as error:
            raise forms.ValidationError(str(error)) from error


class ChoiceForm(forms.Form):
    """Whose signers stand beside the people; and the order, for those who see no headings."""

    campaign = forms.ChoiceField(label=gettext_lazy("Signed"))
    sort = forms.ChoiceField(label=gettext_lazy("Sorted by"))

    def offer(
        self, campaigns: Iterable[tuple[str, str]], *, sorts: Iterable[tuple[str, str]]
    ) -> None:
        choose(self, "campaign", [*campaigns, ("-", _("no campaign"))])
        choose(self, "sort", sorts)


class SentenceForm(forms.Form):
    campaign = forms.ChoiceField(label=gettext_lazy("Signed"))
    state = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    since = _day(
        gettext_lazy("Since"), required=False,
        help_text=gettext_lazy("Empty: since the campaign began."),
    )  # fmt: skip
    answer = forms.ChoiceField(
        label=gettext_lazy("Who say of themselves"), required=False,
        help_text=gettext_lazy("An answer to one of the campaign's own questions."),
    )  # fmt: skip

    def offer(
        self, *, campaigns: Iterable[tuple[str, str]], groups: Iterable[StateGroup],
        answers: Iterable[tuple[str, Any]],
    ) -> None:  # fmt: skip
        names = [(f"group:{group.uuid}", str(group)) for group in groups]
        where: list[tuple[str, Any]] = [("", _("everywhere"))]
        if names:
            where.append((_("Groups of states"), names))
        where.append((_("States"), list(regions.US.items())))
        choose(self, "campaign", campaigns)
        choose(self, "state", where)
        choose(self, "answer", [("", _("does not matter")), *answers])
