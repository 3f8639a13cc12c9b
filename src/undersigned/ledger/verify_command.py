"""`undersigned verify RECEIPT`: a signer's own check; no browser, no account, no database."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from undersigned.ledger import (
    audit_command,
    checkpoints,
    leaves,
    notes,
    openings,
    pinning,
    proofs,
    tiles,
    tree,
)
from undersigned.ledger.audit_command import RIGHT, UNCHECKED, WRONG
from undersigned.ledger.fetching import FetchError, Web
from undersigned.lib.text import canonical_address

_HELP = """
Checks a receipt (the file signature.tlog-proof) against the public log: that the log signed
the tree it speaks of, that your signature is in it, that today's log still continues it, and
that your signature was not removed since. With --email, --name and --zip also that it is
yours; these words stay on this machine.

Exit code: 0 all is right, 1 something is wrong, 2 wrong usage, 3 it could not be checked.
"""
_FAULTS = (pinning.ChangedKeyError, notes.NoteError, tree.ProofError, tiles.TileError,
           leaves.LeafError)  # fmt: skip


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="undersigned verify",
        description=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("receipt", metavar="RECEIPT", type=Path)
    made.add_argument("--email", help="the address you signed with")
    made.add_argument("--name", help="your name as you typed it")
    made.add_argument("--zip", default="", help="your ZIP or postal code, if you gave one")
    made.add_argument("--log", metavar="URL", help="where the log is, if not at its own name")
    made.add_argument("--key", metavar="VKEY", help="the log's public key, if you know it")
    made.add_argument(
        "--seconds", type=float, default=600, help="give up after this time (600)"
    )
    made.add_argument(
        "--state", type=Path, default=pinning.usual_folder(), metavar="FOLDER",
        help="where keys are remembered (%(default)s)",
    )  # fmt: skip
    return made


def main(words: Sequence[str], *, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    """Runs the check; its exit code."""
    asked = parser().parse_args(words)
    if (asked.email is None) != (asked.name is None):
        parser().error("--email and --name belong together")
    try:
        out.writelines(f"Right: {line}\n" for line in _check(asked))
    except (FetchError, OSError) as error:
        err.write(f"Could not be checked: {error}\n")
        return UNCHECKED
    except _FAULTS as error:
        out.write(f"WRONG: {error}\n")
        return WRONG
    return RIGHT


def _check(asked: argparse.Namespace) -> Iterator[str]:
    """A line for each thing that holds; raises at the first that does not."""
    proof = proofs.parse(asked.receipt.read_bytes())
    origin = checkpoints.parse(notes.parse(proof.checkpoint).text).origin
    address = audit_command.addresses(asked.log or f"https://{origin}").log
    with Web(address, until=time.monotonic() + asked.seconds) as web:
        served = asked.key or audit_command.served_key(web)
        pins = pinning.Pins(asked.state, address)
        key = pins.key(served, given=bool(asked.key))
        checkpoints.verified(proof.checkpoint, key)
        pins.pin(key)
        yield from _in_the_log(web, proof, key, asked)


def _in_the_log(
    web: Web, proof: proofs.Proof, key: notes.Key, asked: argparse.Namespace
) -> Iterator[str]:
    then = checkpoints.verified(proof.checkpoint, key)
    yield f"{then.origin} signed a tree of {then.size:,} entries."
    newest = checkpoints.verified(web.read("checkpoint"), key)
    if newest.size < then.size:
        raise tree.ProofError(f"the log has {newest.size:,} entries now: some were taken away")
    reader = tiles.Reader(web, newest.size)
    data = reader.entry(proof.index)
    proof.check(data, key)
    leaf = leaves.parse(data)
    if not isinstance(leaf, leaves.Sign):
        raise tree.ProofError(f"entry {proof.index} is no signature")
    yield f"entry {proof.index:,} of it is a signature of {leaf.day} under {leaf.petition}."
    if asked.email is not None:
        _is_of(leaf, proof, asked)
        yield "it is the signature of the name and address that you typed."
    between = reader.consistency(then.size) if 0 < then.size < newest.size else []
    tree.check_consistency(
        old=then.size, old_root=then.root, new=newest.size, new_root=newest.root, proof=between
    )
    yield f"today's log of {newest.size:,} entries continues that tree."
    _still_counts(web, reader, proof.index)
    yield "no later entry removes it."


def _is_of(leaf: leaves.Sign, proof: proofs.Proof, asked: argparse.Namespace) -> None:
    made = openings.commitment(
        proofs.Secrets.parse(proof.extra),
        email=canonical_address(asked.email), name=asked.name, locality=asked.zip,
    )  # fmt: skip
    if made != leaf.commitment:
        raise tree.ProofError(
            "the name, address or ZIP code is not what was signed with. Type them exactly as "
            "they stand on the page of your receipt."
        )


def _still_counts(web: Web, reader: tiles.Reader, index: int) -> None:
    """Raises ProofError where the newest word about this signature is its removal."""
    first, last = index // tiles.WIDTH, (reader.size - 1) // tiles.WIDTH
    width = reader.size - last * tiles.WIDTH
    web.ahead(
        tiles.bundle_path(number, width if number == last else tiles.WIDTH)
        for number in range(first, last + 1)
    )
    removed, reason = -1, ""
    for number in range(first, last + 1):
        for place, entry in enumerate(reader.bundle(number), start=number * tiles.WIDTH):
            leaf = leaves.parse(entry)
            if isinstance(leaf, leaves.Void) and leaf.index == index:
                removed, reason = place, leaf.reason
            elif isinstance(leaf, leaves.Restore) and leaf.index == removed:
                removed = -1
    if removed >= 0:
        raise tree.ProofError(f"entry {removed:,} removed this signature ({reason})")
