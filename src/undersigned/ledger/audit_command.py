"""`undersigned audit URL`: anyone's audit of a whole log; no account and no database."""

import argparse
import json
import sys
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from undersigned.ledger import auditing, notes, pinning, tiles
from undersigned.ledger.auditing import Found, Published
from undersigned.ledger.fetching import FetchError, Web

RIGHT, WRONG, UNCHECKED = 0, 1, 3  # argparse itself exits with 2
_HELP = """
Reads the public log of signatures at URL from its first leaf to its last and checks what can
be checked without secrets: the signed checkpoint, every leaf and every hash, that nothing was
taken away since you audited last, and that the count on the page is that of the leaves.

URL is the site, its log (…/log), or the page of one campaign, whose count is then compared.
Exit code: 0 all is right, 1 something is wrong, 2 wrong usage, 3 it could not be checked.
"""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="undersigned audit",
        description=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("url", metavar="URL")
    made.add_argument("--key", metavar="VKEY", help="the log's public key, if you know it")
    made.add_argument(
        "--count", metavar="PAGE", action="append", default=[],
        help="also compare the count of this campaign page; may be repeated",
    )  # fmt: skip
    made.add_argument(
        "--seconds", type=float, default=3600, help="give up after this time (3600)"
    )
    made.add_argument(
        "--state", type=Path, default=pinning.usual_folder(), metavar="FOLDER",
        help="where keys and checkpoints are remembered (%(default)s)",
    )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class Addresses:
    """The log's address, and the campaign pages whose counts are compared."""

    log: str
    pages: tuple[str, ...]


def addresses(url: str, pages: Sequence[str] = ()) -> Addresses:
    """What a person's URL means: a site, its log, or the page of a campaign."""
    parts = urllib.parse.urlsplit(url if "://" in url else f"https://{url}")
    site, path = f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")
    if path == "log" or path.endswith("/log"):
        return Addresses(f"{site}/{path}", tuple(pages))
    own = (f"{site}/{path}",) if path else ()
    return Addresses(f"{site}/log", (*own, *pages))


def main(words: Sequence[str], *, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    """Runs the audit; its exit code."""
    asked = parser().parse_args(words)
    where = addresses(asked.url, asked.count)
    pins = pinning.Pins(asked.state, where.log)
    until = time.monotonic() + asked.seconds
    try:
        with Web(where.log, until=until) as web:
            key = pins.key(asked.key or served_key(web), given=bool(asked.key))
            counts = [_count(page, until=until) for page in where.pages]
            pages = zip(where.pages, counts, strict=True)
            places = [one for page, count in pages for one in _breakdowns(page, count, until)]
            found = _audit(web, pins, key, counts, places, err)
    except (FetchError, OSError) as error:
        err.write(f"Could not be checked: {error}\n")
        return UNCHECKED
    except (pinning.ChangedKeyError, notes.NoteError) as error:
        out.write(f"WRONG: {error}\n")
        return WRONG
    if found.checkpoint is not None:  # it bears the key's signature
        pins.pin(key)
        pins.keep(found.note)
    _report(found, counts, pins, out)
    return WRONG if found.problems else RIGHT


def served_key(web: Web) -> str:
    """The log's public key as the server shows it; the other line is that of promises."""
    lines = web.read("vkey").decode("utf-8", "replace").splitlines()
    return next((line for line in lines if "/promise+" not in line), "")


def _count(page: str, *, until: float) -> Published:
    address = f"{page.rstrip('/')}/count.json"
    with Web(page, until=until) as web:
        return Published(address, web.read("count.json"))


def _breakdowns(page: str, count: Published, until: float) -> list[Published]:
    """None where the page has none; they are of the petition that its count names."""
    try:
        petition = str(json.loads(count.content)["petition"])
    except (ValueError, TypeError, KeyError, RecursionError):
        petition = ""  # the audit says that this is no count
    address = f"{page.rstrip('/')}/breakdowns.json"
    try:
        with Web(page, until=until) as web:
            return [Published(address, web.read("breakdowns.json"), petition)]
    except FileNotFoundError:
        return []


def _audit(
    web: Web, pins: pinning.Pins, key: notes.Key, counts: Sequence[Published],
    places: Sequence[Published], err: TextIO,
) -> Found:  # fmt: skip
    progress = _Progress(err)
    snapshot = _Ahead(web)
    found = auditing.audit(
        snapshot,
        key=key,
        today=datetime.fromtimestamp(time.time(), UTC).date(),
        earlier=pins.notes(key),
        counts=counts,
        broken_down=places,
        progress=progress,
    )
    progress.end()
    return found


class _Ahead:
    """The web, told to fetch ahead what the tree in its checkpoint consists of."""

    def __init__(self, web: Web) -> None:
        self._web = web

    def read(self, path: str) -> bytes:
        data = self._web.read(path)
        if path == "checkpoint":
            self._web.ahead(tiles.all_paths(_size(data)))
        return data


def _size(note: bytes) -> int:
    """Of a checkpoint that is not checked yet; 0 where it has none."""
    line = note.split(b"\n", 2)[1:2]
    return int(line[0]) if line and line[0].isdigit() and len(line[0]) < 16 else 0  # noqa: PLR2004


class _Progress:
    """One line that is written over on a terminal; elsewhere a line every ten seconds."""

    def __init__(self, err: TextIO) -> None:
        self._err, self._began = err, time.monotonic()
        self._live = err.isatty()
        self._next = self._began + (0.2 if self._live else 10)

    def __call__(self, done: int, size: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (0.2 if self._live else 10)
        pace = done / (now - self._began)
        left = round((size - done) / pace) if pace else 0
        end = "\r" if self._live else "\n"
        self._err.write(f"{done:,} of {size:,} leaves, about {left} s left   {end}")
        self._err.flush()

    def end(self) -> None:
        if self._live:
            self._err.write(f"{'':60}\r")


def _report(found: Found, counts: Sequence[Published], pins: pinning.Pins, out: TextIO) -> None:
    if found.checkpoint is not None:
        out.write(f"{found.checkpoint.origin}: {found.checkpoint.size:,} leaves are signed.\n")
    for petition, figures in found.figures.items():
        reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(figures.by_reason.items()))
        out.write(
            f"{petition}: {figures.count:,} count = {figures.signed:,} signed "
            f"- {figures.voided:,} removed{f' ({reasons})' if figures.voided else ''} "
            f"+ {figures.paper:,} carried over\n"
        )
    out.writelines(f"Compared with {count.address}.\n" for count in counts)
    if found.broken_down:
        out.write(f"{found.broken_down} breakdowns by place are those that the log binds.\n")
    if found.continued:
        out.write(
            f"It continues {len(found.continued)} checkpoints that were seen before, the "
            f"first of {found.continued[0]:,} leaves.\n"
        )
    elif found.checkpoint is not None:
        out.write(f"Seen for the first time; remembered in {pins.folder}.\n")
    out.writelines(f"WRONG: {problem}\n" for problem in found.problems)
    out.write(
        "The count does not stand. Keep this output and the folder above.\n"
        if found.problems
        else "All is right.\n"
    )
