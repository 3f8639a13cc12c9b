"""What a member may say about a list that is imported."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.supporters.matching.targets import FIELD, OUT, TARGETS
from undersigned.supporters.models import Import

# A choice of what is "" in a mapping has a value, so that none is left unanswered unseen.
_LEFT_OUT = "(out)"
_AS_FIELD = "(field)"
_SAMPLE = 3

Choices = list[tuple[str | Promise, list[tuple[str, str | Promise]]]]


class FileForm(forms.Form):
    """Screen 1."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, TSV or Excel (.xlsx), also packed as .zip or .gz; JSON lines of Undersigned. "
            "As your old system exports it."
        ),
        error_messages={
            "required": gettext_lazy("Choose the file with the list."),
            "empty": gettext_lazy("The file is empty. Export it again, and look into it."),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is in it?"),
        choices=[
            (Import.Kind.PEOPLE, gettext_lazy("Supporters")),
            (
                Import.Kind.NEVER_MAIL,
                gettext_lazy("Only addresses that must never be emailed"),
            ),
        ],
        initial=Import.Kind.PEOPLE,
        widget=forms.RadioSelect,
    )


class MatchForm(forms.Form):
    """Screen 2: what each column is (`column_0` …), and who of the file agreed to email."""

    agreed = forms.ChoiceField(
        label=gettext_lazy("Who agreed to email from you?"),
        choices=[(agreed.value, capfirst(agreed.label)) for agreed in Import.Agreed],
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(
        label=gettext_lazy("How did they agree?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "For example: “Ticked 'keep me informed' on our petitions since 2019”. It is kept "
            "with each person, and shown to them when they ask."
        ),
    )

    def __init__(self, *args: Any, batch: Import, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        super().__init__(*args, **kwargs)
        self._batch = batch
        self.is_own = any(target.startswith("own:") for target in batch.mapping)
        asks = batch.kind == Import.Kind.PEOPLE and not self.is_own
        if not asks:
            del self.fields["agreed"], self.fields["basis"]
        if self.is_own:
            return
        for place, (name, target) in enumerate(zip(batch.columns, batch.mapping, strict=True)):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name, choices=_choices(name), initial=_shown(target),
                help_text=_sample(batch.sample, place),
            )  # fmt: skip

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def mapping(self) -> list[str]:
        """A target a column, as starting.match takes them."""
        if self.is_own:
            return list(self._batch.mapping)
        chosen = [
            self.cleaned_data[f"column_{place}"] for place in range(len(self._batch.columns))
        ]
        ways = {_LEFT_OUT: OUT}
        return [
            FIELD + name if target == _AS_FIELD else ways.get(target, target)
            for name, target in zip(self._batch.columns, chosen, strict=True)
        ]

    def who_agreed(self) -> str:
        return str(self.cleaned_data.get("agreed", Import.Agreed.NOBODY))

    def how_agreed(self) -> str:
        return str(self.cleaned_data.get("basis", ""))


def _shown(target: str) -> str:
    return _AS_FIELD if target.startswith(FIELD) else target or _LEFT_OUT


def _choices(name: str) -> Choices:
    """Left out, a field of its own, or one of ours, by groups."""
    groups: dict[str | Promise, list[tuple[str, str | Promise]]] = {
        _("Other"): [
            (_LEFT_OUT, _("Leave out")),
            (_AS_FIELD, _("A field of its own: %(name)s") % {"name": name[:40]}),
        ]
    }
    for target in TARGETS:
        groups.setdefault(target.group, []).append((target.name, target.label))
    return list(groups.items())


def _sample(sample: Sequence[Sequence[str]], place: int) -> str:
    values = [row[place] for row in sample if row[place].strip()][:_SAMPLE]
    return " · ".join(value[:40] for value in values) or _("empty in the first rows")
