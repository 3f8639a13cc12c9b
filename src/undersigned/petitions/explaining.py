"""The live figures of 'How we count', each from a row or two."""

from typing import Any

from undersigned.ledger import keys, voiding
from undersigned.ledger.models import Leaf
from undersigned.petitions.models import CountSnapshot, Petition, Signature, TextVersion

PER_ADDRESS = 2  # the household rule: people of different names at one address


def figures(petition: Petition) -> dict[str, Any]:
    """What is confirmed, removed by reason, on its way, carried over; and the texts."""
    row = CountSnapshot.objects.filter(petition=petition).first()
    snapshot = row or CountSnapshot(petition=petition)
    waiting = Leaf.objects.pending().filter(petition=petition.uuid, kind=Leaf.Kind.SIGN)
    return {
        "snapshot": snapshot,
        "signed": snapshot.count - snapshot.paper,
        "removed": _removed(snapshot),
        "on_its_way": waiting.count(),
        "unconfirmed": Signature.objects.pending().filter(petition=petition).count(),
        "carried_over": petition.carried_over.order_by("at"),
        "texts": _texts(petition),
        "per_address": PER_ADDRESS,
        "log_origin": keys.origin(),
    }


def _removed(snapshot: CountSnapshot) -> list[tuple[str, int]]:
    labels = {reason.value: str(reason.label) for reason in Signature.Reason}
    labels[voiding.WITHDRAWN] = str(Signature.State.WITHDRAWN.label)
    return [(labels.get(name, name), n) for name, n in snapshot.by_reason.items()]


def _texts(petition: Petition) -> list[TextVersion]:
    rows = petition.texts.filter(opened_at__isnull=False).select_related("leaf")
    return list(rows.order_by("number"))
