"""Copies of a poll's source: checked by their content, kept under their hash, never shown."""

import hashlib
import io
import os
import re
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from undersigned.evidence.models import Poll, PollCopy
from undersigned.organisations import auditing

MAX_BYTES = 20 * 1024 * 1024
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_BEGINNING = 4096


class CopyError(ValueError):
    """What is wrong with the file and what to do; for the person who chose it."""


def keep(
    poll: Poll, file: IO[bytes], *, name: str, at: datetime, by: auditing.Actor
) -> PollCopy:
    """Raises CopyError. The same file twice is kept once."""
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise CopyError(
            _("The file is larger than %(most)s MB. Choose a smaller one.")
            % {"most": MAX_BYTES // 1024 // 1024}
        )
    return _keep(poll, raw, _kind(raw), name=name, at=at, by=by)


def keep_text(
    poll: Poll, text: str, *, name: str, at: datetime, by: auditing.Actor
) -> PollCopy:
    """What somebody pasted: a page's source, or plain text. The same twice is kept once."""
    raw = text.replace("\r\n", "\n").encode()
    is_page = _HTML.search(raw[:_BEGINNING]) is not None
    kind, ending = (PollCopy.Kind.HTML, "html") if is_page else (PollCopy.Kind.TEXT, "txt")
    return _keep(poll, raw, kind, name=f"{_plain(name)[:110]}.{ending}", at=at, by=by)


def _keep(
    poll: Poll, raw: bytes, kind: PollCopy.Kind, *, name: str, at: datetime, by: auditing.Actor
) -> PollCopy:
    digest = hashlib.sha256(raw).hexdigest()
    _write(path_of(digest), raw)
    try:
        with transaction.atomic():
            copy = PollCopy.objects.create(
                poll=poll, kind=kind, file_name=_plain(name), size=len(raw), sha256=digest,
                kept_at=at, kept_by=by.label,
            )  # fmt: skip
            auditing.record(
                organisation_id=poll.organisation_id, at=at, by=by, verb="kept a copy of",
                subject=(f"poll by {poll.pollster}", f"poll:{poll.pk}"),
                after={"file": copy.file_name, "sha256": digest},
            )  # fmt: skip
    except IntegrityError:
        return PollCopy.objects.get(poll=poll, sha256=digest)
    return copy


def _kind(raw: bytes) -> PollCopy.Kind:
    """By what is in the file; what it says of itself is not believed."""
    if raw.startswith(b"%PDF-") and b"%%EOF" in raw[-2048:]:
        return PollCopy.Kind.PDF
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        try:
            with Image.open(io.BytesIO(raw), formats=["PNG"]) as opened:
                opened.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
            pass
        else:
            return PollCopy.Kind.PNG
    if b"\x00" not in raw[:_BEGINNING] and _HTML.search(raw[:_BEGINNING]):
        return PollCopy.Kind.HTML
    raise CopyError(_("This is no PDF, PNG or HTML file. Save the page or report as one."))


def path_of(digest: str) -> Path:
    """Beside the database and not below the public media: it is only handed out as a file."""
    return Path(settings.DATA) / "copies" / digest[:2] / digest


def _write(path: Path, raw: bytes) -> None:
    """Whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.half")
    half.write_bytes(raw)
    half.replace(path)


def _plain(name: str) -> str:
    """A file name without folders and signs that a header or a system would take amiss."""
    name = re.sub(r"[^\w. ()-]", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    return name[-120:] or "copy"
