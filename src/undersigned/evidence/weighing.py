"""The claims of an organisation beside its own record of polls, with reasons in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from undersigned.evidence.claiming.checking import (
    Missing,
    Record,
    Status,
    Verdict,
    Why,
    check,
)
from undersigned.evidence.models import Claim, Result

_STATUS = {
    Status.SUPPORTED: (gettext_lazy("supported"), "good"),
    Status.ONE_POLL: (gettext_lazy("supported by one poll"), "good"),
    Status.OUTDATED: (gettext_lazy("outdated"), "warn"),
    Status.CONTESTED: (gettext_lazy("contested"), "warn"),
    Status.NOT_SUPPORTED: (gettext_lazy("not supported"), "bad"),
}
_WHY = {
    Why.NO_RECORD: gettext_lazy("No poll on record carries it. Bind it to a poll's result."),
    Why.NO_SHARE: gettext_lazy("The record holds no figure, only these words: “%(about)s”."),
    Why.OTHER_SHARE: gettext_lazy("“%(about)s” is not what the record says."),
    Why.NO_POPULATION: gettext_lazy("It does not say who was asked: %(about)s."),
    Why.OTHER_POPULATION: gettext_lazy("The poll did not ask the people it names (%(about)s)."),
    Why.OTHER_PLACE: gettext_lazy("It and the poll are about different places: %(about)s."),
    Why.OPPOSITE: gettext_lazy(
        "It says the opposite of the answer it is bound to: “%(about)s”."
    ),
    Why.NO_MAJORITY: gettext_lazy(
        "The polls on record make a majority only %(about)s sure; it takes 95%%."
    ),
    Why.ONE_POLL_ONLY: gettext_lazy(
        "It speaks of %(about)s, and one figure does not show that."
    ),
    Why.NOT_IN_FIGURES: gettext_lazy("It names no figure that the record could carry."),
    Why.UNCLEAR: gettext_lazy("The record itself is unclear: %(about)s"),
    Why.SPONSOR: gettext_lazy("It does not name who paid for the poll: %(about)s."),
    Why.OLD: gettext_lazy("The poll is of %(about)s, and the sentence does not say so."),
    Why.NO_DATE: gettext_lazy("The poll has no date on record."),
    Why.NEWER: gettext_lazy("A newer poll says otherwise: %(about)s."),
    Why.OUTLIER: gettext_lazy("The other polls on record lie around %(about)s."),
}
_MISSING = {
    Missing.WORDING: gettext_lazy("exact wording"),
    Missing.SIZE: gettext_lazy("how many were asked"),
    Missing.FIELD_DATES: gettext_lazy("days in the field"),
}


@dataclass(frozen=True)
class Weighed:
    """A claim with its verdict; the words are for a page."""

    claim: Claim
    verdict: Verdict

    @property
    def label(self) -> str:
        return str(_STATUS[self.verdict.status][0])

    @property
    def tone(self) -> str:
        return _STATUS[self.verdict.status][1]

    @property
    def reasons(self) -> list[str]:
        return [str(_WHY[one.why]) % {"about": one.about} for one in self.verdict.reasons]

    @property
    def missing(self) -> str:
        return ", ".join(str(_MISSING[one]) for one in self.verdict.missing)


def weigh(claims: Iterable[Claim], *, organisation_id: int, on: date) -> list[Weighed]:
    """One query; `on` is today, or the day an example's pages speak of."""
    records = _records(organisation_id)
    alike = defaultdict(list)
    for pk, record in records.items():
        alike[_key(record)].append((pk, record))
    found = []
    for claim in claims:
        bound = records.get(claim.result_id or 0)
        rivals = alike[_key(bound)] if bound is not None else []
        same = [one for pk, one in rivals if pk != claim.result_id]
        found.append(Weighed(claim, check(claim.sentence, bound, on=on, same=same)))
    return found


def _key(record: Record) -> tuple[str, ...]:
    return tuple(
        text.strip().casefold() for text in (record.question, record.population, record.answer)
    )


def _records(organisation_id: int) -> dict[int, Record]:
    rows = list(
        Result.objects.filter(question__poll__organisation=organisation_id)
        .select_related("question__poll")
        .order_by("pk")
    )
    beside = defaultdict(list)
    for row in rows:
        if row.share is not None:
            beside[row.question_id].append((row.pk, float(row.share)))
    return {
        row.pk: _record(row, [share for pk, share in beside[row.question_id] if pk != row.pk])
        for row in rows
    }


def _record(row: Result, others: list[float]) -> Record:
    question = row.question
    poll = question.poll
    return Record(
        pollster=poll.pollster,
        question=question.in_short,
        answer=row.answer,
        share=None if row.share is None else float(row.share),
        as_printed=row.as_printed,
        population=question.population,
        others=others,
        wording=question.wording,
        size=question.sample_size,
        asked=poll.field_end,
        published=poll.published,
        sponsor=poll.sponsor,
        unclear=question.note,
    )
