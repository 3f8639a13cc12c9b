"""Blocks as HTML that mail programs show, and as text. Pure.

The styles come by class from the email's template and are put into each element afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from undersigned.lib import markdown
from undersigned.mailings import plain
from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.kinds import Block

WIDE = 552  # what a picture may take of the 600 pixels of an email

Mark = Callable[[str], str]  # makes merge fields into slots


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number on record: as it is said, what carries it, of when, and where to read it."""

    number: str
    source: str
    date: str
    path: str = ""


Figures = Mapping[str, Figure]  # by the block's id


@dataclass(frozen=True)
class Drawn:
    """One block, or a whole mailing: `text` ends without a line break."""

    html: str
    text: str


def draw(block: Block, mark: Mark, figures: Figures) -> Drawn:
    """`mark` is called once for each text with merge fields."""
    return _BY_KIND[str(block["kind"])](block, mark, figures)


def words(text: str, mark: Mark) -> Drawn:
    """Markdown."""
    marked = mark(text)
    return Drawn(str(markdown.render(marked)), plain.from_markdown(marked))


def _text(block: Block, mark: Mark, _figures: Figures) -> Drawn:
    drawn = words(str(block["words"]), mark)
    return Drawn(f'<div class="text">{drawn.html}</div>', drawn.text)


def _heading(block: Block, mark: Mark, _figures: Figures) -> Drawn:
    said = mark(" ".join(str(block["words"]).split()))
    return Drawn(f"<h2>{escape(said)}</h2>", said)


def _picture(block: Block, mark: Mark, _figures: Figures) -> Drawn:
    if not block.get("path"):
        return Drawn("", "")
    alt = mark(" ".join(str(block["alt"]).split()))
    wide = min(int(block.get("width") or WIDE), WIDE)
    html = (
        f'<img src="{escape(str(block["path"]))}" alt="{escape(alt)}" width="{wide}"'
        f' style="max-width: {wide}px">'
    )
    said = _("[Picture: %(alt)s]") % {"alt": alt}
    url = kinds.address(block)
    if url:
        html, said = f'<a href="{escape(url)}">{html}</a>', f"{said}: {url}"
    return Drawn(f'<div class="picture">{html}</div>', said)


def _button(block: Block, mark: Mark, _figures: Figures) -> Drawn:
    said = mark(" ".join(str(block["words"]).split()))
    url = kinds.address(block)
    link = f'<a href="{escape(url)}">' if url else "<a>"
    html = (
        '<table class="button" role="presentation" align="center" cellpadding="0"'
        f' cellspacing="0"><tr><td>{link}{escape(said)}</a></td></tr></table>'
    )
    return Drawn(html, f"{said}: {url}")


def _figure(block: Block, mark: Mark, figures: Figures) -> Drawn:
    found = figures.get(str(block["id"]))
    if found is None:
        return Drawn("", "")
    said = mark(" ".join(str(block["words"]).split()))
    told = _("%(source)s, %(date)s") % {"source": found.source, "date": found.date}
    below = escape(told)
    if found.path:
        below = f'<a href="{escape(found.path)}">{below}</a>'
    html = (
        f'<div class="figure"><p class="number">{escape(found.number)}</p>'
        f'<p class="about">{escape(said)}</p><p class="from">{below}</p></div>'
    )
    beneath = f"{told}: {found.path}" if found.path else told
    return Drawn(html, f"{found.number} {said}\n{beneath}")


# Outlook on Windows knows no inline-block: it gets a table of its own.
_COLUMNS = (
    '<div class="columns"><!--[if mso]><table role="presentation" width="100%"><tr>'
    '<td width="50%" valign="top"><![endif]--><div class="column">{}</div><!--[if mso]></td>'
    '<td width="50%" valign="top"><![endif]--><div class="column">{}</div><!--[if mso]></td>'
    "</tr></table><![endif]--></div>"
)


def _columns(block: Block, mark: Mark, _figures: Figures) -> Drawn:
    one, other = (words(str(block[name]), mark) for name in ("words", "words_2"))
    return Drawn(_COLUMNS.format(one.html, other.html), f"{one.text}\n\n{other.text}")


def _divider(_block: Block, _mark: Mark, _figures: Figures) -> Drawn:
    return Drawn('<hr class="divider">', "* * *")


_BY_KIND: Mapping[str, Callable[[Block, Mark, Figures], Drawn]] = {
    "heading": _heading, "text": _text, "picture": _picture, "button": _button,
    "figure": _figure, "columns": _columns, "divider": _divider,
}  # fmt: skip
