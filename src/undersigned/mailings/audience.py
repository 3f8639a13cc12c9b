"""Whom a mailing goes to: the choice as rules, and those of them who may be emailed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from undersigned.mailings import capping, preferring
from undersigned.mailings.models import Mailing
from undersigned.petitions.models import Signature
from undersigned.segments import areas, compiling
from undersigned.segments.acts import did
from undersigned.segments.areas import EVERYWHERE, Area
from undersigned.supporters import reaching
from undersigned.supporters.models import EmailConsent, Supporter


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the screens of an audience and of a block's condition ask, by point and click. All
    of it must be true of a person; empty means: does not matter.
    """

    segment: str = ""  # the uuid of a kept audience
    not_segment: str = ""  # and of one to which they do not belong
    signed: str = ""
    since: str = ""
    not_signed: str = ""
    states: list[str] = field(default_factory=list)
    joined_since: str = ""
    tag: str = ""
    answered: str = ""  # a question's uuid, a colon, and the answer ('' is any)
    answered_words: str = ""  # that the answer contains
    not_answered: str = ""
    was_sent: str = ""
    not_sent: str = ""
    filled: str = ""  # the key of a field of the organisation's own that holds something

    def rules(self) -> dict[str, object]:
        """As segments compile them; {} is everybody."""
        asked: list[dict[str, object]] = []
        if self.signed:
            asked.append(_rule("signed", {"campaign": self.signed, "since": self.since}))
        asked += [
            _rule(name, value)
            for name, value in (
                ("segment", self.segment), ("state", self.states),
                ("joined_since", self.joined_since),
                ("tag", self.tag), ("was_sent", self.was_sent),
            )
            if value
        ]  # fmt: skip
        if self.filled:
            rule = {"field": self.filled, "way": "filled", "value": ""}
            asked.append(_rule("field", rule))
        if self.answered:
            asked.append(_rule("answered", _answer(self.answered, self.answered_words)))
        if refused := self._refused():
            asked.append({"none": refused})
        return {"all": asked} if asked else {}

    def _refused(self) -> list[dict[str, object]]:
        """What must not be true of a person."""
        asked = {
            "segment": self.not_segment,
            "answered": self.not_answered and _answer(self.not_answered),
            "signed": self.not_signed and {"campaign": self.not_signed, "since": ""},
            "was_sent": self.not_sent,
        }
        return [_rule(name, value) for name, value in asked.items() if value]


def _answer(chosen: str, words: str = "") -> dict[str, str]:
    question, _colon, answer = chosen.partition(":")
    rule = {"question": question, "answer": answer}
    return {**rule, "contains": words} if words else rule


def _rule(name: str, value: object) -> dict[str, object]:
    return {"criterion": name, "value": value}


_REFUSED = {
    "segment": "not_segment",
    "signed": "not_signed",
    "was_sent": "not_sent",
    "answered": "not_answered",
}


def choice_of(rules: Mapping[str, object]) -> Choice:
    """The choice that made these rules."""
    parts = rules.get("all", [])
    found: dict[str, Any] = {}
    for part in parts if isinstance(parts, list) else []:
        for refused in part.get("none", []):
            _take(refused, found, _REFUSED)
        if "criterion" in part:
            _take(part, found, {"state": "states", "field": "filled"})
    return Choice(**found)


def _take(part: Mapping[str, object], found: dict[str, Any], names: Mapping[str, str]) -> None:
    criterion, value = str(part["criterion"]), part["value"]
    name = names.get(criterion, criterion)
    if isinstance(value, Mapping) and "question" in value:
        found[name] = f"{value['question']}:{value['answer']}"
        if value.get("contains"):
            found["answered_words"] = value["contains"]
    elif isinstance(value, Mapping) and "field" in value:
        found[name] = value["field"]
    elif isinstance(value, Mapping):
        found[name] = value["campaign"]
        if value.get("since"):
            found["since"] = value["since"]
    else:
        found[name] = value


def matching(mailing: Mailing, *, by: Area = EVERYWHERE) -> QuerySet[Supporter]:
    """Those the rules describe, whether they may be emailed or not, within the area of who sent
    it; and within the area `by` of who looks. Raises RuleError.
    """
    ours = mailing.organisation_id
    people = compiling.compile_rules(mailing.audience, organisation_id=ours, by=by)
    people = people.filter(areas.condition(areas.read(mailing.area), organisation_id=ours))
    return people.filter(Exists(_signatures(mailing))) if is_update(mailing) else people


def reachable(mailing: Mailing, *, by: Area = EVERYWHERE) -> QuerySet[Supporter]:
    """Those who may be emailed: addresses that must not be mailed are no part of it.

    A mailing goes to people who agreed to email. A petition update goes to the petition's
    confirmed signers unless they unsubscribed: they asked for it by signing.
    """
    people = matching(mailing, by=by).exclude(reaching.stopped())
    if is_update(mailing):
        return people.exclude(email_consent=EmailConsent.WITHDRAWN)
    unwanted = preferring.unwanted(mailing, at=timezone.now())
    return people.filter(email_consent=EmailConsent.GIVEN).exclude(unwanted)


def meant(mailing: Mailing, *, by: Area = EVERYWHERE) -> QuerySet[Supporter]:
    """Of those who may be emailed one a mailbox: of two who share it the one known longest."""
    people = reachable(mailing, by=by)
    shared = Supporter.objects.filter(organisation=mailing.organisation_id, slot=2)
    before = people.filter(
        canonical_address=OuterRef("canonical_address"), pk__lt=OuterRef("pk")
    )
    # Few share one: a million are not compared with each other.
    second = people.filter(canonical_address__in=shared.values("canonical_address"))
    return people.exclude(did(second.filter(Exists(before))))


def within_cap(mailing: Mailing, *, by: Area = EVERYWHERE) -> QuerySet[Supporter]:
    """Of those who are meant, who did not have enough lately: those who will get it."""
    people = meant(mailing, by=by)
    if not capping.holds(mailing):
        return people
    return people.exclude(pk__in=capping.over(mailing, at=timezone.now()))


def may_be_emailed(mailing: Mailing, consent: str) -> bool:
    """The same question about one person, asked again as the mailing goes out."""
    if is_update(mailing):
        return consent != EmailConsent.WITHDRAWN
    return consent == EmailConsent.GIVEN


def is_update(mailing: Mailing) -> bool:
    return mailing.kind == Mailing.Kind.UPDATE


def _signatures(mailing: Mailing) -> QuerySet[Signature]:
    return Signature.objects.confirmed().filter(
        organisation_id=mailing.organisation_id,
        supporter=OuterRef("pk"),
        petition__campaign=mailing.campaign,
    )


@dataclass(frozen=True)
class Reach:
    """How many people the rules describe, how many addresses may be emailed, by state."""

    people: int
    addresses: int
    by_state: list[tuple[str, int]]
    often: int = 0  # addresses that the frequency cap leaves out


def count(mailing: Mailing, *, by: Area = EVERYWHERE) -> Reach:
    """Two queries, with a frequency cap three. One address counts once, in the state of the
    person who is written to.
    """
    everyone, often = meant(mailing, by=by), 0
    if capping.holds(mailing):
        over = capping.over(mailing, at=timezone.now())
        often = everyone.filter(pk__in=over).count()
        everyone = everyone.exclude(pk__in=over)
    rows = everyone.values("region").annotate(number=Count("pk")).order_by("-number", "region")
    by_state = [(row["region"], row["number"]) for row in rows]
    total = sum(number for _region, number in by_state)
    return Reach(matching(mailing, by=by).count(), total, by_state, often)
