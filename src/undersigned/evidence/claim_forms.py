"""What a person may type of a claim, and of an average."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.evidence.models import Claim, Result, Series, Topic
from undersigned.lib.choosing import choose
from undersigned.lib.versioned import VersionedForm

Pairs = Sequence[tuple[int, str]]


class ClaimForm(VersionedForm):
    sentence = forms.CharField(
        label=gettext_lazy("Claim"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The sentence as it stands on the page, with its footnote."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is made from"),
        choices=Claim.Kind.choices,
        initial=Claim.Kind.SINGLE,
        required=False,
    )
    result_id = forms.TypedChoiceField(
        label=gettext_lazy("Result that carries it"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy(
            "Of a change: the later one. Of a comparison: the one named first."
        ),
    )
    other_id = forms.TypedChoiceField(
        label=gettext_lazy("Second result"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("For a change or a comparison: what it is held against."),
    )
    series_id = forms.TypedChoiceField(
        label=gettext_lazy("Average that carries it"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("For an average, a majority, or a change of an average."),
    )
    since = forms.DateField(
        label=gettext_lazy("Changed since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("For a change of an average."),
    )
    number = forms.DecimalField(
        label=gettext_lazy("Number in the sentence"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("In per cent. It must be the one of the record."),
        error_messages={
            name: gettext_lazy("%(show_value)s is no share: type a number from 0 to 100.")
            for name in ("min_value", "max_value")
        },
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Has a page that everyone may read"),
        required=False,
        help_text=gettext_lazy("A claim on a public campaign has one anyway."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        results: Pairs,
        series: Pairs,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        nothing = _("nothing on record: it is shown as not supported")
        choose(self, "result_id", [("", nothing), *((str(pk), words) for pk, words in results)])
        for name, pairs in (("other_id", results), ("series_id", series)):
            choose(self, name, [("", _("none")), *((str(pk), words) for pk, words in pairs)])

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or Claim.Kind.SINGLE)

    def clean(self) -> dict[str, Any]:
        """Names what a kind of claim needs; what it does not need is left out."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        kind = typed.get("kind")
        if kind == Claim.Kind.AVERAGE and not typed.get("series_id"):
            self.add_error("series_id", _("Choose the average whose level it names."))
        if kind == Claim.Kind.COMPARISON and not (typed.get("result_id") and typed["other_id"]):
            self.add_error("other_id", _("A comparison needs two results. Choose both."))
        if kind == Claim.Kind.CHANGE:
            self._change(typed)
        return typed

    def _change(self, typed: dict[str, Any]) -> None:
        if typed.get("series_id") and not typed.get("since"):
            self.add_error("since", _("Type the day since which the average has changed."))
        if not typed.get("series_id") and not (typed.get("result_id") and typed["other_id"]):
            words = _("A change needs two results, or an average and a day. Choose them.")
            self.add_error("other_id", words)

    def values(self) -> dict[str, Any]:
        """By the model's columns; of each kind only what it rests on."""
        typed = super().values()
        kind = typed["kind"]
        if kind in (Claim.Kind.SINGLE, Claim.Kind.AVERAGE, Claim.Kind.MAJORITY):
            typed["other_id"] = None
        if kind in (Claim.Kind.SINGLE, Claim.Kind.COMPARISON):
            typed["series_id"] = None
        if kind == Claim.Kind.AVERAGE or (kind != Claim.Kind.SINGLE and typed["series_id"]):
            typed["result_id"] = typed["other_id"] = typed["number"] = None
        if kind != Claim.Kind.CHANGE:
            typed["since"] = None
        return typed

    @classmethod
    def initial_of(cls, claim: Claim) -> dict[str, Any]:
        return {name: getattr(claim, name) for name in cls.base_fields}


class SeriesForm(VersionedForm):
    topic_id = forms.TypedChoiceField(label=gettext_lazy("Topic"), coerce=int)
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=200,
        help_text=gettext_lazy(
            "As the polls print it; small differences of case do not matter."
        ),
    )
    population = forms.CharField(
        label=gettext_lazy("Population"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "As printed: adults, registered voters. Polls of others count with a correction. "
            "Empty: the most frequent one."
        ),
    )
    subgroup = forms.CharField(
        label=gettext_lazy("Subgroup"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "Such as Democrats: an average of its own, never mixed with the total."
        ),
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Has a page that everyone may read and embed"), required=False
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        topics: Pairs,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "topic_id", [("", "---"), *((str(pk), words) for pk, words in topics)])

    @classmethod
    def initial_of(cls, series: Series) -> dict[str, Any]:
        return {name: getattr(series, name) for name in cls.base_fields}


_MOST = 300


def results_to_choose(
    *, organisation_id: int, wanted: str = "", bound: Sequence[int] = ()
) -> list[tuple[int, str]]:
    """The newest that have these words somewhere, and those that are bound already."""
    rows = Result.objects.filter(question__poll__organisation=organisation_id)
    found = rows.select_related("question__poll")
    chosen = list(found.filter(pk__in=bound))
    newest = (
        found.with_words(wanted)
        .exclude(pk__in=bound)
        .order_by("-question__poll_id", "pk")[:_MOST]
    )
    return [(row.pk, _words(row)) for row in [*chosen, *newest]]


def _words(row: Result) -> str:
    question = row.question
    day = question.poll.field_end or question.poll.published
    parts = (
        question.poll.pollster, day.isoformat() if day else "",
        question.subgroup, question.population,
    )  # fmt: skip
    return f"{', '.join(part for part in parts if part)}: {row}"


def series_to_choose(*, organisation_id: int) -> list[tuple[int, str]]:
    rows = Series.objects.filter(organisation=organisation_id).select_related("topic")
    return [(row.pk, _series(row)) for row in rows.order_by("topic__name", "answer", "pk")]


def _series(series: Series) -> str:
    people = ", ".join(part for part in (series.subgroup, series.population) if part)
    return f"{series} ({people})" if people else str(series)


def topics_to_choose(*, organisation_id: int) -> list[tuple[int, str]]:
    rows = Topic.objects.filter(organisation=organisation_id).order_by("name")
    return list(rows.values_list("pk", "name"))
