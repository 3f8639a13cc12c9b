"""One person's timeline, drawn from every room that knows something of them, a page at a time.

One query finds which events the page shows, by time and kind and id; then one query a kind that
is on the page fetches them. What happened long ago costs nothing until somebody looks at it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Model, Q, QuerySet, Value

from undersigned.actions.models import Answer
from undersigned.dashboard import telling
from undersigned.dashboard.telling import Event
from undersigned.mailings.models import Recipient
from undersigned.organisations.models import AuditEntry
from undersigned.petitions.models import Signature
from undersigned.supporters.models import (
    Consent,
    ImportedPerson,
    IssueInterest,
    Note,
    PastAct,
    Supporter,
    Tagging,
)

A_PAGE = 50


@dataclass(frozen=True)
class Source:
    """One kind of event: where a person's rows are, which time of theirs, how it reads."""

    name: str
    model: type[Model]
    time: str
    read: Callable[[Any], Event]
    rows: Callable[[Supporter], Q] = lambda person: Q(supporter=person)
    with_: tuple[str, ...] = ()


def _emails(person: Supporter) -> Q:
    """Mailings that were handed over, or may have been."""
    states = [Recipient.State.SENT, Recipient.State.FAILED, Recipient.State.UNCERTAIN]
    return Q(supporter=person, state__in=states)


def _changes(person: Supporter) -> Q:
    """What staff did to the record; what has events of its own is told by those."""
    ours = Q(organisation=person.organisation_id, subject_id=f"supporter:{person.uuid}")
    return ours & ~Q(verb__in=telling.TOLD_ELSEWHERE)


def _brought(person: Supporter) -> Q:
    return Q(referred_by__supporter=person, state=Signature.State.CONFIRMED)


_CAMPAIGN = ("petition__campaign",)
SOURCES = (
    Source("seen", Supporter, "created_at", telling.seen, lambda person: Q(pk=person.pk)),
    Source("signed", Signature, "signed_at", telling.signed, with_=_CAMPAIGN),
    Source("confirmed", Signature, "confirmed_at", telling.confirmed, with_=_CAMPAIGN),
    Source("withdrawn", Signature, "withdrawn_at", telling.withdrew, with_=_CAMPAIGN),
    Source("brought", Signature, "confirmed_at", telling.brought, _brought, _CAMPAIGN),
    Source("answer", Answer, "at", telling.answered, with_=("question",)),
    Source("email", Recipient, "done_at", telling.mailed, _emails, ("mailing",)),
    Source("consent", Consent, "at", telling.consented),
    Source("tag", Tagging, "at", telling.tagged, with_=("tag",)),
    Source("note", Note, "at", telling.noted),
    Source("act", PastAct, "at", telling.acted),
    Source("interest", IssueInterest, "at", telling.cared, with_=("issue",)),
    Source("import", ImportedPerson, "batch__started_at", telling.imported, with_=("batch",)),
    Source("change", AuditEntry, "at", telling.changed, _changes),
)
_BY_NAME = {source.name: source for source in SOURCES}


def page_of(supporter: Supporter, *, number: str | None) -> tuple[Page[Any], list[Event]]:
    """The page asked for, newest first, and what happened in it."""
    first, *rest = (_keys(source, supporter) for source in SOURCES)
    index = first.union(*rest, all=True).order_by("-moment", "told_by", "-key")
    page = Paginator(index, A_PAGE).get_page(number)
    return page, _events(list(page.object_list))


def _keys(source: Source, supporter: Supporter) -> QuerySet[Any, Any]:
    rows = source.model._default_manager.order_by().filter(source.rows(supporter))  # noqa: SLF001  Django's own name
    named = rows.annotate(
        moment=F(source.time), told_by=Value(source.name, output_field=CharField()), key=F("pk")
    )
    found: QuerySet[Any, Any] = named.filter(moment__isnull=False)
    return found.values_list("moment", "told_by", "key")


def _events(keys: Sequence[tuple[datetime, str, int]]) -> list[Event]:
    """In the order of the keys; a query a kind."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for _moment, name, pk in keys:
        wanted[name].append(pk)
    rows: dict[tuple[str, int], Any] = {}
    for name, ids in wanted.items():
        source = _BY_NAME[name]
        found = source.model._default_manager.filter(pk__in=ids)  # noqa: SLF001
        if source.with_:
            found = found.select_related(*source.with_)
        rows |= {(name, row.pk): row for row in found}
    return [
        replace(_BY_NAME[name].read(rows[name, pk]), at=at)
        for at, name, pk in keys
        if (name, pk) in rows
    ]
