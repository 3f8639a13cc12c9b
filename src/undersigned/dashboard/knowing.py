"""What is known of one person, put into words for their page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from undersigned.organisations.models import IssuePosition
from undersigned.petitions import caring
from undersigned.petitions.models import Signature
from undersigned.supporters import consenting, fielding, valuing
from undersigned.supporters.models import Consent, IssueInterest, Preference, Supporter


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel, the newest word about it, and how it was given."""

    name: str
    label: str
    icon: str
    words: str
    tone: str = ""
    at: datetime | None = None
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class Interests:
    """Issues by whose word it is; `learned` are those of the campaigns that they signed."""

    said: list[IssuePosition] = field(default_factory=list)
    noted: list[IssuePosition] = field(default_factory=list)
    learned: list[IssuePosition] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.said or self.noted or self.learned)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What they chose to be sent, on the page behind 'less often, or only some'."""

    often: str
    until: datetime | None
    only_interests: bool
    untracked: bool
    opens: bool

    def __bool__(self) -> bool:
        chosen = (self.often, self.until, self.only_interests, self.untracked, self.opens)
        return any(chosen)


@dataclass(frozen=True, kw_only=True)
class Brought:
    """Who brought a person, and how many they brought."""

    by: Supporter | None
    number: int


_ICONS = {"email": "mail", "phone": "phone", "text": "message-square-text", "post": "mailbox"}


def channels(person: Supporter) -> list[Channel]:
    """One query."""
    return [
        _channel(Consent.Channel(name), event)
        for name, event in consenting.standing(person).items()
    ]


def _channel(channel: Consent.Channel, event: Consent | None) -> Channel:
    label = str(channel.label)
    if event is None:
        words, tone = _("never asked, or not answered"), ""
    elif event.said == Consent.Said.GIVEN:
        words, tone = _("agreed"), "good"
    else:
        words, tone = _("wants no more"), "bad"
    parts = [event.get_how_display(), event.source, event.reason] if event else []
    return Channel(
        name=channel.value, label=label[:1].upper() + label[1:], icon=_ICONS[channel.value],
        words=words, tone=tone, at=event.at if event else None,
        how=" · ".join(part for part in parts if part),
    )  # fmt: skip


def interests(person: Supporter) -> Interests:
    """Two queries."""
    said: list[IssuePosition] = []
    noted: list[IssuePosition] = []
    rows = IssueInterest.objects.filter(supporter=person).select_related("issue")
    for row in rows.order_by("issue__place", "issue__name"):
        theirs = row.told == IssueInterest.Told.PERSON
        (said if theirs else noted).append(row.issue)
    return Interests(said=said, noted=noted, learned=list(caring.learned(person)))


def wish(person: Supporter, *, at: datetime) -> Wish | None:
    """None where they chose nothing, or what they chose is over. One query."""
    row = Preference.objects.filter(supporter=person).first()
    if row is None:
        return None
    found = Wish(
        often=row.get_days_between_display() if row.days_between else "",
        until=row.paused_until if row.paused_until and row.paused_until > at else None,
        only_interests=row.only_interests, untracked=row.untracked,
        opens=row.opens_since is not None,
    )  # fmt: skip
    return found or None


def values(person: Supporter) -> Sequence[tuple[str, str]]:
    """The custom fields that the organisation has, each with the person's value in words."""
    return [
        (
            field.label,
            valuing.show(field.kind, person.fields[field.key])
            if field.key in person.fields
            else "",
        )
        for field in fielding.fields(person.organisation_id)
    ]


def brought(person: Supporter, *, among: QuerySet[Supporter]) -> Brought:
    """By the links that signers share; `among` are those whom the member may see."""
    signed = Signature.objects.confirmed().filter(supporter=person, referred_by__isnull=False)
    rows = signed.order_by("confirmed_at").values_list("referred_by__supporter", flat=True)
    links = [pk for pk in rows if pk != person.pk]
    seen = among.in_bulk(links) if links else {}
    by = next((seen[pk] for pk in links if pk in seen), None)
    number = (
        Signature.objects.confirmed()
        .filter(referred_by__supporter=person)
        .exclude(supporter=person)
        .values("supporter")
        .distinct()
        .count()
    )
    return Brought(by=by, number=number)
