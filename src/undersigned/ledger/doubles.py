"""Finds equal hashes among millions in little memory: spread over files, read one by one."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

_FILES = 64
_IN_MEMORY = 64 * 1024  # of one file, before it goes to disk
_HASH, _ROW = 32, 40


class Doubles:
    """Hashes of 32 bytes and where each was seen."""

    def __init__(self) -> None:
        self._files = [SpooledTemporaryFile(max_size=_IN_MEMORY) for _ in range(_FILES)]  # noqa: SIM115  see close()

    def add(self, digest: bytes, index: int) -> None:
        # A hash is even: its first byte sorts well enough. A hostile one only makes it slow.
        self._files[digest[0] % _FILES].write(digest + index.to_bytes(8, "big"))

    def found(self) -> Iterator[tuple[int, int]]:
        """(first, later) for each hash that was seen before."""
        for file in self._files:
            file.seek(0)
            rows = file.read()
            seen: dict[bytes, int] = {}
            for at in range(0, len(rows), _ROW):
                index = int.from_bytes(rows[at + _HASH : at + _ROW], "big")
                first = seen.setdefault(rows[at : at + _HASH], index)
                if first != index:
                    yield first, index

    def close(self) -> None:
        for file in self._files:
            file.close()
