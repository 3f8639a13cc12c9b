"""What a person may type about a poll, its questions, and claims made from it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.evidence.keeping import Asked, results_of
from undersigned.evidence.models import Claim, Poll, Question
from undersigned.lib import lines
from undersigned.lib.versioned import VersionedForm

QUESTION: lines.Fields = {
    "in_short": lambda: forms.CharField(
        label=gettext_lazy("Question, in short"), max_length=300
    ),
    "population": lambda: forms.CharField(
        label=gettext_lazy("Asked of (population)"), max_length=200
    ),
    "results": lambda: forms.CharField(
        label=gettext_lazy("Answers"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line, as printed: 'would prefer somebody else | 64 %'. Do not fill in what "
            "was not printed."
        ),
    ),
    "wording": lambda: forms.CharField(
        label=gettext_lazy("Exact wording"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
    ),
    "sample_size": lambda: forms.IntegerField(
        label=gettext_lazy("How many were asked"), min_value=1, max_value=10_000_000
    ),
    "margin_as_printed": lambda: forms.CharField(
        label=gettext_lazy("Margin of error, as printed"), max_length=60
    ),
    "note": lambda: forms.CharField(
        label=gettext_lazy("What is unclear in the record"), max_length=1000
    ),
    "id": lambda: forms.IntegerField(
        label=gettext_lazy("Id"), required=False, widget=forms.HiddenInput
    ),
}
_DATE = {"type": "date"}


def _date(label: object) -> forms.DateField:
    return forms.DateField(
        label=str(label),
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )


class PollForm(VersionedForm):
    """What was not printed stays empty, and is shown as missing."""

    pollster = forms.CharField(label=gettext_lazy("Pollster"), max_length=200)
    sponsor = forms.CharField(label=gettext_lazy("Paid for by"), max_length=200, required=False)
    published = _date("Published on")
    published_as_printed = forms.CharField(
        label=gettext_lazy("Published, in words"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Where the day is not known for sure: 'by that Monday'."),
    )
    field_start = _date("First day in the field")
    field_end = _date("Last day in the field")
    mode = forms.CharField(
        label=gettext_lazy("How people were asked"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Phone, online panel …"),
    )
    source_title = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("Where one can read it: newspaper and headline, or the report."),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    cited_by = forms.CharField(
        label=gettext_lazy("Who cites it, if not you"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A newspaper, for instance: the page then says so."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        questions: Sequence[Question],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        initial = [_initial(question) for question in questions]
        lines.add(self, "question", QUESTION, initial=initial, extra=1)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        start, end = typed.get("field_start"), typed.get("field_end")
        if start and end and start > end:
            self.add_error("field_end", _("The last day is before the first."))
        for line in self._lines():
            if not line["in_short"] or not line["population"]:
                self.add_error(None, _("A question needs what was asked, and of whom."))
            if any("|" not in row for row in _rows(line["results"])):
                words = _("Each answer stands on its own line, like 'yes | 64 %'.")
                self.add_error(None, words)
        return typed

    def _lines(self) -> list[dict[str, Any]]:
        found = lines.typed(self, "question", QUESTION)
        return [line for line in found if any(v for k, v in line.items() if k != "id")]

    def values(self) -> dict[str, Any]:
        names = [name for name in PollForm.base_fields if name != "version"]
        return {name: self.cleaned_data[name] for name in names}

    def questions(self) -> list[Asked]:
        return [
            Asked(
                id=line["id"],
                values={k: v for k, v in line.items() if k not in ("id", "results")},
                results=[_answer(row) for row in _rows(line["results"])],
            )
            for line in self._lines()
        ]

    @classmethod
    def initial_of(cls, poll: Poll) -> dict[str, Any]:
        return {name: getattr(poll, name) for name in cls.base_fields}


def _initial(question: Question) -> dict[str, Any]:
    names = [name for name in QUESTION if name not in ("id", "results")]
    rows = [f"{answer} | {share}" for answer, share in results_of(question)]
    typed = {name: getattr(question, name) for name in names}
    return {**typed, "id": question.pk, "results": "\n".join(rows)}


def _rows(typed: str | None) -> list[str]:
    return [row.strip() for row in (typed or "").splitlines() if row.strip()]


def _answer(row: str) -> tuple[str, str]:
    answer, _bar, share = row.rpartition("|")
    return answer.strip()[:200], share.strip()[:100]


class ClaimForm(VersionedForm):
    sentence = forms.CharField(
        label=gettext_lazy("Claim"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The sentence as it stands on the page, with its footnote."),
    )
    result_id = forms.TypedChoiceField(
        label=gettext_lazy("Result that carries it"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    number = forms.DecimalField(
        label=gettext_lazy("Number in the sentence"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("In per cent. It must be the one of the record."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        results: Sequence[tuple[int, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["result_id"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the type checker
        nothing = _("nothing on record: it is shown as not supported")
        field.choices = [("", nothing), *results]

    @classmethod
    def initial_of(cls, claim: Claim) -> dict[str, Any]:
        return {name: getattr(claim, name) for name in cls.base_fields}
