"""Criteria about what people answered to a campaign's own questions, for audiences."""

import uuid
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from undersigned.actions.models import Answer, OwnQuestion
from undersigned.segments.acts import did, number_of
from undersigned.segments.criteria import Criterion, RuleError


class _Asked(NamedTuple):
    """The question, the answer to it, and words in the answer; '' is any."""

    question: uuid.UUID
    answer: str
    words: str


def _parts(value: object) -> _Asked:
    given = value if isinstance(value, Mapping) else {}
    try:
        question = uuid.UUID(str(given.get("question")))
    except ValueError as error:
        raise RuleError(_("Choose a question.")) from error
    return _Asked(question, str(given.get("answer") or ""), str(given.get("contains") or ""))


def _answered(value: object, organisation_id: int) -> Q:
    asked = _parts(value)
    ours = OwnQuestion.objects.filter(campaign__organisation=organisation_id)
    given = Answer.objects.filter(question=number_of(ours.filter(uuid=asked.question)))
    if asked.answer:
        given = given.filter(value=asked.answer)
    if asked.words:
        given = given.filter(value__icontains=asked.words)
    return did(given)


def _read_answered(value: object, organisation_id: int) -> str:
    asked = _parts(value)
    rows = OwnQuestion.objects.filter(campaign__organisation=organisation_id)
    question = rows.filter(uuid=asked.question).first()
    if question is None:
        raise RuleError(_("The question of this rule is no longer there."))
    named = {"question": question.label, "answer": asked.answer, "words": asked.words}
    if question.kind == OwnQuestion.Kind.CHECKBOX:
        return _("ticked “%(question)s”") % named
    if asked.words:
        return _("answered “%(question)s” with “%(words)s” in it") % named
    if not asked.answer:
        return _("answered “%(question)s”") % named
    return _("answered “%(answer)s” to “%(question)s”") % named


CRITERIA = (Criterion("answered", _answered, _read_answered),)
