"""Pictures that people upload: checked, drawn anew without metadata, named by content."""

import hashlib
import io
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000  # a phone's camera; more is a bomb that unpacks
MAX_SIDE = 1600  # no page shows more

_KINDS = ("JPEG", "PNG", "WEBP")
_ENDING = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_HOW: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 84, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 82, "method": 4},
}


class PictureError(ValueError):
    """What is wrong with the picture and what to do; for the person who chose it."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    name: str
    content: bytes
    content_type: str
    width: int
    height: int


def picture(file: IO[bytes], *, max_side: int = MAX_SIDE, for_mail: bool = False) -> Picture:
    """The picture as WebP, at most `max_side` wide and high. Raises PictureError.

    `for_mail`: as JPEG, or as PNG where it can be seen through; some mail programs know no
    other.

    What the file says of itself is not believed: Pillow opens only the three kinds we take, and
    what is stored is drawn from the pixels, so no place, camera or script travels along.
    """
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise PictureError(
            _("The picture is larger than %(most)s MB. Choose a smaller one, or shrink it.")
            % {"most": MAX_BYTES // 1024 // 1024}
        )
    drawn = _drawn(raw, max_side=max_side)
    out = io.BytesIO()
    kind = ("PNG" if drawn.mode == "RGBA" else "JPEG") if for_mail else "WEBP"
    drawn.save(out, kind, **_HOW[kind])
    content = out.getvalue()
    return Picture(
        name=f"{hashlib.sha256(content).hexdigest()[:32]}.{_ENDING[kind]}",
        content=content,
        content_type=f"image/{kind.lower()}",
        width=drawn.width,
        height=drawn.height,
    )


def _drawn(raw: bytes, *, max_side: int) -> Image.Image:
    try:
        with Image.open(io.BytesIO(raw), formats=_KINDS) as opened:
            _refuse_huge(opened)
            turned = ImageOps.exif_transpose(opened)
            plain = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as error:
        raise PictureError(
            _("This file is no picture that we can read. Choose a JPEG, PNG or WebP file.")
        ) from error
    plain.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    plain.info.clear()
    return plain


def _refuse_huge(opened: Image.Image) -> None:
    if opened.width * opened.height > MAX_PIXELS:
        raise PictureError(
            _("The picture has %(width)s by %(height)s pixels, more than we take. Shrink it.")
            % {"width": opened.width, "height": opened.height}
        )
