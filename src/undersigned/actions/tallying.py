"""The answers to a campaign's own questions: which there are, and how many gave each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from undersigned.actions.fields import YES
from undersigned.actions.models import Answer, OwnQuestion

Kind = OwnQuestion.Kind


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One question and how many gave each answer, most first; of a text: how many wrote one."""

    question: OwnQuestion
    lines: Sequence[tuple[str, int]]


def tally(answers: QuerySet[Answer], *, campaign_id: int) -> list[Tally]:
    """Of these answers, those to the campaign's questions; three queries at most. Retired ones
    last.
    """
    questions = _in_order(OwnQuestion.objects.filter(campaign=campaign_id))
    rows = (
        answers.filter(question__campaign=campaign_id)
        .exclude(question__kind=Kind.TEXT)
        .values_list("question", "value")
        .annotate(number=Count("pk"))
        .order_by("-number", "value")
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for question, value, number in rows:
        found.setdefault(question, []).append((value, number))
    texts = answers.filter(question__in=[q.pk for q in questions if q.kind == Kind.TEXT])
    for question, number in texts.values_list("question").annotate(Count("pk")):
        found[question] = [(_("wrote an answer"), number)]
    return [
        Tally(question=one, lines=_named(one, found.get(one.pk, ())))
        for one in questions
        if one.retired_at is None or one.pk in found
    ]


def _named(question: OwnQuestion, lines: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    if question.kind == Kind.CHECKBOX:
        return [(_("ticked"), sum(number for _value, number in lines))]
    return list(lines)


def _in_order(questions: QuerySet[OwnQuestion]) -> list[OwnQuestion]:
    rows = questions.order_by("place", "pk")
    return sorted(rows, key=lambda one: one.retired_at is not None)


def choices(*, organisation_id: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """All that can be answered, as a form's choices: a campaign's title, and its answers.

    A value is the question's uuid, a colon and the answer; without one, any answer.
    """
    rows = OwnQuestion.objects.filter(campaign__organisation=organisation_id)
    found: dict[str, list[tuple[str, str]]] = {}
    for one in rows.select_related("campaign").order_by("campaign__title", "place", "pk"):
        pairs = [(f"{one.uuid}:{said}", f"{one.label}: {words}") for said, words in _all(one)]
        found.setdefault(one.campaign.title, []).extend(pairs)
    return list(found.items())


def _all(question: OwnQuestion) -> list[tuple[str, str]]:
    match question.kind:
        case Kind.CHECKBOX:
            return [(YES, _("ticked"))]
        case Kind.CHOICE:
            return [("", _("any answer")), *((one, one) for one in question.choices)]
        case _:
            return [("", _("any answer"))]
