"""The key of a chart: small pictures of what is drawn, each with its words."""

from collections.abc import Iterator, Sequence
from html import escape

from django.utils.translation import gettext as _

from undersigned.evidence.chart.picture import Picture
from undersigned.evidence.chart.scales import text_width, wrap

_SIZE, _LINE = 12.5, 19.0
_SWATCH = 26.0
# By the name of a mark: what is drawn 13 pixels right of the text's start, on its middle line.
_MARKS = {
    "dot": '<circle class="ev-dot ev-1" cx="13" cy="-4" r="4.5"/>',
    "hollow": '<circle class="ev-dot ev-hollow ev-1" cx="13" cy="-4" r="4.5"/>',
    "bands": (
        '<rect class="ev-band ev-1" x="3" y="-11" width="20" height="14"/>'
        '<rect class="ev-band ev-1" x="3" y="-8" width="20" height="8"/>'
        '<path class="ev-line ev-1" d="M3,-4L23,-4"/>'
    ),
    "cited": (
        '<circle class="ev-dot ev-1" cx="13" cy="-4" r="3.5"/>'
        '<circle class="ev-ring" cx="13" cy="-4" r="7"/>'
    ),
    "band": '<rect class="ev-band ev-1" x="3" y="-11" width="20" height="14"/>',
    "next": '<path class="ev-next ev-1" d="M3,-8L23,-8M3,0L23,0"/>',
    "beside": '<path class="ev-beside" d="M3,-4L23,-4"/>',
}


def entries(shown: Picture) -> list[tuple[str, str]]:
    """Pairs of a mark and its words: of what this chart has, and no more."""
    return list(_entries(shown))


def _entries(shown: Picture) -> Iterator[tuple[str, str]]:
    if all(dot.assumed for dot in shown.dots):
        yield "dot", _("a poll; how many people were asked was not printed")
    else:
        yield "dot", _("a poll, larger where more people were asked")
    if any(dot.hollow for dot in shown.dots):
        yield "hollow", _("partisan sponsor")
    if any(dot.id in shown.cited for dot in shown.dots):
        yield "cited", _("the poll that is cited here")
    if shown.has_line:
        yield (
            "bands",
            _("level, corrected for pollsters and wordings, with its bands of 80 and 95 %"),
        )
        yield (
            "next",
            _("where 95 %% of next polls on “%(answer)s” will fall")
            % {"answer": shown.lines[0].answer},
        )
    else:
        yield "band", _("what one may say with 95 %: too few polls for a line")
    if shown.beside:
        yield "beside", _("an average that someone published")


def mark(name: str) -> str:
    """By itself, for a page's own key."""
    return (
        '<svg class="ev-chart ev-mark" width="26" height="18" viewBox="0 -13 26 18" '
        f'aria-hidden="true">{_MARKS[name]}</svg>'
    )


def draw(
    listed: Sequence[tuple[str, str]], *, width: float, top: float
) -> tuple[list[str], float]:
    """In lines as wide as the chart; and where the next text may stand."""
    parts: list[str] = []
    x, y = 16.0, top
    for name, words in listed:
        lines = wrap(words, width - 32 - _SWATCH - 4, size=_SIZE)
        needed = _SWATCH + 4 + max(text_width(line, size=_SIZE) for line in lines)
        if x > 16 and x + needed > width - 16:  # noqa: PLR2004  the margin
            x, y = 16.0, y + _LINE
        parts.append(f'<g transform="translate({x:.0f},{y:.0f})">{_MARKS[name]}</g>')
        for place, line in enumerate(lines):
            y += 17.0 if place else 0
            parts.append(
                f'<text class="ev-foot" x="{x + _SWATCH + 4:.0f}" y="{y:.0f}">'
                f"{escape(line)}</text>"
            )
        x += needed + 18
    return parts, y + _LINE + 5
