"""Looks through a whole list for people who may be one: on the clock, in sets.

Keys of everybody go into a table that this connection alone sees and that is gone with it: no
copy of anything personal stays, and on SQLite nobody waits for the lock. Pairs are one join of
it; Python then judges names. What is kept is the pairs. A crash begins anew.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from undersigned.lib import failures, leasing
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
from undersigned.supporters.duplicates import judging, keying, pairing
from undersigned.supporters.duplicates.keying import Known
from undersigned.supporters.models import (
    DuplicateSearch,
    LikelyDuplicate,
    Supporter,
    SupporterEmail,
    SupporterPhone,
)

_PEOPLE = 5000  # read at once
_PAIRS = 500  # deleted at once
MOST_PAIRS = 100_000  # more than this nobody looks at
_AGAIN_AFTER = timedelta(days=7)


def ask(*, organisation_id: int, at: datetime, by: Actor) -> bool:
    """The worker looks from here; False when it is looking already."""
    try:
        with transaction.atomic():
            _ask(organisation_id, at=at, by=by)
            auditing.record(
                organisation_id=organisation_id, at=at, by=by, verb="looked for",
                subject=("likely duplicates", "duplicates"),
            )  # fmt: skip
    except IntegrityError:
        return False
    return True


def _ask(organisation_id: int, *, at: datetime, by: Actor) -> None:
    DuplicateSearch.objects.create(
        organisation_id=organisation_id, asked_at=at, by_label=by.label[:200],
        total=Supporter.objects.filter(organisation_id=organisation_id).count(),
    )  # fmt: skip


def search_due(*, at: datetime) -> int:
    """For the clock: one search that was asked for, or that is due again after a week."""
    waiting = DuplicateSearch.objects.filter(leasing.free(at=at), finished_at=None)
    token, rows = leasing.claim(waiting.order_by("pk"), limit=1, at=at)
    if not rows:
        return _ask_again(at=at)
    with leasing.holding(DuplicateSearch, token):
        search(rows[0])
    return 1


def _ask_again(*, at: datetime) -> int:
    """Who has looked once is kept up to date; a list that nobody asked about is left alone."""
    newest = DuplicateSearch.objects.filter(organisation=OuterRef("pk")).order_by("-asked_at")
    due = Organisation.objects.annotate(last=Subquery(newest.values("asked_at")[:1])).filter(
        last__lt=at - _AGAIN_AFTER
    )
    found = due.values_list("pk", flat=True).first()
    if found is None:
        return 0
    _ask(found, at=at, by=auditing.CLOCK)
    return 1


def search(row: DuplicateSearch) -> None:
    """All of it. A fault is said on the page, and raised for the clock."""
    began = time.monotonic()
    row.done = row.found = 0  # also where another worker was half way
    _save(row, done=0, found=0, judging=False)
    try:
        with pairing.tables():
            _collect(row)
            row.left_out = pairing.pair()
            _judge(row)
        _drop_old(row)
    except Exception as error:
        _save(row, failure=failures.class_name(error)[:200], finished_at=leasing.now())
        raise
    _save(row, finished_at=leasing.now(), seconds=time.monotonic() - began)


def _save(row: DuplicateSearch, **values: object) -> None:
    DuplicateSearch.objects.filter(pk=row.pk).update(**values)


def _collect(row: DuplicateSearch) -> None:
    """Everybody's keys; new for each search, so that they say nothing to another."""
    salt = str(row.pk).encode()
    for part in _slices(row.organisation_id):
        pairing.add(
            (key, person.id) for person in part for key in keying.keys(person, salt=salt)
        )
        row.done += len(part)
        _save(row, done=row.done)
    _collect_further(row, SupporterPhone, "phone", partial(keying.of_phone, salt=salt))
    _collect_further(
        row, SupporterEmail, "canonical_address", partial(keying.of_mailbox, salt=salt)
    )


def _collect_further(
    row: DuplicateSearch,
    model: type[SupporterPhone | SupporterEmail],
    name: str,
    keys: Callable[[str], Iterator[int]],
) -> None:
    """Of what people have beside their first phone and address."""
    last = 0
    rows = model.objects.filter(organisation_id=row.organisation_id).order_by("pk")
    while part := list(
        rows.filter(pk__gt=last).values_list("pk", "supporter_id", name)[:_PEOPLE]
    ):
        pairing.add((key, person) for _pk, person, value in part for key in keys(value))
        last = part[-1][0]


def _slices(organisation_id: int) -> Iterator[list[Known]]:
    last = 0
    people = Supporter.objects.filter(organisation_id=organisation_id).order_by("pk")
    while rows := list(people.filter(pk__gt=last).values_list(*Known._fields)[:_PEOPLE]):
        yield [Known(*row) for row in rows]
        last = rows[-1][0]


def _judge(row: DuplicateSearch) -> None:
    total = pairing.count()
    _save(row, done=0, total=total, judging=True, left_out=row.left_out)
    done = 0
    for part in pairing.slices():
        if row.found < MOST_PAIRS:
            row.found += _write(row, part)
        done += len(part)
        _save(row, done=done, found=row.found)


@transaction.atomic
def _write(row: DuplicateSearch, part: list[tuple[int, int, int]]) -> int:
    """Keeps what is likely; a pair that staff dismissed stays dismissed."""
    ids = {pk for first, second, _alike in part for pk in (first, second)}
    people = Supporter.objects.select_for_update(no_key=True).filter(pk__in=ids)
    known = {pk: Known(pk, *rest) for pk, *rest in people.values_list(*Known._fields)}
    pairs = [
        LikelyDuplicate(
            organisation_id=row.organisation_id, first_id=first, second_id=second, alike=held,
            score=score, search=row,
        )
        for first, second, alike in part
        if first in known and second in known
        for held, score in [_verdict(alike, known[first], known[second])]
        if score
    ]  # fmt: skip
    LikelyDuplicate.objects.bulk_create(
        pairs, update_conflicts=True, unique_fields=["first", "second"],
        update_fields=["alike", "score", "search"],
    )  # fmt: skip
    return len(pairs)


def _verdict(alike: int, one: Known, other: Known) -> tuple[int, int]:
    return judging.judge(alike, keying.names(one), keying.names(other))


def _drop_old(row: DuplicateSearch) -> None:
    """What was found before and no more; what staff dismissed is remembered."""
    old = LikelyDuplicate.objects.filter(
        organisation_id=row.organisation_id, dismissed_at=None
    ).exclude(search=row)
    while ids := list(old.values_list("pk", flat=True)[:_PAIRS]):
        LikelyDuplicate.objects.filter(pk__in=ids).delete()
