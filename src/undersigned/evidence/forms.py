"""What a person may type about a poll, its questions, and claims made from it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.evidence.keeping import Asked, is_impossible, results_of
from undersigned.evidence.models import Poll, Question
from undersigned.lib import lines
from undersigned.lib.versioned import VersionedForm

_Words = Any  # text, or text that is translated later
_DATE = {"type": "date"}
_ROW = re.compile(
    r"^(.{1,200}?)(?:\s*\|\s*|\t+|\s*:\s+|\s{1,9})"
    r"(\d{1,3}(?:\.\d{1,4})?\s*(?:%|percent|per cent)?)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def _text(label: _Words, *, most: int, hint: _Words = "", rows: int = 0) -> Any:  # noqa: ANN401  a field is made anew for each line
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return lambda: forms.CharField(
        label=label, max_length=most, help_text=hint, widget=widget, required=False
    )


def _number(label: _Words, hint: _Words = "") -> Any:  # noqa: ANN401
    return lambda: forms.IntegerField(
        label=label, min_value=1, max_value=10_000_000, help_text=hint, required=False
    )


def _choice(label: _Words, choices: Any) -> Any:  # noqa: ANN401
    return lambda: forms.ChoiceField(label=label, choices=choices.choices, required=False)


# What a minute is enough for, then the rest; each a line of the question's own fields.
NEEDED: lines.Fields = {
    "in_short": _text(gettext_lazy("Question, in short"), most=300),
    "population": _text(gettext_lazy("Asked of (population)"), most=200),
    "sample_size": _number(gettext_lazy("How many were asked")),
    "results": _text(
        gettext_lazy("Answers"), most=5000, rows=4,
        hint=gettext_lazy(
            "One a line, as printed: 'would prefer somebody else | 64 %'. Do not fill in what "
            "was not printed."
        ),
    ),
}  # fmt: skip
FOLDED: lines.Fields = {
    "wording": _text(gettext_lazy("Exact wording"), most=20_000, rows=2),
    "introduction": _text(gettext_lazy("Said before the question"), most=5000, rows=2),
    "options": _text(gettext_lazy("Answers as they were offered"), most=5000, rows=2),
    "order": _text(gettext_lazy("Order of the answers"), most=200),
    "choice": _choice(gettext_lazy("One answer or several"), Question.Choice),
    "split": _text(gettext_lazy("Part of a split sample"), most=60),
    "screen": _text(gettext_lazy("Who was let through (screen)"), most=300),
    "subgroup": _text(
        gettext_lazy("Subgroup"), most=100,
        hint=gettext_lazy("Democrats, women …: where the share is of a part of the sample."),
    ),
    "subgroup_definition": _text(gettext_lazy("How the subgroup is defined"), most=300),
    "is_size_assumed": lambda: forms.BooleanField(
        label=gettext_lazy("The number asked is assumed, not printed"), required=False
    ),
    "margin_as_printed": _text(gettext_lazy("Margin of error, as printed"), most=60),
    "topic": _text(
        gettext_lazy("Topic"), most=200,
        hint=gettext_lazy("Questions of one topic are averaged together."),
    ),
    "family": _text(
        gettext_lazy("Read as the same question as"), most=200,
        hint=gettext_lazy(
            "A name for wordings that you decide to read as one. Empty: a wording by itself. "
            "The decision is kept with your name."
        ),
    ),
    "family_why": _text(
        gettext_lazy("Why they are one question"), most=500,
        hint=gettext_lazy("Asked once, when a new name is typed above."),
    ),
    "side": lambda: forms.TypedChoiceField(
        label=gettext_lazy("The sponsor"), choices=Question.Side.choices, required=False,
        coerce=int, empty_value="0", initial=0,
    ),
    "excluded": _text(gettext_lazy("Left out of averages, because"), most=300),
    "note": _text(gettext_lazy("What is unclear in the record"), most=1000, rows=2),
    "id": lambda: forms.IntegerField(
        label=gettext_lazy("Id"), required=False, widget=forms.HiddenInput
    ),
}  # fmt: skip
QUESTION: lines.Fields = {**NEEDED, **FOLDED}
_ALWAYS = frozenset({"id", "side", "is_size_assumed"})  # filled without anybody's typing


def _date(label: object) -> forms.DateField:
    return forms.DateField(
        label=str(label),
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )


class PollForm(VersionedForm):
    """What was not printed stays empty, and is shown as missing."""

    pollster = forms.CharField(label=gettext_lazy("Pollster"), max_length=200)
    source_title = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("Where one can read it: newspaper and headline, or the report."),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"), max_length=500, required=False,
        assume_scheme="https",
    )  # fmt: skip
    published = _date(gettext_lazy("Published on"))
    field_start = _date(gettext_lazy("First day in the field"))
    field_end = _date(gettext_lazy("Last day in the field"))

    sponsor = _text(gettext_lazy("Paid for by"), most=200)()
    sponsor_class = _choice(gettext_lazy("What kind of sponsor"), Poll.SponsorClass)()
    sponsor_side = _text(gettext_lazy("The sponsor's side, in words"), most=100)()
    funder = _text(gettext_lazy("Whose money it was, if not the sponsor's"), most=200)()
    conductor = _text(gettext_lazy("Who did the asking, if not the pollster"), most=200)()
    contact = _text(gettext_lazy("Where to ask about methods"), most=200)()

    area = _text(gettext_lazy("Area"), most=200, hint=gettext_lazy("United States, Ohio …"))()
    sample_total = _number(gettext_lazy("How many were asked in all"))()
    mode = _text(
        gettext_lazy("How people were asked"), most=100, hint=gettext_lazy("Phone, online …")
    )()
    sample_source = _choice(gettext_lazy("How people were found"), Poll.SampleSource)()
    frame = _text(
        gettext_lazy("Where they came from"), most=300,
        hint=gettext_lazy("The panel, voter file or phone numbers."),
    )()  # fmt: skip
    weighting = _text(gettext_lazy("How answers were weighted"), most=5000, rows=2)()
    processing = _text(gettext_lazy("How answers were checked"), most=5000, rows=2)()
    limitations = _text(
        gettext_lazy("What it cannot show, in the pollster's words"), most=5000, rows=2
    )()
    design_effect = forms.DecimalField(
        label=gettext_lazy("Design effect"), required=False, min_value=0.01, max_digits=5,
        decimal_places=2,
    )  # fmt: skip
    is_tracking = forms.BooleanField(
        label=gettext_lazy("A tracking poll: waves that overlap"), required=False
    )
    is_open_to_all = forms.BooleanField(
        label=gettext_lazy("Not a poll: anyone could take part, as on a web page"),
        required=False,
    )

    published_as_printed = _text(
        gettext_lazy("Published, in words"), most=100,
        hint=gettext_lazy("Where the day is not known for sure: 'by that Monday'."),
    )()  # fmt: skip
    source_page = _text(gettext_lazy("Page in the source"), most=60)()
    licence = _text(gettext_lazy("Licence"), most=100)()
    cited_by = _text(
        gettext_lazy("Who cites it, if not you"), most=200,
        hint=gettext_lazy("A newspaper, for instance: the page then says so."),
    )()  # fmt: skip
    why = _text(
        gettext_lazy("Why it is corrected"), most=500,
        hint=gettext_lazy(
            "Public, with your name and what it was before: 'typing mistake', 'the report was "
            "corrected'."
        ),
    )()  # fmt: skip

    FIRST = ("pollster", "source_title", "source_url", "published", "field_start", "field_end")
    GROUPS = (
        (
            gettext_lazy("Who paid and who asked"),
            ("sponsor", "sponsor_class", "sponsor_side", "funder", "conductor", "contact"),
        ),
        (
            gettext_lazy("How it was done"),
            ("area", "sample_total", "mode", "sample_source", "frame", "weighting",
             "processing", "limitations", "design_effect", "is_tracking", "is_open_to_all"),
        ),
        (
            gettext_lazy("More on the source"),
            ("published_as_printed", "source_page", "licence", "cited_by"),
        ),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        questions: Sequence[Question],
        count: int = 0,
        is_new: bool = True,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        initial = [_initial(question) for question in questions]
        extra = max(count - len(initial), 0 if initial else 1)
        lines.add(self, "question", QUESTION, initial=initial, extra=extra)
        if is_new:
            del self.fields["why"]

    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def groups(self) -> list[tuple[object, list[forms.BoundField], bool]]:
        """Heading, fields, and whether one of them holds something or is wrong: shown open."""
        return [
            (heading, fields, any(bound.errors for bound in fields))
            for heading, names in self.GROUPS
            for fields in [[self[name] for name in names]]
        ]

    def blocks(self) -> list[dict[str, Any]]:
        """The questions, each with the fields that are needed and those that are folded."""
        found: list[dict[str, Any]] = []
        while f"question_{len(found)}_in_short" in self.fields:
            prefix = f"question_{len(found)}_"
            rest = [self[prefix + name] for name in FOLDED]
            found.append({
                "needed": [self[prefix + name] for name in NEEDED], "rest": rest,
                "open": any(bound.errors for bound in rest),
            })  # fmt: skip
        return found

    def clean_source_url(self) -> str:
        typed = str(self.cleaned_data["source_url"])
        if typed and not _ADDRESS.match(typed):
            raise forms.ValidationError(_("Type a web address that begins with https://."))
        return typed

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        start, end = typed.get("field_start"), typed.get("field_end")
        if start and end and start > end:
            self.add_error("field_end", _("The last day is before the first."))
        for place, line in enumerate(lines.typed(self, "question", QUESTION)):
            if self._is_typed(line):
                self._check(f"question_{place}_", line)
        return typed

    def _check(self, prefix: str, line: dict[str, Any]) -> None:
        if not line["in_short"]:
            self.add_error(f"{prefix}in_short", _("Say in short what was asked."))
        for words in _wrong_with(_rows(line["results"])):
            self.add_error(f"{prefix}results", words)
        if line["is_size_assumed"] and not line["sample_size"]:
            self.add_error(f"{prefix}sample_size", _("Type the number that is assumed."))
        if line["family"] and not line["topic"]:
            self.add_error(f"{prefix}topic", _("Name the topic that these wordings are about."))

    @staticmethod
    def _is_typed(line: dict[str, Any]) -> bool:
        return any(value for name, value in line.items() if name not in _ALWAYS)

    def _lines(self) -> list[dict[str, Any]]:
        found = lines.typed(self, "question", QUESTION)
        return [line for line in found if self._is_typed(line)]

    def ask_why(self, family: str) -> None:
        """That a family is new shows only when it is stored."""
        words = _("“%(name)s” is new. Say why these wordings are one question: it changes "
                  "the average.")  # fmt: skip
        for place, line in enumerate(lines.typed(self, "question", QUESTION)):
            if line["family"] == family and not line["family_why"]:
                self.add_error(f"question_{place}_family_why", words % {"name": family})

    def values(self) -> dict[str, Any]:
        names = [name for name in PollForm.base_fields if name not in {"version", "why"}]
        return {name: self.cleaned_data[name] for name in names}

    def questions(self) -> list[Asked]:
        return [
            Asked(
                id=line["id"],
                values={
                    name: int(value) if name == "side" else value
                    for name, value in line.items()
                    if name not in ("id", "results", "family_why")
                },
                why=line["family_why"],
                results=[_answer(row) for row in _rows(line["results"])],
            )
            for line in self._lines()
        ]

    @classmethod
    def initial_of(cls, poll: Poll) -> dict[str, Any]:
        return {name: getattr(poll, name) for name in cls.base_fields if name != "why"}


def _initial(question: Question) -> dict[str, Any]:
    beside = ("id", "results", "topic", "family", "family_why")
    names = [name for name in QUESTION if name not in beside]
    rows = [f"{answer} | {share}" for answer, share in results_of(question)]
    typed = {name: getattr(question, name) for name in names}
    named = {"topic": question.topic, "family": question.family}
    return {
        **typed, "id": question.pk, "results": "\n".join(rows),
        **{name: row.name if row else "" for name, row in named.items()},
    }  # fmt: skip


def _rows(typed: str | None) -> list[str]:
    return [row.strip() for row in (typed or "").splitlines() if row.strip()]


def _wrong_with(rows: Iterable[str]) -> Iterator[str]:
    """A sentence for each line that cannot be kept, with what stands in it."""
    seen: set[str] = set()
    for row in rows:
        answer, printed = _answer(row)
        if not answer or not printed:
            words = _("“%(line)s”: write the answer and its share, like 'yes | 64 %%'.")
            yield words % {"line": row}
            continue
        if is_impossible(printed):
            words = _("%(answer)s: “%(share)s” is no share. It lies between 0 and 100 %%.")
            yield words % {"answer": answer, "share": printed}
        if answer.casefold() in seen:
            yield _("“%(answer)s” is there twice. Keep one of them.") % {"answer": answer}
        seen.add(answer.casefold())


def _answer(row: str) -> tuple[str, str]:
    """'yes | 64 %', and 'yes 64 %' as one pastes it; '' where there is no share."""
    if "|" in row:
        answer, _bar, share = row.rpartition("|")
        return answer.strip()[:200], share.strip()[:100]
    found = _ROW.match(row)
    return (found[1].strip(), found[2].strip()) if found else ("", "")
