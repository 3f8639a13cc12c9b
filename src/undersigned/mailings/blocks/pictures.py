"""Pictures of mailings: checked, shrunk, kept as files that every mail program shows."""

from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from undersigned.lib import uploads
from undersigned.lib.uploads import Picture
from undersigned.mailings.blocks import drawing
from undersigned.organisations.models import Organisation

_MAX_SIDE = 2 * drawing.WIDE  # for dense screens


def keep(file: IO[bytes], *, organisation: Organisation) -> dict[str, object]:
    """What a block holds of it. The same picture has the same path. Raises PictureError."""
    picture = uploads.picture(file, max_side=_MAX_SIDE, for_mail=True)
    path = f"mailings/{organisation.slug}/{picture.name}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(picture.content))
    return {"path": default_storage.url(path), "width": _shown(picture)}


def _shown(picture: Picture) -> int:
    """As wide as the column, unless it is too small for that on a dense screen."""
    return min(drawing.WIDE, picture.width)
