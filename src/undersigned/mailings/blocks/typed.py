"""Blocks as a page's fields hold them. What was typed is taken as it is: nothing gets lost."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing

from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.kinds import Block, Part

# A picture that was uploaded with a form that could not be saved.
_PATH = re.compile(r"/(?!/)[\w/-]*/?mailings/[\w-]+/[0-9a-f]{32}\.(?:jpg|png)")
_WIDTH = re.compile(r"[0-9]{1,4}")
ORDER = "blocks"  # the field with the ids, in their order
_HELD, _SALT = ("when", "otherwise", "saved"), "mailings.block"


def name(block: Block, part: str) -> str:
    """The field's name on the page."""
    return f"block-{block['id']}-{part}"


def held(block: Block) -> str:
    """What no field of the page shows, signed: a block that the draft does not know keeps it.

    (One that a colleague removed meanwhile, or that came with a form that could not be saved.)
    """
    found = {part: block[part] for part in _HELD if block.get(part)}
    return signing.dumps(found, salt=_SALT, compress=True) if found else ""


def read(fields: Mapping[str, str], *, kept: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks on the page, in its order. What a page does not hold comes from `kept`."""
    known = {str(block["id"]): block for block in kept}
    ids = [one for one in fields.get(ORDER, "").split(",") if kinds.ID.fullmatch(one)]
    found = []
    for one in dict.fromkeys(ids[: kinds.MOST]):
        block = known.get(one) or {"id": one, **_held(fields, one)}
        told = fields.get(name({"id": one}, "kind"), block.get("kind", ""))
        if told in kinds.KINDS:
            found.append(_read(fields, block, str(told)))
    return found


def _held(fields: Mapping[str, str], one: str) -> dict[str, Any]:
    try:
        found = signing.loads(fields.get(name({"id": one}, "held"), ""), salt=_SALT)
    except signing.BadSignature:
        return {}
    return dict(found)


def _read(fields: Mapping[str, str], block: Block, kind: str) -> dict[str, Any]:
    parts = {part.name: _text(fields, block, part) for part in kinds.KINDS[kind].parts}
    beside = {name_: block[name_] for name_ in kinds.BESIDE if block.get(name_)}
    for told in ("source", "region"):
        if (chosen := fields.get(name(block, told))) is not None:
            beside[told] = chosen[:200]
    path, width = (fields.get(name(block, told), "") for told in ("path", "width"))
    if _PATH.fullmatch(path) and _WIDTH.fullmatch(width):
        beside |= {"path": path, "width": int(width)}
    return {"id": block["id"], "kind": kind, **parts, **beside}


def _text(fields: Mapping[str, str], block: Block, part: Part) -> str:
    typed = fields.get(name(block, part.name), block.get(part.name, ""))
    return str(typed).replace("\r\n", "\n").replace("\0", "")[: part.longest]
