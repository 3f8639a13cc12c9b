"""Paints an average as a PNG of 1200 by 630 pixels: for where its link is shared."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from django.utils.translation import gettext as _
from PIL import Image, ImageColor, ImageDraw, ImageFont

from undersigned.evidence.chart import picture
from undersigned.evidence.chart.drawing import last_place, radius
from undersigned.evidence.chart.picture import Numbers, Picture
from undersigned.evidence.chart.scales import Scale, apart, date_ticks, share_ticks
from undersigned.lib import fonts

SIZE = (1200, 630)
_ROOM = 1104  # between the margins
_TWICE = 2  # painted twice as large, so that edges come out smooth
_INK, _SOFT, _GRID, _HALF, _PAPER = "#1b2326", "#566166", "#e1e5e6", "#9aa5a9", "#ffffff"
_COLORS = ("#0b6b6b", "#b4531a")
_FULL, _FADED = 48, 24  # how much of a band's colour is let through, up to the last poll and on
_STEP = 18.0  # between the dots of a line after the last poll
_BANNER = ("#fff3dc", "#6b3f00")


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where the chart stands, in pixels of the doubled picture."""

    across: Scale
    up: Scale


def paint(shown: Picture, *, signed: str, accent: str = "#0b6b6b", banner: str = "") -> bytes:
    """`signed` is whose page it is; `banner` a strip across the top."""
    image = Image.new("RGB", (SIZE[0] * _TWICE, SIZE[1] * _TWICE), _PAPER)
    pen = ImageDraw.Draw(image)
    top = _strip(pen, banner)
    top = _head(pen, shown, top)
    place = _placed(shown, top)
    _grid(pen, place)
    for n in range(len(shown.lines) - 1, -1, -1):
        image = _marks(image, shown, n, place)
    pen = ImageDraw.Draw(image)
    _ends(pen, shown, place)
    pen.rectangle((0, SIZE[1] * 2 - 16, SIZE[0] * 2, SIZE[1] * 2), fill=accent)
    foot = " · ".join((signed, picture.written(shown.as_of), _what_bands_are(shown)))
    _text(pen, (48, 596), _cut(pen, foot, 22, 600, _ROOM), 22, 600, _SOFT)
    out = io.BytesIO()
    small = image.resize(SIZE, Image.Resampling.LANCZOS)
    # kmeans: without it the median cut makes one brown of few orange and grey letters
    small.quantize(128, kmeans=2, dither=Image.Dither.FLOYDSTEINBERG).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(fonts.figtree_ttf(), size)
    font.set_variation_by_axes([weight])
    return font


def _text(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], words: str, size: int, weight: int,
    color: str, anchor: str = "ls",
) -> None:  # fmt: skip
    """At a place of the picture as it will be, of 1200 by 630."""
    pen.text(
        (at[0] * _TWICE, at[1] * _TWICE), words, font=_font(size * _TWICE, weight), fill=color,
        anchor=anchor,
    )  # fmt: skip


def _strip(pen: ImageDraw.ImageDraw, banner: str) -> int:
    if not banner:
        return 0
    pen.rectangle((0, 0, SIZE[0] * 2, 44 * 2), fill=_BANNER[0])
    _text(pen, (48, 30), _cut(pen, banner, 20, 600, _ROOM), 20, 600, _BANNER[1])
    return 44


def _head(pen: ImageDraw.ImageDraw, shown: Picture, top: int) -> int:
    """Title, and under it whom it is about and how much it rests on; each in two lines at most:
    the answers stand last in the title.
    """
    sizes = (44, 38, 33)
    fits = (size for size in sizes if _width(pen, shown.heading, size, 700) <= _ROOM)
    size = next(fits, 31)
    for down, line in enumerate(_broken(pen, shown.heading, size, 700, _ROOM)):
        top += 40 if down else 66
        _text(pen, (48, top), line, size, 700, _INK)
    for down, line in enumerate(_broken(pen, " · ".join(picture.facts(shown)), 23, 500, _ROOM)):
        top += 30 if down else 38
        _text(pen, (48, top), line, 23, 500, _SOFT)
    return top + 28


def _broken(
    pen: ImageDraw.ImageDraw, words: str, size: int, weight: int, room: float, *, most: int = 2
) -> list[str]:
    """In at most so many lines where one is too short; the last is cut."""
    parts = words.split()
    count = len(parts)
    while count > 1 and _width(pen, " ".join(parts[:count]), size, weight) > room:
        count -= 1
    if most == 1 or count >= len(parts):
        return [_cut(pen, words, size, weight, room)]
    first = _cut(pen, " ".join(parts[:count]), size, weight, room)
    rest = " ".join(parts[count:])
    return [first, *_broken(pen, rest, size, weight, room, most=most - 1)]


def _what_bands_are(shown: Picture) -> str:
    if shown.has_line:
        return _("bands: 80 and 95 %, of what polls say")
    return _("band: 95 %, of what polls say; too few for a line")


def _width(pen: ImageDraw.ImageDraw, words: str, size: int, weight: int) -> float:
    return pen.textlength(words, font=_font(size * _TWICE, weight)) / _TWICE


