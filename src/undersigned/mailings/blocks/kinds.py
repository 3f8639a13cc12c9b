"""What kinds of blocks there are, and what each may hold. Pure: a block is a JSON object."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Block = Mapping[str, Any]
MOST: Final = 60  # more than any mailing that is read to its end
_LONG: Final = 20_000
_SHORT: Final = 300
ID: Final = re.compile(r"[0-9a-f]{8}")
_URL: Final = re.compile(r"(https?://[^\s<>\"]+|mailto:[^\s<>\"]+@[^\s<>\"]+|/(?!/)[^\s<>\"]*)")


@dataclass(frozen=True)
class Part:
    """One thing that is typed in a block."""

    name: str
    label: Promise
    hint: Promise | str = ""
    lines: int = 1
    is_merged: bool = True  # may hold merge fields

    @property
    def longest(self) -> int:
        return _LONG if self.lines > 1 else _SHORT


@dataclass(frozen=True)
class Kind:
    name: str
    label: Promise
    icon: str
    parts: Sequence[Part]


_MARKDOWN = _("Markdown, with merge fields.")
_ADDRESS = _("Begins with https:// or, for a page here, with /.")

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("heading", _("Heading"), "heading", [Part("words", _("Heading"))]),
        Kind("text", _("Text"), "text-initial", [Part("words", _("Text"), _MARKDOWN, lines=6)]),
        Kind("picture", _("Picture"), "image", [
            Part("alt", _("What it shows"), _("For people who do not see the picture.")),
            Part("url", _("Leads to"), _ADDRESS, is_merged=False),
        ]),
        Kind("button", _("Button"), "square-mouse-pointer", [
            Part("words", _("Words on it")),
            Part("url", _("Leads to"), _ADDRESS, is_merged=False),
        ]),
        Kind("figure", _("Figure"), "hash", [
            Part("words", _("What the figure is"), _("Stands below it: “people have signed”.")),
        ]),
        Kind("columns", _("Two columns"), "columns-2", [
            Part("words", _("First column"), _MARKDOWN, lines=4),
            Part("words_2", _("Second column"), _MARKDOWN, lines=4),
        ]),
        Kind("divider", _("Divider"), "minus", []),
    )
}  # fmt: skip

# What a block holds beside its parts, and where it is kept from.
BESIDE: Final = ("path", "width", "source", "region", "when", "otherwise", "saved")


def kind(block: Block) -> Kind:
    return KINDS[str(block["kind"])]


def new(name: str, **values: object) -> dict[str, Any]:
    """An empty block of that kind, with an id of its own. Raises KeyError."""
    empty = {part.name: "" for part in KINDS[name].parts}
    return {"id": secrets.token_hex(4), "kind": name, **empty, **values}


def address(block: Block) -> str:
    """Where it leads; empty where what is typed is no address that an email may hold."""
    url = str(block["url"]).strip()
    return url if _URL.fullmatch(url) else ""


def words(blocks: Sequence[Block]) -> str:
    """All that is written in them, for whoever looks for something in it."""
    said = [
        str(block.get(name, ""))
        for block in blocks
        for name in (*(part.name for part in kind(block).parts), "otherwise")
    ]
    return "\n".join(filter(None, said))
