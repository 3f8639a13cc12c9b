"""Verdicts in words: for pages, emails and files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from undersigned.evidence.claiming.verdict import Missing, Reason, Status, Verdict, Why
from undersigned.evidence.models import Claim, Judgement

TONES = {
    Status.SUPPORTED: "good",
    Status.ONE_POLL: "good",
    Status.OUTDATED: "warn",
    Status.CONTESTED: "warn",
    Status.NOT_SUPPORTED: "bad",
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
    Why.OUTLIER: gettext_lazy("The poll lies off what the others say: %(about)s."),
    Why.NOT_A_POLL: gettext_lazy("It is no poll: anyone could take part (%(about)s)."),
    Why.MISQUOTED: gettext_lazy("The question on record lacks these words: “%(about)s”."),
    Why.NEWER_EXISTS: gettext_lazy("A newer poll has another figure: %(about)s."),
    Why.TOO_FEW: gettext_lazy(
        "Too few polls for an average (polls / pollsters: %(about)s); it takes 3 by 2."
    ),
    Why.MOVED: gettext_lazy("The average has moved on (in the sentence; now): %(about)s."),
    Why.ONE_POLLSTER: gettext_lazy("Over half of the average is one pollster: %(about)s."),
    Why.NO_AVERAGE: gettext_lazy("No average on record carries it."),
    Why.NO_OTHER: gettext_lazy("It needs two figures on record, and is not bound to both."),
    Why.NOT_A_CHANGE: gettext_lazy("It does not say whether it rose or fell."),
    Why.OTHER_WORDING: gettext_lazy(
        "The polls did not ask in the same words, so that they show no change "
        "(wordings: %(about)s)."
    ),
    Why.NO_CHANGE: gettext_lazy("The change is only %(about)s sure; it takes 95%%."),
    Why.NOT_COMPARED: gettext_lazy("It compares nothing: say “more … than”, or “less”."),
    Why.NOT_MORE: gettext_lazy(
        "The polls make the difference only %(about)s sure; it takes 95%%."
    ),
    Why.OTHER_QUESTION: gettext_lazy("The two figures answer different questions: %(about)s."),
    Why.OTHER_POLLSTER: gettext_lazy("It names another pollster than the record: %(about)s."),
    Why.OTHER_TIME: gettext_lazy("It names another time than the poll's: %(about)s."),
    Why.EXCLUDED: gettext_lazy("The question was left out of all averages: %(about)s."),
}  # fmt: skip
_OF_SEVERAL = {
    Why.NEWER: gettext_lazy("Newer polls say otherwise: %(about)s."),
    Why.NEWER_EXISTS: gettext_lazy("Newer polls have other figures: %(about)s."),
}
_NAMED = 3  # of several; a topic may have hundreds
_MISSING = {
    Missing.WORDING: gettext_lazy("exact wording"),
    Missing.SIZE: gettext_lazy("how many were asked"),
    Missing.FIELD_DATES: gettext_lazy("days in the field"),
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """How a claim stands, in words; `tone` is a pill's."""

    label: str
    tone: str
    reasons: list[str]
    missing: str

    @property
    def holds(self) -> bool:
        return self.tone == "good"


def say(status: int | None, reasons: Iterable[Reason], missing: Iterable[Missing]) -> Said:
    if status is None:
        return Said(label=str(gettext_lazy("not checked yet")), tone="", reasons=[], missing="")
    return Said(
        label=str(Claim.Status(status).label), tone=TONES[Status(status)],
        reasons=list(_in_words(reasons)),
        missing=", ".join(str(_MISSING[one]) for one in missing),
    )  # fmt: skip


def _in_words(reasons: Iterable[Reason]) -> Iterator[str]:
    """One a line; what several newer polls say in one."""
    abouts: dict[Why, list[str]] = {}
    single = []
    for one in reasons:
        if one.why in _OF_SEVERAL:
            abouts.setdefault(one.why, []).append(one.about)
        else:
            single.append(one)
    yield from (str(_WHY[one.why]) % {"about": one.about} for one in single)
    for why, named in abouts.items():
        words = _OF_SEVERAL if len(named) > 1 else _WHY
        yield str(words[why]) % {"about": _listed(named)}


def _listed(named: Sequence[str]) -> str:
    listed = "; ".join(named[:_NAMED])
    rest = len(named) - _NAMED
    return f"{listed}; {gettext('%(n)s more') % {'n': rest}}" if rest > 0 else listed


def verdict(found: Verdict) -> Said:
    return say(found.status, found.reasons, found.missing)


def judgement(row: Judgement) -> Said:
    return say(row.status, reasons_of(row.reasons), [Missing(one) for one in row.missing])


def reasons_of(kept: Sequence[Sequence[object]]) -> list[Reason]:
    return [Reason(Why(int(str(why))), str(about)) for why, about in kept]


def latest(claims: Sequence[Claim]) -> dict[int, Said]:
    """By claim; one query."""
    rows = Judgement.objects.filter(claim__in=[claim.pk for claim in claims])
    found: dict[int, Said] = {}
    for row in rows.order_by("-at", "-pk"):
        found.setdefault(row.claim_id, judgement(row))
    return {claim.pk: found.get(claim.pk) or say(None, (), ()) for claim in claims}
