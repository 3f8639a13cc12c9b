"""Audiences: the people behind a number, and those that are kept under a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Count

from undersigned.dashboard.states import measures
from undersigned.mailings import drafting
from undersigned.mailings.models import Mailing
from undersigned.organisations import saving
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
from undersigned.places import regions
from undersigned.segments import compiling, reading, storing
from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment

_NOWHERE = "-"  # as an address names 'no state that we know'


@dataclass(frozen=True, kw_only=True)
class Behind:
    """What an address asks for: a measure, states, a campaign. `query` writes it down again."""

    measure: str
    states: Sequence[str]
    campaign: str

    @property
    def query(self) -> str:
        asked = [("of", self.measure), *(("state", code or _NOWHERE) for code in self.states)]
        if self.campaign:
            asked.append(("campaign", self.campaign))
        return urlencode(asked)

    def rules(self) -> measures.Rules:
        """Raises RuleError for a measure that there is not."""
        try:
            return measures.rules(
                self.measure, states=self.states, campaign=self.campaign or None
            )
        except KeyError as error:
            raise RuleError(str(error)) from error


def behind(measure: str, *, states: Sequence[str], campaign: str) -> Behind:
    """As an address names them. Raises RuleError where a state is none of ours."""
    states = ["" if code == _NOWHERE else code for code in states]
    if any(code and code not in regions.US for code in states):
        raise RuleError(", ".join(states))
    return Behind(measure=measure, states=states, campaign=campaign)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One kept audience; `words` is empty where its rule can no longer be read."""

    segment: Segment
    words: str
    problem: str


def kept(organisation: Organisation) -> list[Kept]:
    rows = Segment.objects.filter(organisation=organisation).exclude(name="")
    return [described(row) for row in rows.order_by("-pk")]


def described(segment: Segment) -> Kept:
    try:
        words = reading.read(segment.rules, organisation_id=segment.organisation_id)
    except RuleError as error:
        return Kept(segment=segment, words="", problem=str(error))
    return Kept(segment=segment, words=words, problem="")


def by_state(organisation: Organisation, rules: object) -> dict[str, int]:
    """For a map and a sum: one query."""
    people = compiling.compile_rules(rules, organisation_id=organisation.pk)
    rows = people.filter(country="US").values_list("region").annotate(number=Count("pk"))
    return dict(rows.order_by())


@transaction.atomic
def write_to(
    organisation: Organisation, segment: Segment, *, at: datetime, by: Actor
) -> Mailing:
    """A draft of a mailing to that audience, as it is when the mailing goes."""
    mailing = drafting.start(
        organisation=organisation, name=segment.name, kind=Mailing.Kind.MAILING, campaign=None,
        at=at, by=by,
    )  # fmt: skip
    audience = {"all": [{"criterion": "segment", "value": str(segment.uuid)}]}
    drafting.change(
        mailing=mailing, version=mailing.version, values={"audience": audience}, at=at, by=by
    )
    return mailing


def remove(segment: Segment, *, at: datetime, by: Actor) -> None:
    """Raises InUseError with the mailings that would lose their audience."""
    going = Mailing.objects.filter(
        organisation=segment.organisation_id, finished_at=None, stopped_at=None
    )
    asked = str(segment.uuid)
    saving.refuse_if_used(one.name for one in going if asked in str(one.audience))
    storing.remove(segment=segment, at=at, by=by)
