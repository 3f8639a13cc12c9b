"""Writes down that links and emails were opened: many in a transaction, while nobody waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from undersigned.lib import bulk
from undersigned.lib.grouping import Group
from undersigned.mailings.models import Click, Recipient

_COLUMNS = (
    "link", "recipient", "at", "method", "agent", "network", "verdict", "rules",
)  # fmt: skip
_IN_A_GO = 2_000
EVIDENCE_KEPT = timedelta(days=30)  # so long a verdict can be made anew


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A link of a mailing that was asked for, and how; without a link, the email itself."""

    link: int | None
    recipient: int
    at: datetime
    method: str
    agent: str
    network: str


def note(opening: Opening) -> None:
    """Returns at once. A crash may lose what was opened in its last moment."""
    _group.leave(opening)


@transaction.atomic
def write(batch: Sequence[Opening]) -> list[None]:
    """One row each; who is gone, was erased, or asked not to be recorded has none. That an
    email was opened is written down of those alone who allow it.
    """
    named = Recipient.objects.filter(pk__in={one.recipient for one in batch})
    chosen = list(
        named.filter(supporter__isnull=False).values_list(
            "pk", "supporter__preference__untracked", "supporter__preference__opens_since"
        )
    )
    clicks = {pk for pk, untracked, _since in chosen if not untracked}
    opens = {pk for pk, _untracked, since in chosen if since}
    rows = [
        (one.link, one.recipient, one.at, one.method, one.agent, one.network, "", 0)
        for one in batch
        if one.recipient in (opens if one.link is None else clicks)
    ]
    if rows:
        bulk.insert(Click, _COLUMNS, rows)
    return [None] * len(batch)


def forget_due(*, at: datetime) -> int:
    """The clock's entry: the evidence goes, the verdict stays; how many rows."""
    old = Click.objects.filter(at__lt=at - EVIDENCE_KEPT)
    told = old.filter(~Q(agent="", network="")).values("pk")[:_IN_A_GO]
    return Click.objects.filter(pk__in=told).update(agent="", network="")


_group: Group[Opening, None] = Group(write, name="clicks")
