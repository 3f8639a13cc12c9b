"""What a signer gets: the promise at once, and the receipt when the leaf is in a signed tree.

Both are made of what is stored, the same each time; neither needs the log's own key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from undersigned.ledger import (
    checkpoints,
    keys,
    leaves,
    notes,
    promises,
    proofs,
    sealing,
    stores,
    tiles,
    tree,
)
from undersigned.ledger.models import Leaf, Opening, RowKey

MARGIN = timedelta(hours=1)  # a worker that stands still so long breaks no promise


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is known of a signature's leaf. `data` is empty while its text has no place."""

    leaf: Leaf
    data: bytes
    before: datetime

    @property
    def index(self) -> int | None:
        return self.leaf.index


def find(subject: UUID) -> Given | None:
    """The leaf by which the signature counts, or counted last; None where there is none."""
    rows = Leaf.objects.filter(kind=Leaf.Kind.SIGN, subject=subject).select_related("text")
    leaf = rows.order_by("is_void", "-pk").first()
    if leaf is None:
        return None
    return Given(leaf=leaf, data=_data(leaf), before=before(leaf.appended_at))


def before(appended_at: datetime) -> datetime:
    """When the leaf will be public at the latest."""
    _few, longest = settings.LEDGER_HOLD
    return appended_at + longest + MARGIN


def _data(leaf: Leaf) -> bytes:
    if leaf.text is None or leaf.text.index is None or leaf.digest is None:
        return b""
    sign = leaves.Sign(
        leaf.petition, leaf.text.index, leaf.day, leaf.region, bytes(leaf.digest)
    )
    return sign.data()


def promise(given: Given) -> bytes:
    """The signed note; empty while the leaf's own text is not known yet."""
    if not given.data:
        return b""
    promised = promises.Promise(keys.origin(), tree.leaf_hash(given.data), given.before)
    return promises.sign(promised, keys.promiser())


def secrets(leaf: Leaf) -> sealing.Secrets:
    """Raises sealing.LostError."""
    opening = Opening.objects.filter(leaf=leaf).first()
    key = RowKey.objects.filter(leaf_id=leaf.pk).first()
    if opening is None or key is None or leaf.digest is None:
        raise sealing.LostError
    return sealing.unseal(
        bytes(opening.sealed), key=bytes(key.key), commitment=bytes(leaf.digest)
    )


def receipt(given: Given) -> bytes:
    """signature.tlog-proof; empty while the leaf is in no signed tree. Raises LostError."""
    public = Path(settings.LOG_ROOT)
    try:
        note = (public / "checkpoint").read_bytes()
    except FileNotFoundError:
        return b""
    size = checkpoints.parse(notes.parse(note).text).size
    if given.index is None or given.index >= size:
        return b""
    hidden = secrets(given.leaf)
    extra = proofs.Secrets(hidden.s1, hidden.s2, hidden.tag).data()
    reader = tiles.Reader(stores.FolderStore(public), size)
    return proofs.Proof(given.index, reader.inclusion(given.index), note, extra).data()
