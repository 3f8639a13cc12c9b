"""A poll's record as a page shows it: every field with its words, gaps named."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from undersigned.evidence import disclosing, keeping
from undersigned.evidence.models import (
    Correction,
    Poll,
    PollArticle,
    PollCopy,
    Question,
    Result,
)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`value` is empty where the record lacks it."""

    name: str
    value: object


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    question: Question
    results: list[Result]
    facts: list[Fact]


@dataclass(frozen=True, kw_only=True)
class Record:
    """All that is on record of a poll. Six queries."""

    poll: Poll
    facts: list[Fact]
    questions: list[ShownQuestion]
    items: list[disclosing.Item]
    copies: list[PollCopy]
    articles: list[PollArticle]
    corrections: list[Correction]

    @property
    def complete(self) -> int:
        return sum(item.is_complete for item in self.items)


def record(poll: Poll) -> Record:
    questions = keeping.questions_of(poll)
    return Record(
        poll=poll, facts=_facts(poll), items=disclosing.items(poll, questions),
        questions=[_question(question) for question in questions],
        copies=list(poll.copies.order_by("kept_at", "pk")),
        articles=list(poll.articles.order_by("at", "pk")),
        corrections=list(poll.corrections.order_by("-at", "pk")),
    )  # fmt: skip


def _facts(poll: Poll) -> list[Fact]:
    pairs = (
        (_("Who did the asking"), poll.conductor or poll.pollster),
        (_("Paid for by"), poll.sponsor),
        (_("Kind of sponsor"), poll.get_sponsor_class_display() if poll.sponsor_class else ""),
        (_("The sponsor's side"), poll.sponsor_side),
        (_("Whose money"), poll.funder),
        (_("First day in the field"), poll.field_start),
        (_("Last day in the field"), poll.field_end),
        (_("Published"), poll.published_as_printed or poll.published),
        (_("Area"), poll.area),
        (_("Asked in all"), poll.sample_total),
        (_("How people were asked"), poll.mode),
        (_("How people were found"), poll.get_sample_source_display() if poll.sample_source
         else ""),
        (_("Where they came from"), poll.frame),
        (_("Weighting"), poll.weighting),
        (_("Checks"), poll.processing),
        (_("Limitations"), poll.limitations),
        (_("Design effect"), poll.design_effect),
        (_("Contact for methods"), poll.contact),
        (_("Page in the source"), poll.source_page),
        (_("Licence"), poll.licence),
    )  # fmt: skip
    return [Fact(name=name, value=value) for name, value in pairs]


def _decided(question: Question) -> str:
    """The family, with who decided it, when and why."""
    family = question.family
    if family is None:
        return ""
    words = _("%(name)s (decided by %(who)s on %(day)s: %(why)s)")
    return words % {
        "name": family.name, "who": family.decided_by, "why": family.why,
        "day": f"{family.decided_at:%Y-%m-%d}",
    }  # fmt: skip


def _question(question: Question) -> ShownQuestion:
    assumed = _("%(n)s (assumed, not printed)") % {"n": question.sample_size}
    pairs = (
        (_("Asked of"), question.population),
        (_("How many were asked"), assumed if question.is_size_assumed
         else question.sample_size),
        (_("Margin of error, as printed"), question.margin_as_printed),
        (_("Answers as offered"), question.options),
        (_("One answer or several"), question.get_choice_display() if question.choice else ""),
    )  # fmt: skip
    rare = (
        (_("Said before the question"), question.introduction),
        (_("Order of the answers"), question.order),
        (_("Screen"), question.screen),
        (_("Subgroup"), question.subgroup),
        (_("How the subgroup is defined"), question.subgroup_definition),
        (_("Part of a split sample"), question.split),
        (_("Topic"), question.topic),
        (_("Read as the same question as"), _decided(question)),
        (_("Left out of averages, because"), question.excluded),
        (_("Unclear in the record"), question.note),
    )
    results = sorted(question.results.all(), key=lambda row: (row.place, row.pk))
    found = [*pairs, *(pair for pair in rare if pair[1])]
    return ShownQuestion(
        question=question, results=results,
        facts=[Fact(name=name, value=value) for name, value in found],
    )  # fmt: skip
