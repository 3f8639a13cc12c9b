"""Changes a mailing's blocks one press at a time. Pure: each answer is a new list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.kinds import Block

Blocks = list[dict[str, Any]]


class BlockError(ValueError):
    """What cannot be done with the blocks; for people."""


def added(blocks: Sequence[Block], block: Block, *, after: str = "") -> Blocks:
    """With that block below the one named, or at the end. Raises BlockError."""
    if len(blocks) >= kinds.MOST:
        raise BlockError(_("A mailing has %(most)s blocks at most.") % {"most": kinds.MOST})
    made = _copied(blocks)
    place = _place(made, after) + 1 if after else len(made)
    return [*made[:place], dict(block), *made[place:]]


def removed(blocks: Sequence[Block], one: str) -> Blocks:
    """Raises BlockError where it is gone."""
    made = _copied(blocks)
    del made[_place(made, one)]
    return made


def moved(blocks: Sequence[Block], one: str, *, by: int) -> Blocks:
    """A place up (-1) or down (1); at an end it stays. Raises BlockError where it is gone."""
    made = _copied(blocks)
    place = _place(made, one)
    block = made.pop(place)
    made.insert(max(0, place + by), block)
    return made


def changed(blocks: Sequence[Block], one: str, values: Mapping[str, object]) -> Blocks:
    """With these values in one block; an empty one is taken out. Raises BlockError."""
    made = _copied(blocks)
    place = _place(made, one)
    kept = {name: value for name, value in made[place].items() if name not in values}
    made[place] = kept | {name: value for name, value in values.items() if value}
    return made


def find(blocks: Sequence[Block], one: str) -> Block:
    """Raises BlockError where it is gone."""
    return blocks[_place(blocks, one)]


def _copied(blocks: Sequence[Block]) -> Blocks:
    return [dict(block) for block in blocks]


def _place(blocks: Sequence[Block], one: str) -> int:
    for place, block in enumerate(blocks):
        if block["id"] == one:
            return place
    raise BlockError(_("This block is no longer there."))
