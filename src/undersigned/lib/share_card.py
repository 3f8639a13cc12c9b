"""The picture that stands for a campaign where its link is shared: 1200 by 630 pixels, PNG."""

import io
from dataclasses import dataclass
from functools import cache

from django.utils import formats
from django.utils.translation import gettext as _
from PIL import Image, ImageColor, ImageDraw, ImageFont

from undersigned.lib import fonts

SIZE = (1200, 630)
_LEFT, _RIGHT = 72, 1128
_WIDTH = _RIGHT - _LEFT
_TITLE_SIZES = (92, 82, 72, 64, 56, 48, 42)
_TITLE_HEIGHT, _TITLE_END = 300, 452  # below it stand the numbers
_WARM = "#f0b44a"
_STRIP_SIZE, _STRIP_LINES = 23, 2  # smaller letters nobody reads where a card is shown small


@dataclass(frozen=True, kw_only=True)
class Card:
    """`ask` says who is asked, above the title; `banner` is a strip across the top.

    `starts` stands where the numbers will, as long as there is no count.
    """

    title: str
    organisation: str
    count: int | None = None
    goal: int = 0
    accent: str = "#0b6f68"
    ask: str = ""
    banner: str = ""
    starts: str = ""


def draw(card: Card) -> bytes:
    """The card as PNG. Without a count (None: not launched yet) it shows no numbers."""
    image = _ground(card.accent)
    pen = ImageDraw.Draw(image)
    top = _strip(pen, card.banner)
    top = _eyebrow(pen, card.ask, top) if card.ask else top
    _title(pen, card.title, top)
    _numbers(pen, card)
    _signed(pen, card.organisation)
    out = io.BytesIO()
    image.quantize(128, dither=Image.Dither.FLOYDSTEINBERG).save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(fonts.figtree_ttf(), size)
    font.set_variation_by_axes([weight])
    return font


def _ground(accent: str) -> Image.Image:
    """From the accent's deep shade to the accent, darkened until white letters stand on it."""
    red, green, blue = ImageColor.getrgb(accent)[:3]
    light = max(1.0, (0.3 * red + 0.59 * green + 0.11 * blue) / 110)
    shade = tuple(round(part / light) for part in (red, green, blue))
    deep = tuple(round(part * 0.5) for part in shade)
    ramp = Image.linear_gradient("L").rotate(65).crop((40, 40, 216, 216)).resize(SIZE)
    return Image.composite(Image.new("RGB", SIZE, shade), Image.new("RGB", SIZE, deep), ramp)


def _strip(pen: ImageDraw.ImageDraw, banner: str) -> int:
    """Draws the banner; returns where the next thing may stand."""
    if not banner:
        return 66
    font = _font(_STRIP_SIZE, 650)
    lines = _wrapped(pen, banner, font, _WIDTH)
    if len(lines) > _STRIP_LINES:
        lines = [*lines[: _STRIP_LINES - 1], f"{lines[_STRIP_LINES - 1].rstrip('.,;: ')}…"]
    height = 30 + 30 * len(lines)
    pen.rectangle((0, 0, SIZE[0], height), fill="#fff3dc")
    for place, text in enumerate(lines):
        pen.text((_LEFT, 30 + 30 * place), text, font=font, fill="#6b3f00", anchor="lm")
    return height + 36


def _eyebrow(pen: ImageDraw.ImageDraw, words: str, top: int) -> int:
    text, font = _fitted(pen, words, sizes=(30, 27, 24), weight=600)
    pen.text((_LEFT, top), text, font=font, fill="#d5e8e5")
    return top + 52


def _title(pen: ImageDraw.ImageDraw, title: str, top: int) -> None:
    lines: list[str] = []
    height = min(_TITLE_HEIGHT, _TITLE_END - top)
    size = _TITLE_SIZES[0]
    for size in _TITLE_SIZES:
        lines = _balanced(pen, title, _font(size, 750))
        if len(lines) * size * 1.12 <= height:
            break
    most = int(height / (size * 1.12))
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip('.,;: ')}…"]
    for place, text in enumerate(lines):
        pen.text((_LEFT, top + place * size * 1.12), text, font=_font(size, 750), fill="white")


def _balanced(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """As few lines as can be, and those about equally long: no last word by itself."""
    best = _wrapped(pen, text, font, _WIDTH)
    for width in range(_WIDTH - 40, _WIDTH // 3, -40):
        lines = _wrapped(pen, text, font, width)
        if len(lines) > len(best):
            break
        best = lines
    return best


def _wrapped(
    pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int
) -> list[str]:
    """Lines that fit; a word longer than a line is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _fits(pen, longer, font, width):
            lines[-1] = longer
            continue
        lines.append("")
        for letter in word:
            if not _fits(pen, lines[-1] + letter, font, width):
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def _fits(
    pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int
) -> bool:
    return pen.textlength(text, font=font) <= width


def _fitted(
    pen: ImageDraw.ImageDraw, text: str, *, sizes: tuple[int, ...], weight: int
) -> tuple[str, ImageFont.FreeTypeFont]:
    """One line: the largest size that fits, else cut short at the smallest."""
    for size in sizes:
        if _fits(pen, text, _font(size, weight), _WIDTH):
            return text, _font(size, weight)
    font = _font(sizes[-1], weight)
    while text and not _fits(pen, f"{text}…", font, _WIDTH):
        text = text[:-1]
    return f"{text.rstrip()}…", font


def _numbers(pen: ImageDraw.ImageDraw, card: Card) -> None:
    if card.count is None:
        text, font = _fitted(pen, card.starts, sizes=(34, 28, 24), weight=650)
        pen.text((_LEFT, 530), text, font=font, fill=_WARM, anchor="ls")
        return
    shown = formats.number_format(card.count, force_grouping=True)
    pen.text((_LEFT, 507), shown, font=_font(58, 750), fill="white", anchor="ls")
    after = _LEFT + pen.textlength(shown, font=_font(58, 750)) + 16
    words = _("have signed")
    if card.goal > card.count:
        goal = formats.number_format(card.goal, force_grouping=True)
        words = _("have signed · goal %(goal)s") % {"goal": goal}
    pen.text((after, 507), words, font=_font(28, 500), fill="#e3efed", anchor="ls")
    if card.goal:
        _bar(pen, min(1.0, card.count / card.goal))


def _bar(pen: ImageDraw.ImageDraw, share: float) -> None:
    pen.rounded_rectangle((_LEFT, 530, _RIGHT, 546), 8, fill="#3f6f6b")
    if share > 0:
        end = _LEFT + max(16, round((_RIGHT - _LEFT) * share))
        pen.rounded_rectangle((_LEFT, 530, end, 546), 8, fill=_WARM)


def _signed(pen: ImageDraw.ImageDraw, organisation: str) -> None:
    text, font = _fitted(pen, organisation, sizes=(26, 23, 20), weight=600)
    pen.text((_LEFT, 590), text, font=font, fill="#d5e8e5", anchor="lm")
