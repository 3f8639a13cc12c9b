"""Where tiles lie: a folder that survives a crash, or memory."""

import os
import shutil
from pathlib import Path

_MANY = 64  # from so many files on, one sync of all disks is cheaper than one a file


class MemoryStore:
    """Tiles in a dictionary, for tests and for trees that are small."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def read(self, path: str) -> bytes:
        try:
            return self.files[path]
        except KeyError as error:
            raise FileNotFoundError(path) from error

    def write(self, path: str, data: bytes) -> None:
        self.files[path] = data


class FolderStore:
    """Tiles as files under a folder; `sync` promises that all written so far is on disk.

    Before sync() a crash may lose files or leave them empty, never half a file in sight of a
    reader. So: write, sync, and only then sign a checkpoint that speaks of them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unsynced: list[Path] = []
        self._known: set[Path] = set()

    def read(self, path: str) -> bytes:
        return (self._folder / path).read_bytes()

    def write(self, path: str, data: bytes) -> None:
        target = self._folder / path
        if target.parent not in self._known:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._known.add(target.parent)
        new = f"{target}.new"
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            written = os.write(handle, data)
        finally:
            os.close(handle)
        if written != len(data):
            raise OSError(f"only {written} of {len(data)} bytes of {target} could be written")
        os.replace(new, target)  # noqa: PTH105  on the hot path a Path costs more than the call
        self._unsynced.append(target)

    def sync(self) -> None:
        """Returns when everything written is on disk."""
        if len(self._unsynced) >= _MANY:
            os.sync()
        else:
            for path in [*self._unsynced, *self._folders()]:
                _fsync(path)
        self._unsynced.clear()
        self._known.clear()

    def remove(self, folder: str) -> None:
        """Removes a folder of partial tiles that tiles.outdated named."""
        shutil.rmtree(self._folder / folder, ignore_errors=True)
        self._known.clear()

    def _folders(self) -> set[Path]:
        """The folders whose lists of names changed, up to the store's own."""
        found = {self._folder} if self._unsynced else set()
        for path in self._unsynced:
            parents = path.relative_to(self._folder).parents
            found |= {self._folder / parent for parent in parents}
        return found


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
