"""What a button of the page of blocks asks for: 'up:1f2e…', 'add:text:1f2e…'. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from undersigned.mailings.blocks import editing, kinds
from undersigned.mailings.blocks.editing import BlockError, Blocks
from undersigned.mailings.blocks.kinds import Block


@dataclass(frozen=True)
class Pressed:
    """The blocks as they are then. `goes_to` names a page; '' stays on this one."""

    blocks: Blocks
    said: Promise | str = ""
    block: str = ""  # the id of the one that it was about
    goes_to: str = ""


_PLACES = {"up": (-1, _("Moved up.")), "down": (1, _("Moved down."))}
# Of one block; "find" stays on this page.
_PAGES = {"condition": "condition", "saved": "keep_block", "find": ""}

_AWAY = {"onward": "onward", "template": "keep_template"}


def press(
    blocks: Sequence[Block], asked: str, *, offered: Mapping[str, Block] | None = None
) -> Pressed:
    """`offered` are saved blocks to be put in, by their uuid. Raises BlockError for what cannot
    be done, and for what no button of ours asks.
    """
    verb, _colon, rest = asked.partition(":")
    if verb == "add":
        kind, _colon, after = rest.partition(":")
        if kind not in kinds.KINDS:
            raise BlockError(_("There is no such block."))
        block = kinds.new(kind)
        return Pressed(editing.added(blocks, block, after=after), _("Added."), block["id"])
    if verb == "insert":
        if not offered or rest not in offered:
            raise BlockError(_("This saved block is no longer there."))
        saved = offered[rest]
        return Pressed(editing.added(blocks, saved), _("Added."), str(saved["id"]))
    if verb in _PLACES:
        by, said = _PLACES[verb]
        return Pressed(editing.moved(blocks, rest, by=by), said, rest)
    if verb == "remove":
        return Pressed(editing.removed(blocks, rest), _("Removed."))
    if verb in _PAGES:
        one = str(editing.find(blocks, rest)["id"])
        return Pressed(list(map(dict, blocks)), block=one, goes_to=_PAGES[verb])
    goes_to = _AWAY.get(verb, "")
    return Pressed(list(map(dict, blocks)), _("Saved."), goes_to=goes_to)
