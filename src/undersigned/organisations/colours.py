"""Whether an organisation's colour can be read: contrast as WCAG 2 counts it."""

import colorsys
import re

from django.urls import reverse

READABLE = 4.5  # white words on the accent, and the accent's words on white

FORM = 1  # of the style sheet: counted up when its text changes, so that caches ask again

_LINEAR_UP_TO = 0.04045  # of sRGB

_HEX = re.compile(r"#[0-9a-f]{6}")


def is_hex(colour: str) -> bool:
    return _HEX.fullmatch(colour) is not None


def contrast_with_white(colour: str) -> float:
    """From 1 (white itself) to 21 (black)."""
    return 1.05 / (_luminance(colour) + 0.05)


def readable(colour: str) -> bool:
    return contrast_with_white(colour) >= READABLE


def darkened(colour: str) -> str:
    """The nearest darker shade of the same hue that is readable; the colour itself if it is."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    while not readable(colour):
        lightness -= 0.01
        colour = _hex(*colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _linear(channel: float) -> float:
    if channel <= _LINEAR_UP_TO:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def url(*, slug: str, accent: str) -> str:
    """Where the style sheet is; it names the colour, so that caches may keep it for a year."""
    return f"{reverse('organisations:accent_css', args=[slug])}?c={accent[1:]}"


def stylesheet(accent: str) -> str:
    """Replaces the house's own accent: plain values first, then shades for light and dark."""
    deep, ink = _shade(accent, 0.55), darkened(accent)
    return f""":root {{
  --accent: {accent}; --on-accent: #fff; --accent-deep: {deep}; --accent-ink: {ink};
  --accent-soft: {_tint(accent, 0.9)}; --accent-line: {_tint(accent, 0.6)};
}}
@supports (color: light-dark(oklch(0 0 0), #fff)) {{
  :root {{
    --accent-ink: light-dark({ink}, {_tint(accent, 0.55)});
    --accent-soft: light-dark({_tint(accent, 0.9)}, {_shade(accent, 0.35)});
    --accent-line: light-dark({_tint(accent, 0.6)}, {_shade(accent, 0.65)});
  }}
}}
"""


def _tint(colour: str, part: float) -> str:
    """The colour with this part of white in it."""
    return _hex(*(channel + (1 - channel) * part for channel in _channels(colour)))


def _shade(colour: str, part: float) -> str:
    """The colour with black in it: so large a part of it is left."""
    return _hex(*(channel * part for channel in _channels(colour)))


def _hex(red: float, green: float, blue: float) -> str:
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
