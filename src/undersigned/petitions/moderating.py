"""Approves and refuses comments and shown names; nothing of either is public before."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from undersigned.lib.text import canonical_name
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.petitions.models import Petition, Signature, SignatureQuerySet

State = Signature.CommentState
_LONGEST = 18  # digits of a row's number


def waiting(organisation_id: int) -> SignatureQuerySet:
    """Confirmed signatures with a comment or a name that nobody has looked at."""
    return (
        Signature.objects.confirmed()
        .filter(organisation_id=organisation_id)
        .filter(Q(comment_state=State.WAITING) | Q(show_name=True, name_approved=False))
    )


def approved(organisation_id: int) -> SignatureQuerySet:
    """Confirmed signatures of which a comment or a name may stand on the page."""
    return (
        Signature.objects.confirmed()
        .filter(organisation_id=organisation_id)
        .filter(Q(comment_state=State.APPROVED) | Q(show_name=True, name_approved=True))
    )


def blocked(petition: Petition, signature: Signature) -> list[str]:
    """The petition's blocked words that stand in the comment or the name."""
    text = canonical_name(signature.comment, signature.name)
    words = (line.strip() for line in petition.blocked_words.splitlines())
    return [word for word in words if word and canonical_name(word) in text]


def mark(row: Signature) -> str:
    """Names what is looked at: the row, and when its words were typed."""
    return f"{row.pk}.{row.signed_at.timestamp():.6f}"


def marked(rows: SignatureQuerySet, marks: Collection[str]) -> list[int]:
    """Those whose words are still the ones that were looked at; in a transaction, locked."""
    named = [one.partition(".")[0] for one in marks]
    pks = [int(pk) for pk in named if pk.isdecimal() and len(pk) <= _LONGEST]
    found = rows.filter(pk__in=pks).select_for_update().order_by("pk").only("pk", "signed_at")
    return [row.pk for row in found if mark(row) in marks]


@transaction.atomic
def decide(
    *, rows: SignatureQuerySet, marks: Collection[str], organisation_id: int, approve: bool,
    at: datetime, by: Actor,
) -> int:  # fmt: skip
    """How many of the `waiting` rows were decided. Those that a colleague has decided already
    are left alone, and those of who typed other words since they were looked at.
    """
    chosen = marked(rows, marks)
    decided = Signature.objects.filter(pk__in=chosen)
    state = State.APPROVED if approve else State.REFUSED
    decided.filter(comment_state=State.WAITING).update(comment_state=state)
    # A name that is refused is not asked about again: the signer's wish to show it is off.
    names = decided.filter(show_name=True, name_approved=False)
    names.update(name_approved=approve, show_name=approve)
    verb = "approved" if approve else "refused"
    _record(len(chosen), organisation_id=organisation_id, verb=verb, at=at, by=by)
    return len(chosen)


@transaction.atomic
def take_off(
    *, rows: SignatureQuerySet, marks: Collection[str], organisation_id: int, at: datetime,
    by: Actor,
) -> int:  # fmt: skip
    """Comment and name of the `approved` rows are shown no more; how many."""
    chosen = Signature.objects.filter(pk__in=marked(rows, marks))
    chosen.filter(comment_state=State.APPROVED).update(comment_state=State.REFUSED)
    number = chosen.update(show_name=False, name_approved=False)
    _record(number, organisation_id=organisation_id, verb="took off the page", at=at, by=by)
    return number


def _record(number: int, *, organisation_id: int, verb: str, at: datetime, by: Actor) -> None:
    if number:
        auditing.record(
            organisation_id=organisation_id, at=at, by=by, verb=verb,
            subject=("comments and names", "comments"), after={"number": number},
        )  # fmt: skip
