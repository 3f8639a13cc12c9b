"""Which claims a text quotes: by a link to a claim's page, or word for word."""

import re

from undersigned.evidence import addresses
from undersigned.evidence.models import Claim

HOLD = (Claim.Status.SUPPORTED, Claim.Status.ONE_POLL)


def quoted(text: str, *, organisation_id: int) -> list[Claim]:
    """In the order of the text; two queries at most, and one where nothing is quoted."""
    linked = {str(uuid) for uuid in addresses.claims_in(text)}
    words = plain(text)
    rows = Claim.objects.filter(organisation_id=organisation_id)
    places = {
        pk: words.find(plain(sentence)) if str(uuid) not in linked else text.find(str(uuid))
        for pk, uuid, sentence in rows.values_list("pk", "uuid", "sentence")
    }
    found = sorted((place, pk) for pk, place in places.items() if place >= 0)
    if not found:
        return []
    by_id = Claim.objects.whole().in_bulk([pk for _place, pk in found])
    return [by_id[pk] for _place, pk in found]


def fallen(claims: list[Claim]) -> list[Claim]:
    """Those that do not hold today, or were never checked: not to be put before the public."""
    return [claim for claim in claims if claim.status not in HOLD]


def plain(text: str) -> str:
    """Words and numbers alone, in small letters: how sentences are compared."""
    return " ".join(re.sub(r"[^\w%]+", " ", text.casefold()).split())
