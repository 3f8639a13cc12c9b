"""How many of a petition's count are from where: published beside the log, bound by its hash.

A small petition's leaves name the country alone. Its states are told in a breakdown, in which
cells under ten are merged; a `tally` leaf holds its hash (RFC 8785, SHA-256), its count, and
the size of the tree that it speaks of.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from undersigned.ledger.leaves import Tally

LEAST = 10  # of a cell: fewer might be told apart


def make(*, petition: uuid.UUID, size: int, cells: Mapping[str, int]) -> dict[str, Any]:
    """`cells`: signatures by place ('US-OH', '-'). What is merged is at least ten, or none."""
    kept = {place: n for place, n in cells.items() if n >= LEAST}
    total = sum(cells.values())
    while 0 < total - sum(kept.values()) < LEAST and kept:
        del kept[min(kept, key=lambda place: (kept[place], place))]
    return {
        "by_region": kept, "count": total, "merged": total - sum(kept.values()),
        "petition": str(petition), "size": size,
    }  # fmt: skip


def digest(content: Mapping[str, Any]) -> bytes:
    """Line `h` of its leaf. Keys are ASCII and numbers whole, so JSON's own order will do."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).digest()


def wrong_with(content: Mapping[str, Any], leaf: Tally) -> str:
    """Why a breakdown is not the one that its leaf binds; empty where it is."""
    if digest(content) != leaf.digest:
        return "its hash is not the one in the log"
    try:
        cells = sum(content["by_region"].values()) + content["merged"]
        said = content["petition"], content["size"], content["count"], cells
    except (KeyError, TypeError, AttributeError):
        return "it is no breakdown"
    if said != (str(leaf.petition), leaf.size, leaf.number, leaf.number):
        return f"it does not add up to the {leaf.number} that the log says"
    return ""
