"""Criteria about what people answered to a campaign's own questions, for audiences."""

import uuid
from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from undersigned.actions.models import Answer, OwnQuestion
from undersigned.segments.criteria import Criterion, RuleError


def _parts(value: object) -> tuple[uuid.UUID, str]:
    """The question, and the answer to it; '' is any answer."""
    given = value if isinstance(value, Mapping) else {}
    try:
        return uuid.UUID(str(given.get("question"))), str(given.get("answer") or "")
    except ValueError as error:
        raise RuleError(_("Choose a question.")) from error


def _answered(value: object, organisation_id: int) -> Q:
    question, answer = _parts(value)
    given = Answer.objects.filter(
        supporter=OuterRef("pk"),
        question__uuid=question,
        question__campaign__organisation=organisation_id,
    )
    return Q(Exists(given.filter(value=answer) if answer else given))


def _read_answered(value: object, organisation_id: int) -> str:
    uuid_, answer = _parts(value)
    rows = OwnQuestion.objects.filter(campaign__organisation=organisation_id)
    question = rows.filter(uuid=uuid_).first()
    if question is None:
        raise RuleError(_("The question of this rule is no longer there."))
    named = {"question": question.label, "answer": answer}
    if question.kind == OwnQuestion.Kind.CHECKBOX:
        return _("ticked “%(question)s”") % named
    if not answer:
        return _("answered “%(question)s”") % named
    return _("answered “%(answer)s” to “%(question)s”") % named


CRITERIA = (Criterion("answered", _answered, _read_answered),)
