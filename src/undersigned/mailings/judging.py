"""Whether a person opened a link or an email, or a machine: by rules with a number, from what
is stored.

Mail scanners open links, so a click alone says little. A verdict stands beside the click, never
in its place: when RULES goes up, all whose evidence is still there are judged anew.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, OuterRef, Subquery

from undersigned.lib import bulk
from undersigned.mailings.clicking import EVIDENCE_KEPT
from undersigned.mailings.models import Click, Link, Recipient

RULES = 1  # goes up with each change of what follows
WAIT = timedelta(seconds=30)  # what comes beside a click has come by then

_SOON = timedelta(seconds=8)  # after the relay took the mail; nobody reads so fast
_BESIDE = timedelta(seconds=10)
_AT_ONCE = timedelta(seconds=2)
_MANY_LINKS = 3  # within _BESIDE; two of them within _AT_ONCE
_MANY_PEOPLE = 10  # whose links one network opened within _BESIDE
_AGENTS = re.compile(
    r"bot\b|crawl|spider|scan|preview|monitor|python|curl|wget|okhttp|java/|go-http|libwww|"
    r"headless|phantom|httpclient|axios|node-fetch|barracuda|proofpoint|mimecast|safelinks|"
    r"trendmicro|symantec|forcepoint|fireeye|facebookexternalhit|slackbot|whatsapp|telegram",
    re.IGNORECASE,
)
# Mail programs that show a picture by way of one network for all their people, and one that
# loads it whether or not anybody looks, and says no more of itself than this.
_SHOWN_BY = re.compile(r"GoogleImageProxy|YahooMailProxy")
_LOADED_BY_ITSELF = "Mozilla/5.0"
_IN_A_GO = 2_000
Verdict = Click.Verdict


@dataclass(frozen=True)
class Fact:
    """A click, or an open (`link` None), and when the mail was handed over, as far as that is
    known.
    """

    pk: int
    recipient: int
    link: int | None
    at: datetime
    method: str
    agent: str
    network: str
    sent_at: datetime | None


@dataclass
class _Beside:
    """All clicks of one recipient or one network, in the order of time."""

    facts: list[Fact] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)

    def within(self, at: datetime, span: timedelta) -> Sequence[Fact]:
        return self.facts[
            bisect_left(self.times, at - span) : bisect_right(self.times, at + span)
        ]


def judge(facts: Iterable[Fact]) -> dict[int, Verdict]:
    """By click. Pure: `facts` hold all that happened beside each of them too.

    Opens stand beside opens alone, and clicks beside clicks: that opens are counted changes no
    click's verdict.
    """
    known = list(facts)
    opens = [fact for fact in known if fact.link is None]
    clicks = [fact for fact in known if fact.link is not None]
    return _judged(clicks) | _judged(opens)


def _judged(facts: Iterable[Fact]) -> dict[int, Verdict]:
    ordered = sorted(facts, key=lambda fact: (fact.at, fact.pk))
    people, networks = _grouped(ordered)
    found = {
        fact.pk: _alone(fact, people[fact.recipient], networks[fact.network])
        for fact in ordered
    }
    return {
        fact.pk: Verdict.BESIDE
        if found[fact.pk] == Verdict.PERSON and _is_beside(fact, people[fact.recipient], found)
        else found[fact.pk]
        for fact in ordered
    }


def _grouped(ordered: Sequence[Fact]) -> tuple[Mapping[int, _Beside], Mapping[str, _Beside]]:
    people: dict[int, _Beside] = defaultdict(_Beside)
    networks: dict[str, _Beside] = defaultdict(_Beside)
    for fact in ordered:
        for group in (people[fact.recipient], networks[fact.network]):
            group.facts.append(fact)
            group.times.append(fact.at)
    return people, networks


def _alone(fact: Fact, mine: _Beside, neighbours: _Beside) -> Verdict:
    if fact.method == "HEAD":
        return Verdict.HEAD
    if not fact.agent or _AGENTS.search(fact.agent) or _loads_by_itself(fact):
        return Verdict.AGENT
    if fact.sent_at is not None and fact.at < fact.sent_at + _SOON:
        return Verdict.SOON
    if _sweeps(fact, mine):
        return Verdict.SWEEP
    is_shared = fact.link is None and _SHOWN_BY.search(fact.agent)
    near = neighbours.within(fact.at, _BESIDE) if fact.network and not is_shared else ()
    if len({one.recipient for one in near}) >= _MANY_PEOPLE:
        return Verdict.CROWD
    return Verdict.PERSON


def _loads_by_itself(fact: Fact) -> bool:
    return fact.link is None and fact.agent.strip() == _LOADED_BY_ITSELF


def _sweeps(fact: Fact, mine: _Beside) -> bool:
    many = _links(mine.within(fact.at, _BESIDE)) >= _MANY_LINKS
    return many or _links(mine.within(fact.at, _AT_ONCE)) > 1


def _links(facts: Sequence[Fact]) -> int:
    return len({fact.link for fact in facts})


def _is_beside(fact: Fact, mine: _Beside, found: Mapping[int, Verdict]) -> bool:
    """A scanner that asked for the head, or gave its name, often comes again as a browser."""
    near = mine.within(fact.at, _BESIDE)
    return any(found[one.pk] in (Verdict.HEAD, Verdict.AGENT) for one in near)


def judge_due(*, at: datetime) -> int:
    """The clock's entry: judges some that no rules, or older ones, have judged; how many."""
    batch = next(filter(None, (_due(rules, at=at) for rules in range(RULES))), [])
    if not batch:
        return 0
    verdicts = judge(_facts(batch))
    _write(batch, verdicts, at=at)
    return len(batch)


_Due = tuple[int, int | None, int, datetime]


def _due(rules: int, *, at: datetime) -> list[_Due]:
    """The oldest that these rules judged last (0: none has): close together in time."""
    rows = Click.objects.filter(rules=rules, at__lt=at - WAIT, at__gt=at - EVIDENCE_KEPT)
    found = rows.order_by("at", "pk").values_list("pk", "link_id", "recipient_id", "at")
    return list(found[:_IN_A_GO])


def _facts(batch: Sequence[_Due]) -> list[Fact]:
    """The batch and what was clicked beside it. One query: a batch lies close together."""
    times = [at for _pk, _link, _recipient, at in batch]
    near = Click.objects.filter(at__gte=min(times) - _BESIDE, at__lte=max(times) + _BESIDE)
    rows = near.values_list(
        "pk", "recipient_id", "link_id", "at", "method", "agent", "network",
        "recipient__done_at",
    )  # fmt: skip
    return [Fact(*row) for row in rows]


@transaction.atomic
def _write(batch: Sequence[_Due], verdicts: Mapping[int, Verdict], *, at: datetime) -> None:
    bulk.update(
        Click, ["verdict", "rules"], [(verdicts[pk].value, RULES, pk) for pk, *_ in batch]
    )
    first = (
        Click.objects.filter(
            recipient=OuterRef("pk"), verdict=Verdict.PERSON, link__isnull=False
        )
        .order_by()
        .values("recipient")
        .annotate(first=Min("at"))
        .values("first")
    )
    clickers = {recipient for _pk, _link, recipient, _at in batch}
    Recipient.objects.filter(pk__in=clickers).update(clicked_at=Subquery(first))
    Link.objects.filter(pk__in={link for _pk, link, *_ in batch}).update(judged_at=at)