def _cut(pen: ImageDraw.ImageDraw, words: str, size: int, weight: int, room: float) -> str:
    if _width(pen, words, size, weight) <= room:
        return words
    while words and _width(pen, f"{words}…", size, weight) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _placed(shown: Picture, top: int) -> _Place:
    found = [share for dot in shown.dots for share in dot.shares]
    for line in shown.lines:
        found += [min(line.low95), max(line.high95)]
    ticks = share_ticks(max(0, min(found) - 1), min(100, max(found) + 1), most=7)
    first, last = min(dot.day for dot in shown.dots), float(shown.days[-1])
    room = max(0.6, 0.015 * (last - first))
    return _Place(
        across=Scale(first - room, last + room / 2, 110 * _TWICE, 900 * _TWICE),
        up=Scale(ticks[0], ticks[-1], 515 * _TWICE, (top + 12) * _TWICE),
    )


def _grid(pen: ImageDraw.ImageDraw, place: _Place) -> None:
    ticks = share_ticks(place.up.low, place.up.high, most=7)
    for tick in ticks:
        y = place.up(tick)
        color = _HALF if tick == 50 else _GRID  # noqa: PLR2004  majority
        pen.line((place.across.start, y, place.across.end, y), fill=color, width=2)
        sign = " %" if tick == ticks[-1] else ""
        _text(pen, (96, y / _TWICE), f"{tick:g}{sign}", 21, 500, _SOFT, "rm")
    days = (date.fromordinal(round(day)) for day in (place.across.low + 1, place.across.high))
    for day, label in date_ticks(*days, most=6):
        _text(pen, (place.across(day.toordinal()) / _TWICE, 548), label, 21, 500, _SOFT, "ms")


def _marks(image: Image.Image, shown: Picture, n: int, place: _Place) -> Image.Image:
    """Bands, dots and line of one answer, each let through by its own part."""
    line, color = shown.lines[n], _COLORS[n]
    bands = [(line.low95, line.high95)]
    bands += [(line.low80, line.high80)] if shown.has_line else []
    last = last_place(shown)
    for low, high in bands:
        for some, let_through in ((slice(last + 1), _FULL), (slice(last, None), _FADED)):
            up = _points(shown.days[some], high[some], place)
            down = _points(shown.days[some], low[some], place)
            veil = Image.new("L", image.size, 0)
            ImageDraw.Draw(veil).polygon([*up, *down[::-1]], fill=let_through)
            image.paste(Image.new("RGB", image.size, color), mask=veil)
    image = _dots(image, shown, n, place)
    if shown.has_line:
        points, pen = _points(shown.days, line.mean, place), ImageDraw.Draw(image)
        pen.line(points[: last + 1], fill=color, width=9, joint="curve")
        _dotted(pen, points[last:], color)
    return image


def _dotted(
    pen: ImageDraw.ImageDraw, points: Sequence[tuple[float, float]], color: str
) -> None:
    """After the last poll: nobody has asked since."""
    left = _STEP
    for (x, y), (to_x, to_y) in pairwise(points):
        length = math.hypot(to_x - x, to_y - y)
        while left <= length:
            part = left / length
            at = (x + part * (to_x - x), y + part * (to_y - y))
            pen.ellipse((at[0] - 4, at[1] - 4, at[0] + 4, at[1] + 4), fill=color)
            left += _STEP
        left -= length


def _dots(image: Image.Image, shown: Picture, n: int, place: _Place) -> Image.Image:
    veil = Image.new("L", image.size, 0)
    pen = ImageDraw.Draw(veil)
    for dot in shown.dots:
        x, y = place.across(dot.day), place.up(dot.shares[n])
        size = radius(dot, len(shown.dots)) * 2.6
        box = (x - size, y - size, x + size, y + size)
        if dot.hollow:
            pen.ellipse(box, outline=190, width=4)
        else:
            pen.ellipse(box, fill=115)
    image.paste(Image.new("RGB", image.size, ImageColor.getrgb(_COLORS[n])), mask=veil)
    return image


def _points(days: Numbers, shares: Numbers, place: _Place) -> list[tuple[float, float]]:
    low, high = place.up.low, place.up.high
    return [
        (place.across(day), place.up(min(max(share, low), high)))
        for day, share in zip(days, shares, strict=True)
    ]


def _ends(pen: ImageDraw.ImageDraw, shown: Picture, place: _Place) -> None:
    ends: Sequence[float] = [line.mean[-1] for line in shown.lines]
    names = [_broken(pen, line.answer, 26, 700, 250, most=3) for line in shown.lines]
    tall = max(len(name) for name in names)
    down = apart([place.up(mean) / _TWICE for mean in ends], 42 + 32 * tall)
    for n, (line, mean, y) in enumerate(zip(shown.lines, ends, down, strict=True)):
        first = y - 16 * (len(names[n]) - 1)
        for row, name in enumerate(names[n]):
            _text(pen, (918, first + 32 * row), name, 26, 700, _COLORS[n])
        span = f"95 %: {line.low95[-1]:.0f}\u2013{line.high95[-1]:.0f}"
        said = f"{mean:.0f} %  ({span})" if shown.has_line else span
        _text(pen, (918, first + 32 * len(names[n])), said, 24, 600, _SOFT)
