"""What a row has beside a person's own values: further contacts, words about channels. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from undersigned.supporters.models import Consent

EMAIL, PHONE, POST, SAID = "email", "phone", "post", "said"
PLACE = ("street", "city", "postal_code", "country", "region")
GIVEN, WITHDRAWN = str(Consent.Said.GIVEN), str(Consent.Said.WITHDRAWN)

# A kind, its type, and an email with its mailbox, a number with its digits, or a PLACE. Of SAID
# the channel, and the word.
Thing = tuple[str, ...]
More = Sequence[Thing]
Placed = tuple[int, Thing]  # the number of the row, from 0


def gather(found: Iterable[Placed], size: int) -> list[More]:
    """Of each row, each once."""
    more: list[More] = [()] * size
    for row, one in found:
        if one not in more[row]:
            more[row] = (*more[row], one)
    return more


def count(counts: Counter[str], more: More) -> None:
    """Of one person: how many further ones, and about which channels they said no."""
    for kind, *rest in more:
        if kind != SAID:
            counts[f"more:{kind}"] += 1
        elif rest[1] == WITHDRAWN:
            counts[f"no:{rest[0]}"] += 1
