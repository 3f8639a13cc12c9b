"""Paints an average as a PNG of 1200 by 630 pixels: for where its link is shared."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageFont

from undersigned.evidence.chart import picture
from undersigned.evidence.chart.drawing import radius
from undersigned.evidence.chart.picture import Numbers, Picture
from undersigned.evidence.chart.scales import Scale, apart, date_ticks, share_ticks
from undersigned.lib import fonts

SIZE = (1200, 630)
_ROOM = 1104  # between the margins
_TWICE = 2  # painted twice as large, so that edges come out smooth
_INK, _SOFT, _GRID, _HALF, _PAPER = "#1b2326", "#566166", "#e1e5e6", "#9aa5a9", "#ffffff"
_COLORS = ("#0b6b6b", "#b4531a")
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
    _text(pen, (48, 596), f"{signed} · {picture.written(shown.as_of)}", 22, 600, _SOFT, "ls")
    out = io.BytesIO()
    small = image.resize(SIZE, Image.Resampling.LANCZOS)
    small.quantize(128, dither=Image.Dither.FLOYDSTEINBERG).save(out, "PNG", optimize=True)
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
    """Title, and under it whom it is about and how much it rests on."""
    size = next(
        (size for size in (44, 38, 33, 29) if _width(pen, shown.heading, size, 700) <= _ROOM),
        29,
    )
    _text(pen, (48, top + 66), _cut(pen, shown.heading, size, 700, _ROOM), size, 700, _INK)
    facts = " · ".join(picture.facts(shown))
    _text(pen, (48, top + 104), _cut(pen, facts, 23, 500, _ROOM), 23, 500, _SOFT)
    return top + 132


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
    for low, high in bands:
        points = [*_points(shown.days, high, place), *_points(shown.days, low, place)[::-1]]
        veil = Image.new("L", image.size, 0)
        ImageDraw.Draw(veil).polygon(points, fill=48)
        image.paste(Image.new("RGB", image.size, color), mask=veil)
    image = _dots(image, shown, n, place)
    if shown.has_line:
        points = _points(shown.days, line.mean, place)
        ImageDraw.Draw(image).line(points, fill=color, width=9, joint="curve")
    return image


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
    down = apart([place.up(mean) / _TWICE for mean in ends], 74)
    for n, (line, mean, y) in enumerate(zip(shown.lines, ends, down, strict=True)):
        name = _cut(pen, line.answer, 26, 700, 240)
        _text(pen, (918, y), name, 26, 700, _COLORS[n])
        span = f"{line.low95[-1]:.0f}\u2013{line.high95[-1]:.0f} %"
        said = f"{mean:.0f} %  ({span})" if shown.has_line else span
        _text(pen, (918, y + 32), said, 24, 600, _SOFT)
