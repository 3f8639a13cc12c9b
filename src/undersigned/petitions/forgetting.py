"""Erases a person from the petitions, at their word or at the end of retention."""

from datetime import datetime

from django.db.models import QuerySet

from undersigned.ledger import voiding
from undersigned.ledger.models import Leaf
from undersigned.petitions import counting, withdrawing
from undersigned.petitions.models import Cancellation, Signature
from undersigned.supporters.models import Supporter

_ERASED = "…"  # where part of a name stood


def forget(supporter: Supporter, *, at: datetime) -> None:
    """A signature is a name under a text: without the name none is left to count."""
    rows = Signature.objects.filter(supporter=supporter)
    uuids = list(rows.values_list("uuid", flat=True))
    withdrawing.withdraw(uuids, at=at)
    voiding.forget(uuids, at=at)
    rows.delete()
    _forget_patterns(supporter)


def retire(supporter: Supporter, *, at: datetime) -> None:
    """Nobody took anything back: what was confirmed goes on counting, tied to no one."""
    rows = Signature.objects.filter(supporter=supporter)
    standing = list(rows.confirmed().values_list("uuid", flat=True))
    others = list(rows.exclude(uuid__in=standing).values_list("uuid", flat=True))
    voiding.retire(standing, at=at)
    Leaf.objects.filter(kind=Leaf.Kind.SIGN, subject__in=standing).update(subject=None)
    voiding.forget(others, at=at)
    counting.publish_again(set(rows.held().values_list("petition_id", flat=True)))
    rows.delete()
    _forget_patterns(supporter)


def _forget_patterns(supporter: Supporter) -> None:
    """Rules of removals that are over may hold a name or an address of theirs."""
    names = (supporter.family_name, supporter.email, supporter.canonical_address)
    words = [name.lower() for name in names if name]
    for row in _with_pattern(supporter):  # those of an organisation that name somebody: a few
        if any(word in row.rule["pattern"].lower() for word in words):
            rule = {**row.rule, "pattern": _ERASED}
            Cancellation.objects.filter(pk=row.pk).update(rule=rule)


def _with_pattern(supporter: Supporter) -> QuerySet[Cancellation]:
    states = (Cancellation.State.DONE, Cancellation.State.STOPPED, Cancellation.State.UNDONE)
    rows = Cancellation.objects.filter(organisation=supporter.organisation, state__in=states)
    return rows.filter(rule__has_key="pattern").exclude(rule__pattern=_ERASED)
