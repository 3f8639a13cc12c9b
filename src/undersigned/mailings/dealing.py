"""Deals an A/B test's variants out as the list is frozen: as parts of one SQL statement."""

from dataclasses import dataclass
from typing import Self

from django.db.models import CharField, F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import MD5, Concat

from undersigned.mailings import variants
from undersigned.mailings.models import Mailing, Recipient

_WAITS = f"'{Recipient.State.WAITING.value}'"
_KEPT = f"'{Recipient.State.KEPT.value}'"


@dataclass(frozen=True)
class Deal:
    """Who gets which variant. All of it is numbers and letters of our own.

    People stand in the order of their `lot`: by chance, and every time alike. The first of them
    are those it is tried on, in turn; the rest is kept for the winner. `d` says why somebody is
    left out: they are dealt nothing.
    """

    state: str
    arm: str
    tried: str
    place: str
    everybody: str

    @classmethod
    def of(cls, mailing: Mailing) -> Self:
        planned = variants.trial(mailing)
        if planned is None:
            return cls(state=_WAITS, arm="''", tried="false", place="0", everybody="0")
        letters = "".join(letter for letter, _one in variants.of(mailing))
        size = str(planned.size)
        if planned.share is not None:
            size = f"(everybody * {planned.share} + 99) / 100"
        turn = f"CAST(place %% {len(letters)} AS integer) + 1"
        return cls(
            state=f"CASE WHEN place < {size} THEN {_WAITS} ELSE {_KEPT} END",
            arm=f"CASE WHEN d = '' AND place < {size} THEN substr('{letters}', {turn}, 1)"
            " ELSE '' END",
            tried=f"d = '' AND place < {size}",
            place="row_number() OVER (PARTITION BY d ORDER BY e, a) - 1",
            everybody="count(*) OVER (PARTITION BY d)",
        )


def lot(mailing: Mailing) -> Combinable:
    """A person's place among those it is tried on: a hash of the mailing and the address."""
    if variants.trial(mailing) is None:
        return Value("", output_field=CharField())
    return MD5(Concat(Value(mailing.uuid.hex), F("canonical_address")))
