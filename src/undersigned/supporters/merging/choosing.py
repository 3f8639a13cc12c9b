"""What of two records stands in the one: what a member chooses, and what nobody does."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from undersigned.supporters import valuing
from undersigned.supporters.models import Consent, EmailConsent, Field, Supporter

# A choice, its words, and the fields that go together: a street is of its town, and whether an
# address was confirmed is of that address.
_TOGETHER: dict[str, tuple[Promise | str, tuple[str, ...]]] = {
    "given_name": (_("First name"), ("given_name",)),
    "family_name": (_("Last name"), ("family_name",)),
    "email": (
        _("Email"),
        ("email", "canonical_address", "address_hash", "slot", "first_confirmed_at"),
    ),
    "phone": (_("Phone"), ("phone",)),
    "place": (
        _("Postal address"), ("street", "city", "postal_code", "region", "country")
    ),
    "language": (_("Language"), ("language",)),
    "source": (_("Source"), ("source",)),
}  # fmt: skip
OWN = "own:"  # before the key of a field of the organisation's

# The more restrictive first.
_STRICT = (EmailConsent.WITHDRAWN, EmailConsent.NONE, EmailConsent.GIVEN)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing that either record says; `takes_loser` is what stands by default."""

    name: str
    label: Promise | str
    winner: str
    loser: str
    takes_loser: bool

    @property
    def differs(self) -> bool:
        return self.winner != self.loser


def choices(*, winner: Supporter, loser: Supporter, known: dict[str, Field]) -> list[Choice]:
    """Each thing that either says. Of two values the later stands, of one and none the one."""
    later = _last(loser) > _last(winner)
    found = [
        _choice(name, label, _words(winner, fields), _words(loser, fields), later=later)
        for name, (label, fields) in _TOGETHER.items()
    ]
    for key in dict.fromkeys([*winner.fields, *loser.fields]):
        field = known.get(key) or Field(key=key, label=key)
        ours, theirs = (
            valuing.show(field.kind, person.fields.get(key, "")) for person in (winner, loser)
        )
        found.append(_choice(OWN + key, field.label, ours, theirs, later=later))
    return [choice for choice in found if choice.winner or choice.loser]


def _choice(name: str, label: Promise | str, ours: str, theirs: str, *, later: bool) -> Choice:
    takes = bool(theirs) and (not ours or (later and ours != theirs))
    return Choice(name=name, label=label, winner=ours, loser=theirs, takes_loser=takes)


def _last(person: Supporter) -> datetime:
    return person.changed_at or person.created_at


def _words(person: Supporter, fields: Collection[str]) -> str:
    if "email" in fields:
        return person.email
    return ", ".join(str(getattr(person, name)) for name in fields if getattr(person, name))


def known(organisation_id: int) -> dict[str, Field]:
    """The organisation's own fields, by key."""
    ours = Field.objects.filter(organisation_id=organisation_id)
    return {field.key: field for field in ours}


def values(
    *, winner: Supporter, loser: Supporter, from_loser: Collection[str]
) -> dict[str, Any]:
    """The fields of the one record."""
    found: dict[str, Any] = {
        name: getattr(loser, name)
        for choice, (_label, fields) in _TOGETHER.items()
        if choice in from_loser
        for name in fields
    }
    own = {**loser.fields, **winner.fields}
    own |= {key: value for key, value in loser.fields.items() if OWN + key in from_loser}
    return found | {
        "fields": own,
        "created_at": min(winner.created_at, loser.created_at),
        "email_consent": stricter(winner.email_consent, loser.email_consent),
    }


def stricter(one: str, other: str) -> EmailConsent:
    """Who unsubscribed once stays so; who agreed once and never elsewhere must be asked."""
    return min(EmailConsent(one), EmailConsent(other), key=_STRICT.index)


def withdrawn(winner: Iterable[tuple[str, str]], loser: Iterable[tuple[str, str]]) -> set[str]:
    """Channels that either left at last, from (channel, said) in their order."""
    gone = Consent.Said.WITHDRAWN
    return {
        channel for words in (winner, loser) for channel, said in dict(words).items()
        if said == gone
    }  # fmt: skip
