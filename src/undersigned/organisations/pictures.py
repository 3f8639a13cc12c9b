"""The organisation's logo: where it is kept, and its address."""

from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from undersigned.lib import uploads
from undersigned.organisations.models import Organisation

_MAX_SIDE = 512  # twice what any page shows, for dense screens


def store_logo(file: IO[bytes]) -> str:
    """Its path below MEDIA_ROOT; the same picture has the same path. Raises PictureError."""
    picture = uploads.picture(file, max_side=_MAX_SIDE)
    path = f"logos/{picture.name}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(picture.content))
    return path


def url(organisation: Organisation) -> str:
    """Empty where there is no logo."""
    return default_storage.url(organisation.logo) if organisation.logo else ""
