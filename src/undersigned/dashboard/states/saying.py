"""A sentence for the press: 'On 9 November …, 2,041 people in New Hampshire had signed …'.

It says what is confirmed and what people say of themselves, and whom it leaves out. What was
asked is kept with the numbers, so that anybody can count again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.campaigns.models import Campaign
from undersigned.dashboard.models import StatedNumber
from undersigned.dashboard.states import measures
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.places import grouping
from undersigned.segments import compiling, criteria, values
from undersigned.segments.areas import EVERYWHERE


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`states` are codes, none for all signers; `since` a day, '' for the beginning; `answer`
    a question's uuid, a colon and the answer, or ''.
    """

    campaign: str
    states: Sequence[str]
    since: str = ""
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """`answered`: of those `signed`, who gave that answer. `nowhere`: who signed in that time,
    and is in no state that we know.
    """

    signed: int
    answered: int | None
    nowhere: int | None


def count(organisation: Organisation, asked: Asked) -> Numbers:
    """At most three queries. Raises RuleError where what was asked is no longer there."""
    return Numbers(
        signed=_count(organisation, rules(organisation, asked)),
        answered=(
            _count(organisation, rules(organisation, asked, answered=True))
            if asked.answer
            else None
        ),
        nowhere=(
            _count(organisation, rules(organisation, asked, nowhere=True))
            if asked.states
            else None
        ),
    )


def rules(
    organisation: Organisation, asked: Asked, *, answered: bool = False, nowhere: bool = False
) -> measures.Rules:
    """The people behind the first, or behind one of the other numbers."""
    day = date.fromisoformat(asked.since) if asked.since else None
    since = values.beginning(day, organisation.time_zone) if day else ""
    parts: list[object] = [measures.signed(asked.campaign, since=since)]
    states = [""] if nowhere else list(asked.states)
    if states:
        parts.insert(0, {"criterion": "state", "value": states})
    if answered:
        parts.append(_answer(asked))
    return {"all": parts}


def _answer(asked: Asked) -> measures.Rules:
    question, _colon, answer = asked.answer.partition(":")
    return {"criterion": "answered", "value": {"question": question, "answer": answer}}


def _count(organisation: Organisation, asked: object) -> int:
    people = compiling.compile_rules(asked, organisation_id=organisation.pk, by=EVERYWHERE)
    return people.count()


def words(
    organisation: Organisation, campaign: Campaign, asked: Asked, numbers: Numbers,
    *, at: datetime,
) -> str:  # fmt: skip
    """In whole sentences, as a release can hold them."""
    sentences = [_first(campaign, asked, numbers.signed), _caution(asked)]
    if numbers.answered is not None:
        rule = _answer(asked)
        told = criteria.get(rule["criterion"]).read(rule["value"], organisation.pk)
        say = _("Of them, %(number)s %(told)s: that is what they say of themselves.")
        sentences.append(say % {"number": _written(numbers.answered), "told": told})
    if numbers.nowhere:
        more = ngettext(
            "%(number)s more signed without a US state that we know, and is left out.",
            "%(number)s more signed without a US state that we know, and are left out.",
            numbers.nowhere,
        )
        sentences.append(more % {"number": _written(numbers.nowhere)})
    moment = at.astimezone(ZoneInfo(organisation.time_zone))
    sentences.append(_("Counted on %(moment)s.") % {"moment": _moment_words(moment)})
    return " ".join(sentences)


def _first(campaign: Campaign, asked: Asked, number: int) -> str:
    told = {
        "number": _written(number), "title": campaign.title,
        "where": grouping.names(asked.states),
        "day": date_format(date.fromisoformat(asked.since), "F j, Y") if asked.since else "",
    }  # fmt: skip
    if asked.states and asked.since:
        say = ngettext(
            "%(number)s person in %(where)s has signed “%(title)s” since %(day)s.",
            "%(number)s people in %(where)s have signed “%(title)s” since %(day)s.",
            number,
        )
    elif asked.states:
        say = ngettext(
            "%(number)s person in %(where)s has signed “%(title)s”.",
            "%(number)s people in %(where)s have signed “%(title)s”.",
            number,
        )
    elif asked.since:
        say = ngettext(
            "%(number)s person has signed “%(title)s” since %(day)s.",
            "%(number)s people have signed “%(title)s” since %(day)s.",
            number,
        )
    else:
        say = ngettext(
            "%(number)s person has signed “%(title)s”.",
            "%(number)s people have signed “%(title)s”.",
            number,
        )
    return say % told


def _caution(asked: Asked) -> str:
    if asked.states:
        return _("Each confirmed by email; the state is that of the ZIP code they gave.")
    return _("Each confirmed by email.")


def _written(number: int) -> str:
    return f"{number:,}"


def _moment_words(moment: datetime) -> str:
    return f"{date_format(moment, 'F j, Y, g:i A')} {moment:%Z}"


@transaction.atomic
def keep(
    organisation: Organisation, campaign: Campaign, asked: Asked, *, at: datetime,
    by: auditing.Actor,
) -> StatedNumber:  # fmt: skip
    """Counts, and keeps sentence, numbers and what was asked."""
    numbers = count(organisation, asked)
    made = StatedNumber.objects.create(
        organisation=organisation, asked=asdict(asked), numbers=asdict(numbers), at=at,
        words=words(organisation, campaign, asked, numbers, at=at), by_label=by.label[:200],
    )  # fmt: skip
    auditing.record(
        organisation_id=organisation.pk, at=at, by=by, verb="stated",
        subject=(f"a number: {made}", f"statednumber:{made.pk}"), after=asdict(numbers),
    )  # fmt: skip
    return made


def asked_of(stated: StatedNumber) -> Asked:
    kept: Mapping[str, Any] = stated.asked
    return Asked(**kept)
