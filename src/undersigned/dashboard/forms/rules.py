"""One rule of an audience, typed: a form for each criterion."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.actions import tallying
from undersigned.campaigns.models import Campaign
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.places import regions
from undersigned.supporters.models import EmailConsent, Import, Tag

_MOST = 500  # of what is offered to choose from, newest first
Choices = Sequence[tuple[str, Any]]


class RuleForm(forms.Form):
    """`value` is what the criterion takes; valid forms alone have one."""

    def offer(self, organisation: Organisation) -> None:
        """Fills what there is to choose from."""

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002  some need it
        (only,) = self.cleaned_data.values()
        return only

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class _States(RuleForm):
    states = forms.MultipleChoiceField(
        label=gettext_lazy("States"),
        choices=[*regions.CHOICES, ("-", gettext_lazy("In no state that we know"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one state.")},
    )

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        return ["" if code == "-" else code for code in self.cleaned_data["states"]]


class _OneTag(RuleForm):
    tag = forms.ChoiceField(label=gettext_lazy("Tag"))

    def offer(self, organisation: Organisation) -> None:
        names = Tag.objects.filter(organisation=organisation).order_by("name")
        self._choose("tag", [(name, name) for name in names.values_list("name", flat=True)])


class _Said(RuleForm):
    consent = forms.ChoiceField(
        label=gettext_lazy("What they said about email"), choices=EmailConsent.choices
    )


class _Since(RuleForm):
    day = forms.DateField(
        label=gettext_lazy("On this day or later"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def value(self, organisation: Organisation) -> object:
        return _beginning(self.cleaned_data["day"], organisation)


class _Days(RuleForm):
    days = forms.IntegerField(
        label=gettext_lazy("In the last … days"), min_value=1, max_value=3650
    )


class _Nothing(RuleForm):
    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        return True


class _Signed(RuleForm):
    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"))
    since = forms.DateField(
        label=gettext_lazy("On this day or later"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def offer(self, organisation: Organisation) -> None:
        rows = Campaign.objects.filter(organisation=organisation).order_by("-pk")[:_MOST]
        self._choose("campaign", [(str(one.uuid), one.title) for one in rows])

    def value(self, organisation: Organisation) -> object:
        since = self.cleaned_data["since"]
        return {
            "campaign": self.cleaned_data["campaign"],
            "since": _beginning(since, organisation) if since else "",
        }


class _Answered(RuleForm):
    answer = forms.ChoiceField(label=gettext_lazy("Answer"))
    contains = forms.CharField(
        label=gettext_lazy("The answer contains"), required=False, max_length=100,
        help_text=gettext_lazy("For questions answered in words; small or capital letters."),
    )  # fmt: skip

    def offer(self, organisation: Organisation) -> None:
        self._choose("answer", tallying.choices(organisation_id=organisation.pk))

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        question, _colon, answer = self.cleaned_data["answer"].partition(":")
        words = self.cleaned_data["contains"]
        rule = {"question": question, "answer": answer}
        return {**rule, "contains": words} if words else rule


class _Sent(RuleForm):
    mailing = forms.ChoiceField(label=gettext_lazy("Mailing"))

    def offer(self, organisation: Organisation) -> None:
        rows = Mailing.objects.filter(organisation=organisation, frozen_at__isnull=False)
        newest = rows.order_by("-pk")[:_MOST]
        self._choose("mailing", [(str(one.uuid), one.name) for one in newest])


class _File(RuleForm):
    file = forms.ChoiceField(label=gettext_lazy("Imported list"))

    def offer(self, organisation: Organisation) -> None:
        rows = Import.objects.filter(organisation=organisation).order_by("-pk")[:_MOST]
        self._choose("file", [(str(one.uuid), str(one)) for one in rows])


def _beginning(day: Any, organisation: Organisation) -> str:  # noqa: ANN401  a date of a form
    zone = ZoneInfo(organisation.time_zone)
    return datetime.combine(day, time.min, tzinfo=zone).isoformat()


_GROUPS: Final[Sequence[tuple[Promise, dict[str, tuple[Promise, type[RuleForm]]]]]] = (
    (gettext_lazy("What they did"), {
        "signed": (gettext_lazy("signed a campaign"), _Signed),
        "answered": (gettext_lazy("answered a question"), _Answered),
        "active": (gettext_lazy("took action lately"), _Days),
        "was_sent": (gettext_lazy("was sent a mailing"), _Sent),
    }),
    (gettext_lazy("Who they are"), {
        "state": (gettext_lazy("lives in"), _States),
        "tag": (gettext_lazy("carries a tag"), _OneTag),
        "reachable": (gettext_lazy("may be emailed"), _Nothing),
        "consent": (gettext_lazy("has said about email"), _Said),
    }),
    (gettext_lazy("Since when you know them"), {
        "joined_within": (gettext_lazy("joined lately"), _Days),
        "joined_since": (gettext_lazy("joined on a day or later"), _Since),
        "in_file": (gettext_lazy("stands in an imported list"), _File),
        "new_from_file": (gettext_lazy("was new in an imported list"), _File),
    }),
)  # fmt: skip
_BY_NAME: Final = {name: pair for _label, pairs in _GROUPS for name, pair in pairs.items()}


def form_of(criterion: str) -> tuple[str, type[RuleForm]]:
    """What it is called, and its form. Raises KeyError for one that is typed nowhere."""
    label, form = _BY_NAME[criterion]
    return str(label), form


class NewRuleForm(forms.Form):
    """Which criterion, for the group at that path."""

    path = forms.RegexField(r"^([0-9]+(\.[0-9]+)*)?$", required=False, widget=forms.HiddenInput)
    criterion = forms.ChoiceField(
        label=gettext_lazy("Add a rule"),
        choices=[("", gettext_lazy("choose …")), *(
            (label, [(name, words) for name, (words, _form) in pairs.items()])
            for label, pairs in _GROUPS
        )],
    )  # fmt: skip


JOINS: Final = (
    ("all", gettext_lazy("all of these")),
    ("any", gettext_lazy("at least one of these")),
    ("none", gettext_lazy("none of these")),
)


def nothing_to_choose(form: RuleForm) -> str:
    """In words, where the one field offers nothing; '' otherwise."""
    for bound in form:
        choices = getattr(bound.field, "choices", None)
        if choices is not None and not list(choices):
            words = _("There is nothing yet to choose as “%(name)s”.")
            return words % {"name": bound.label}
    return ""
