"""What is not right yet in a mailing's blocks, each with its remedy."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from undersigned.mailings import figuring
from undersigned.mailings.blocks import judging, kinds
from undersigned.mailings.blocks.kinds import Block
from undersigned.mailings.models import Mailing
from undersigned.segments import reading
from undersigned.segments.criteria import RuleError


def wrong(mailing: Mailing, *, at: datetime) -> Iterator[tuple[str, str]]:
    """Pairs of what and remedy; each names its block."""
    stale = figuring.read(mailing, at=at).stale
    for number, block in enumerate(mailing.blocks if mailing.in_blocks else [], 1):
        for problem in judging.problems(block):
            yield _named(number, block, problem), _("Put it right, or remove the block.")
        if (error := stale.get(str(block["id"]))) is not None:
            yield _named(number, block, error.what), error.remedy
        try:
            reading.read(block.get("when", {}), organisation_id=mailing.organisation_id)
        except RuleError as gone:
            yield _named(number, block, str(gone)), _("Choose anew who sees the block.")


def _named(number: int, block: Block, problem: str) -> str:
    words = _("Block %(number)s, %(kind)s%(named)s: %(problem)s")
    said = " ".join(str(block.get("words", "")).split())[:40]
    told = {
        "number": number, "kind": kinds.kind(block).label,
        "named": f" “{said}”" if said else "", "problem": problem,
    }  # fmt: skip
    return words % told
