"""Hands an archived copy out as a file to save: as a page it could run anybody's script."""

from django.http import FileResponse

from undersigned.evidence import archiving
from undersigned.evidence.models import PollCopy


def answer(copy: PollCopy, *, caching: str) -> FileResponse | None:
    """None where the file is gone. `caching` is who may keep it."""
    path = archiving.path_of(copy.sha256)
    if not path.is_file():
        return None
    found = FileResponse(
        path.open("rb"), as_attachment=True, filename=copy.file_name,
        content_type="application/octet-stream",
    )  # fmt: skip
    found["X-Content-Type-Options"] = "nosniff"
    found["Content-Security-Policy"] = "sandbox; default-src 'none'"
    found["Cache-Control"] = caching
    return found
