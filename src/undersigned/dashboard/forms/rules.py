"""An audience's name, and which criteria its rules may ask, each with its form."""

from collections.abc import Sequence
from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.dashboard.forms import rule_values as typed
from undersigned.dashboard.forms.rule_values import RuleForm
from undersigned.lib.versioned import VersionedForm


class AudienceForm(VersionedForm):
    name = forms.CharField(label=gettext_lazy("Name of the audience"), max_length=120)


_GROUPS: Final[Sequence[tuple[Promise, dict[str, tuple[Promise, type[RuleForm]]]]]] = (
    (gettext_lazy("What they did"), {
        "signed": (gettext_lazy("signed a campaign"), typed.Signed),
        "signed_any": (gettext_lazy("signed any campaign"), typed.SignedAny),
        "answered": (gettext_lazy("answered a question"), typed.Answered),
        "brought": (gettext_lazy("brought other signers"), typed.Brought),
        "active": (gettext_lazy("took action lately"), typed.Days),
        "active_since": (gettext_lazy("took action since a day"), typed.Since),
        "was_sent": (gettext_lazy("was sent a mailing"), typed.Sent),
        "clicked": (gettext_lazy("clicked a link in a mailing"), typed.Clicked),
        "signed_through": (gettext_lazy("signed through a mailing's link"), typed.Sent),
        "acted_before": (gettext_lazy("acted in the system before"), typed.ActedBefore),
    }),
    (gettext_lazy("Who they are"), {
        "state": (gettext_lazy("lives in a state"), typed.States),
        "postal_code": (gettext_lazy("lives near: postal code"), typed.PostalCodes),
        "country": (gettext_lazy("lives in a country"), typed.Country),
        "district": (gettext_lazy("lives in a congressional district"), typed.District),
        "interest": (gettext_lazy("cares about an issue"), typed.Interest),
        "segment": (gettext_lazy("belongs to a kept audience"), typed.Kept),
        "tag": (gettext_lazy("carries a tag"), typed.OneTag),
        "field": (gettext_lazy("has something in a field"), typed.FieldValue),
        "language": (gettext_lazy("reads a language"), typed.Language),
        "reachable": (gettext_lazy("may be emailed"), typed.Nothing),
        "agreed": (gettext_lazy("agreed to calls, texts, letters …"), typed.Channel),
        "consent": (gettext_lazy("has said about email"), typed.Said),
    }),
    (gettext_lazy("Since when you know them"), {
        "joined_within": (gettext_lazy("joined lately"), typed.Days),
        "joined_since": (gettext_lazy("joined on a day or later"), typed.Since),
        "source": (gettext_lazy("came from a source"), typed.Source),
        "in_file": (gettext_lazy("stands in an imported list"), typed.File),
        "new_from_file": (gettext_lazy("was new in an imported list"), typed.File),
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
    """In words, where one of its fields offers nothing; '' otherwise."""
    for bound in form:
        choices = getattr(bound.field, "choices", None)
        if choices is not None and not list(choices):
            words = _("There is nothing yet to choose as “%(name)s”.")
            return words % {"name": bound.label}
    return ""
