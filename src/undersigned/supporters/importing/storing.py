"""Where an uploaded list lies while it is imported: private, and gone when that is over."""

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.supporters.files import reading
from undersigned.supporters.files.reading import Table
from undersigned.supporters.files.unpacking import FileError
from undersigned.supporters.models import Import

_PRIVATE = 0o700


def keep(batch: Import, chunks: Iterable[bytes]) -> None:
    """Writes the upload down."""
    settings.IMPORT_ROOT.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    with _path(batch).open("wb") as file:
        file.writelines(chunks)


def copy(batch: Import, source: Path) -> None:
    settings.IMPORT_ROOT.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    shutil.copyfile(source, _path(batch))


def table(batch: Import) -> Table:
    """Raises FileError; also where the file has gone."""
    try:
        return reading.read(_path(batch), name=batch.file_name)
    except FileNotFoundError as error:
        raise FileError(
            _("The file is no longer on the server. Choose it once more.")
        ) from error


def forget(batch: Import, *, problems: bool = False) -> None:
    """Deletes the upload; with `problems` also the file of rows that were not taken."""
    _path(batch).unlink(missing_ok=True)
    if problems:
        problems_path(batch).unlink(missing_ok=True)


def problems_path(batch: Import) -> Path:
    return Path(settings.IMPORT_ROOT) / f"{batch.uuid}.problems.csv"


@contextlib.contextmanager
def problems(batch: Import) -> Iterator[IO[str]]:
    """The file of problems, written whole or not at all."""
    settings.IMPORT_ROOT.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    path = problems_path(batch)
    half = path.with_suffix(".half")
    with half.open("w", encoding="utf-8", newline="") as file:
        yield file
    half.replace(path)


def _path(batch: Import) -> Path:
    return Path(settings.IMPORT_ROOT) / str(batch.uuid)


def size(batch: Import) -> int:
    return _path(batch).stat().st_size
