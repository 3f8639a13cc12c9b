"""A receipt as a file (C2SP tlog-proof): this leaf is in the tree of this checkpoint.

    proof = Proof(index, reader.inclusion(index), checkpoint_note, extra)
    text = proof.data()                                  # signature.tlog-proof
    proofs.parse(text).check(leaf_data, log_key)         # or ProofError, NoteError

The extra bytes of a signature's receipt are s1 ‖ s2 ‖ T (`Secrets`).
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from undersigned.ledger import checkpoints, notes, tree
from undersigned.ledger.checkpoints import Checkpoint
from undersigned.ledger.commitments import SECRET_BYTES
from undersigned.ledger.tree import ProofError

HEADER = "c2sp.org/tlog-proof@v1"
MOST_BYTES = 64 * 1024
_MOST_HASHES = 63
_FORM = re.compile(
    rf"{HEADER}\n(?:extra ([A-Za-z0-9+/=]*)\n)?index (0|[1-9][0-9]{{0,14}})\n"
    rf"((?:[A-Za-z0-9+/]{{42}}[AEIMQUYcgkosw048]=\n){{0,{_MOST_HASHES}}})\n(.+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens a commitment, together with the signer's own name and address."""

    s1: bytes
    s2: bytes
    tag: bytes

    def data(self) -> bytes:
        return self.s1 + self.s2 + self.tag

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The three parts of a receipt's extra bytes; ProofError where they are not three."""
        if len(data) != 3 * SECRET_BYTES:
            raise ProofError("the receipt does not hold a signer's secrets")
        return cls(*(data[at : at + SECRET_BYTES] for at in range(0, len(data), SECRET_BYTES)))


@dataclass(frozen=True, slots=True)
class Proof:
    """Leaf `index` is in the tree that the note `checkpoint` speaks of."""

    index: int
    hashes: Sequence[bytes]
    checkpoint: bytes
    extra: bytes = b""

    def data(self) -> bytes:
        """The file's bytes."""
        lines = [HEADER]
        if self.extra:
            lines.append(f"extra {base64.b64encode(self.extra).decode('ascii')}")
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(step).decode("ascii") for step in self.hashes]
        return "\n".join([*lines, "", ""]).encode("ascii") + self.checkpoint

    def check(self, leaf: bytes, key: notes.Key) -> Checkpoint:
        """The checkpoint, when the log's key signed it and this leaf is under its root.

        notes.NoteError for a wrong signature, ProofError for a wrong path.
        """
        checkpoint = checkpoints.verified(self.checkpoint, key)
        tree.check_inclusion(
            index=self.index,
            size=checkpoint.size,
            leaf=tree.leaf_hash(leaf),
            proof=self.hashes,
            root=checkpoint.root,
        )
        return checkpoint


def parse(data: bytes) -> Proof:
    """The proof in a file; ProofError where it is none. Its checkpoint is not checked yet."""
    wrong = f"not a {HEADER} file of at most {MOST_BYTES} bytes"
    found = _FORM.fullmatch(data[: MOST_BYTES + 1].decode("utf-8", "replace"))
    if found is None or len(data) > MOST_BYTES:
        raise ProofError(wrong)
    try:
        extra = base64.b64decode(found[1] or "", validate=True)
    except binascii.Error as error:
        raise ProofError(wrong) from error
    hashes = [base64.b64decode(line) for line in found[3].splitlines()]
    return Proof(int(found[2]), tuple(hashes), found[4].encode("utf-8"), extra)
