"""An auditor written from the published format alone: it imports nothing of the product.

    counts = audit(files, vkey)        # {petition uuid: count}; WrongError where anything is

Slow and plain on purpose: the whole log in memory, trees by recursion.
"""

import base64
import hashlib
import re
from collections import Counter

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FULL, HASH = 256, 32


class WrongError(Exception):
    """What does not hold."""


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def need(holds: object, what: str) -> None:
    if not holds:
        raise WrongError(what)


def root(hashes: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, as it is written there."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha()
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\x01", root(hashes[:half]), root(hashes[half:]))


def audit(files: dict[str, bytes], vkey: str) -> Counter[str]:
    """All of it: the signature, every file of the tree, and what the leaves say."""
    size, signed_root = checkpoint(files.get("checkpoint", b""), vkey)
    entries = bundles(files, size)
    hashes = [sha(b"\x00", entry) for entry in entries]
    need(root(hashes) == signed_root, "the root is another")
    hash_tiles(files, hashes)
    return count(entries)


def checkpoint(note: bytes, vkey: str) -> tuple[int, bytes]:
    name, key_id, rest = vkey.split("+", 2)
    public = base64.b64decode(rest)
    need(public[:1] == b"\x01", "no Ed25519 key")
    need(sha(name.encode(), b"\n", public)[:4].hex() == key_id, "the key's id is another")
    try:
        text, _empty, signatures = note.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise WrongError("the checkpoint is no text") from error
    lines = text.split("\n")
    need(len(lines) == 3 and lines[0] == name, "not this log's checkpoint")
    need(re.fullmatch(r"0|[1-9][0-9]*", lines[1]), "the size is no number")
    ours = [line for line in signatures.split("\n") if line.startswith(f"— {name} ")]
    need(len(ours) == 1 and signatures.endswith("\n"), "not signed once by the log")
    try:
        blob = base64.b64decode(ours[0].rpartition(" ")[2], validate=True)
        need(base64.b64encode(blob).decode() == ours[0].rpartition(" ")[2], "not canonical")
        need(blob[:4].hex() == key_id, "signed by another key")
        key = Ed25519PublicKey.from_public_bytes(public[1:])
        key.verify(blob[4:], f"{text}\n".encode())
        digest = base64.b64decode(lines[2], validate=True)
    except (ValueError, InvalidSignature) as error:
        raise WrongError(f"the signature does not hold: {error}") from error
    return int(lines[1]), digest


def place(number: int) -> str:
    parts = f"{number:03d}"
    while len(parts.split("/", maxsplit=1)[0].lstrip("x")) > 3:
        head, *tail = parts.split("/")
        parts = "/".join([f"{head.lstrip('x')[:-3]}", f"{head[-3:]}", *tail])
    *heads, last = parts.split("/")
    return "/".join([*(f"x{int(head):03d}" for head in heads), last])


def path(kind: str, number: int, width: int) -> str:
    return f"tile/{kind}/{place(number)}" + (f".p/{width}" if width < FULL else "")


def bundles(files: dict[str, bytes], size: int) -> list[bytes]:
    entries: list[bytes] = []
    for start in range(0, size, FULL):
        width = min(FULL, size - start)
        data = files.get(path("entries", start // FULL, width))
        need(data is not None, "a bundle is missing")
        found = split(data or b"")
        need(len(found) == width, "a bundle holds another number of entries")
        entries += found
    return entries


def split(data: bytes) -> list[bytes]:
    found = []
    while data:
        length = int.from_bytes(data[:2], "big")
        need(len(data) >= 2 + length, "a bundle ends within an entry")
        found.append(data[2 : 2 + length])
        data = data[2 + length :]
    return found


def hash_tiles(files: dict[str, bytes], hashes: list[bytes]) -> None:
    level = 0
    while hashes:
        for start in range(0, len(hashes), FULL):
            tile = hashes[start : start + FULL]
            served = files.get(path(str(level), start // FULL, len(tile)))
            need(served == b"".join(tile), f"a tile of level {level} is another")
        whole = len(hashes) // FULL * FULL
        hashes = [root(hashes[start : start + FULL]) for start in range(0, whole, FULL)]
        level += 1


def count(entries: list[bytes]) -> Counter[str]:
    """Signatures less removals, plus removals taken back, plus what was carried over."""
    counts: Counter[str] = Counter()
    read: list[tuple[str, dict[str, str]]] = []
    for entry in entries:
        first, *lines, end = entry.decode().split("\n")
        need(first.startswith("petition-log/v1 ") and not end, "an entry of another form")
        kind, values = first.split(" ")[1], dict(line.split(" ", 1) for line in lines)
        read.append((kind, values))
        if kind == "sign":
            counts[values["p"]] += 1
        elif kind == "paper":
            counts[values["p"]] += int(values["n"])
        elif kind == "void":
            counts[read[int(values["i"])][1]["p"]] -= 1
        elif kind == "restore":
            void = read[int(values["i"])][1]
            counts[read[int(void["i"])][1]["p"]] += 1
    return counts
