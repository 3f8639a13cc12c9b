"""Makes one file of everything an installation holds, and puts it back."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections

import undersigned
from undersigned.config import dumping, row_keys
from undersigned.ledger import lasting, returning

MANIFEST = "manifest.json"
# What is kept beside the database, and where it lies below the data folder.
FOLDERS = ("secrets", "media", "published", "copies")
LOG = ("log", "ledger")  # the public files of the signature log, its key and its last word


class BadBackupError(Exception):
    """The file is no backup of ours, or not as it was made; the message says what is wrong."""


def make(target: Path, *, at: datetime) -> int:
    """Writes the backup and gives its size in bytes. It appears under its name when complete,
    readable by its owner alone: it holds the secrets and everyone's addresses.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with (
        os.fdopen(handle, "wb") as file,
        tempfile.TemporaryDirectory(dir=target.parent) as folder,
    ):
        with lasting.waited_for():  # the sequencer: database and log of one moment
            dump = dumping.dump(Path(folder))
            _keep_log(Path(folder))
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            _fill(archive, dump, at=at, log=Path(folder))
        file.flush()
        os.fsync(file.fileno())
    row_keys.write(row_keys.path(target), at=at)
    unfinished.replace(target)
    return target.stat().st_size


def _keep_log(folder: Path) -> None:
    """Links or copies: the files never change, but the newest of them come and go."""
    for name in LOG:
        source = _folder(name)
        if source.is_dir():
            shutil.copytree(source, folder / name, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


def _fill(archive: tarfile.TarFile, dump: Path, *, at: datetime, log: Path) -> None:
    sums = {}
    kept = [(name, log / name) for name in LOG]
    others = [(name, _folder(name)) for name in FOLDERS]
    for name, path in [(f"database/{dump.name}", dump), *_files([*others, *kept])]:
        sums[name] = _sum(path)
        archive.add(path, arcname=name, filter=_private)
    manifest = {
        "undersigned": undersigned.__version__,
        "made_at": at.isoformat(),
        "database": dump.name,
        "sha256": sums,
    }
    content = json.dumps(manifest, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode, entry.mtime = len(content), 0o600, int(at.timestamp())
    archive.addfile(entry, io.BytesIO(content))


def _files(folders: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, Path]]:
    for folder, root in folders:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield f"{folder}/{path.relative_to(root)}", path


def _folder(name: str) -> Path:
    places = {
        "media": settings.MEDIA_ROOT, "published": settings.PUBLISHED_ROOT,
        "log": settings.LOG_ROOT, "ledger": settings.LEDGER_ROOT,
    }  # fmt: skip
    return Path(places.get(name, settings.DATA / name))


def _private(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mode, entry.uid, entry.gid, entry.uname, entry.gname = 0o600, 0, 0, "", ""
    return entry


@contextmanager
def opened(source: Path) -> Iterator[tuple[Path, dict[str, object]]]:
    """The backup's content in a folder that goes afterwards, checked against its sums, and its
    manifest. Raises BadBackupError.
    """
    with tempfile.TemporaryDirectory(dir=settings.DATA) as name:
        folder = Path(name)
        try:
            with tarfile.open(source, "r:gz") as archive:
                archive.extractall(folder, filter="data")
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise BadBackupError(f"{source} is no complete backup: {error}") from error
        _verify(folder, manifest.get("sha256", {}), source)
        yield folder, manifest


def _verify(folder: Path, sums: dict[str, str], source: Path) -> None:
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    for name in sorted(there - {MANIFEST} - set(sums)):
        raise BadBackupError(f"{source} holds {name}, which is not in its list.")
    for name, wanted in sums.items():
        if name not in there or _sum(folder / name) != wanted:
            raise BadBackupError(f"{source} is damaged: {name} is not what it was.")


def put_back(folder: Path, manifest: dict[str, object]) -> None:
    """Replaces database and files by those of an opened backup.

    A log that is newer here than in the backup stays: what it signed is never signed again.
    """
    connections.close_all()
    dumping.load(folder / "database" / str(manifest["database"]))
    replaced = returning.is_older(folder / "ledger")
    for name in (*FOLDERS, *(LOG if replaced else ())):
        target = _folder(name)
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        if (folder / name).is_dir():
            shutil.copytree(folder / name, target)
        target.mkdir(exist_ok=True)
    (settings.DATA / "secrets").chmod(0o700)
    lasting.folder().chmod(0o700)
    if lasting.read_last():
        lasting.mark_restored(needs_a_word=replaced)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
