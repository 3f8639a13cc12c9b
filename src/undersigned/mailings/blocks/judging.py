"""What is not right yet in a block: shown beside it, and before sending."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from undersigned.mailings import merging
from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.kinds import Block


def problems(block: Block) -> list[str]:
    """Each in a sentence that says what to do; empty when the block may go as it is."""
    return [*_merge_fields(block), *_BY_KIND[str(block["kind"])](block)]


def _merge_fields(block: Block) -> Iterator[str]:
    for part in kinds.kind(block).parts:
        try:
            found = merging.find(str(block[part.name]))
        except merging.MergeError as error:
            yield str(error)
            continue
        if found and not part.is_merged:
            words = _("“%(part)s” takes no merge field.")
            yield words % {"part": part.label}
    try:
        merging.find(str(block.get("otherwise", "")))
    except merging.MergeError as error:
        yield str(error)


def _empty(block: Block, name: str, sentence: str) -> Iterator[str]:
    if not str(block[name]).strip():
        yield sentence


def _written(block: Block) -> Iterator[str]:
    yield from _empty(block, "words", _("It is empty. Write something, or remove it."))


def _address(block: Block) -> Iterator[str]:
    url = str(block["url"]).strip()
    if url and not kinds.address(block):
        words = _("“%(url)s” is no address. It begins with https:// or with /.")
        yield words % {"url": url}


def _button(block: Block) -> Iterator[str]:
    yield from _empty(block, "words", _("The button has no words."))
    yield from _empty(block, "url", _("The button leads nowhere. Type its address."))
    yield from _address(block)


def _picture(block: Block) -> Iterator[str]:
    if not block.get("path"):
        yield _("There is no picture yet. Choose a file.")
    yield from _empty(block, "alt", _("Say in words what the picture shows."))
    yield from _address(block)


def _figure(block: Block) -> Iterator[str]:
    if not block.get("source"):
        yield _("Choose where the figure comes from.")
    yield from _empty(block, "words", _("Say what the figure is."))


def _columns(block: Block) -> Iterator[str]:
    if not (str(block["words"]).strip() and str(block["words_2"]).strip()):
        yield _("A column is empty. Write something, or use a text block.")


def _nothing(_block: Block) -> Iterator[str]:
    return iter(())


_BY_KIND = {
    "heading": _written, "text": _written, "picture": _picture, "button": _button,
    "figure": _figure, "columns": _columns, "divider": _nothing,
}  # fmt: skip
