"""How many of a petition's count are from where: published beside the log, bound by its hash.

A small petition's leaves name the country alone. Its states are told in a breakdown, in which
those with fewer than ten are one with the rest of their country; a `tally` leaf holds its hash
(RFC 8785, SHA-256), its count, and the size of the tree that it speaks of.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from undersigned.ledger.leaves import Tally

LEAST = 10  # of a state: fewer might be told apart


def make(
    *, petition: uuid.UUID, size: int, countries: Mapping[str, int], states: Mapping[str, int]
) -> dict[str, Any]:
    """`countries`: the signatures by the region that their leaves name, which is public;
    `states`: how many of them are from where ('US-OH').
    """
    cells: dict[str, int] = {}
    for country, total in countries.items():
        ours = {name: n for name, n in states.items() if name.startswith(f"{country}-")}
        cells |= _told(country, total, ours)
    return {
        "by_region": cells, "count": sum(countries.values()), "petition": str(petition),
        "size": size,
    }  # fmt: skip


def _told(country: str, total: int, states: Mapping[str, int]) -> dict[str, int]:
    """The large states, and the rest of the country: none, or ten at least, or all of it."""
    kept = {state: n for state, n in states.items() if n >= LEAST}
    if sum(states.values()) > total:
        kept = {}
    while kept and 0 < total - sum(kept.values()) < LEAST:
        del kept[min(kept, key=lambda state: (kept[state], state))]
    rest = total - sum(kept.values())
    return {**kept, **({country: rest} if rest else {})}


def digest(content: Mapping[str, Any]) -> bytes:
    """Line `h` of its leaf. Keys are ASCII and numbers whole, so JSON's own order will do."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).digest()


def wrong_with(content: Mapping[str, Any], leaf: Tally) -> str:
    """Why a breakdown is not the one that its leaf binds; empty where it is."""
    if digest(content) != leaf.digest:
        return "its hash is not the one in the log"
    try:
        cells = sum(content["by_region"].values())
        said = content["petition"], content["size"], content["count"], cells
    except (KeyError, TypeError, AttributeError):
        return "it is no breakdown"
    if said != (str(leaf.petition), leaf.size, leaf.number, leaf.number):
        return f"it does not add up to the {leaf.number} that the log says"
    return ""
