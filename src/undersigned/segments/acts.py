"""Conditions on what people did: in the shape that the database at hand plans well.

PostgreSQL makes a join of EXISTS, or of IN where several lists are one by UNION; of EXISTS
after an OR it makes none. SQLite would look into the rows of each of a million people; of IN it
makes one list, and goes through the people beside it in an index.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.lookups import In

from undersigned.supporters.models import Supporter

List = QuerySet[Any]  # of rows that have a `supporter`, or of supporters
_of_many: ContextVar[bool] = ContextVar("of_many", default=False)


class _Plain(Func):
    """The same number, by which SQLite does not look up rows one by one."""

    template = "+%(expressions)s"
    arity = 1


class _Listed(In):  # type: ignore[type-arg]  # Django's own is not generic
    """That somebody is in one of the lists: they are one list, made once."""

    def __init__(self, *lists: List, leads: bool = False) -> None:
        self.lists = lists
        first, *others = map(_numbers, lists)
        on_sqlite = connection.vendor == "sqlite"  # it makes a set of them anyway
        whom = first.union(*others, all=on_sqlite) if others else first
        super().__init__(_Plain(F("pk")) if on_sqlite and not leads else F("pk"), whom)


class _LookedUp(Exists):
    """That somebody is in the list: looked up, or joined to the people."""

    def __init__(self, rows: List) -> None:
        self.lists = (rows,)
        super().__init__(rows.filter(**{_key(rows): OuterRef("pk")}))


def _key(rows: List) -> str:
    return "pk" if rows.model is Supporter else "supporter"


def _numbers(rows: List) -> List:
    return rows.exclude(**{_key(rows): None}).order_by().values(_key(rows))


@contextlib.contextmanager
def of_many() -> Iterator[None]:
    """Conditions made within are asked of a whole list.

    Of a number that it is given, PostgreSQL knows how many people stand under it, and plans by
    that. It costs a query more for each name in the rules.
    """
    before = _of_many.set(connection.vendor == "postgresql")
    try:
        yield
    finally:
        _of_many.reset(before)


def number_of(rows: List) -> Any:  # noqa: ANN401  what a key may be compared with
    """The number of the one row that a rule names, asked once within the query and not for each
    person; `of_many`: the number itself, or 0, which nothing has, where there is no such row.
    """
    if _of_many.get():
        return rows.values_list("pk", flat=True).first() or 0
    return rows.values("pk")[:1]


def did(*rows: List) -> Q:
    """That a row of one of these lists is of the person asked about."""
    if connection.vendor == "sqlite" or len(rows) > 1:
        return Q(_Listed(*rows))
    return Q(_LookedUp(*rows))


def any_of(parts: Sequence[Q], people: QuerySet[Supporter]) -> Q:
    """One of the parts, which are about some of the people."""
    lists: list[List] = []
    others: list[Q] = []
    for part in parts:
        if (found := _lists(part)) is None:
            others.append(part)
        else:
            lists += found
    if not lists or (others and connection.vendor == "sqlite"):
        return reduce(or_, parts)
    if others:
        lists.append(people.filter(reduce(or_, others)))
    return did(*lists)


def none_of(asked: Any) -> Q:  # noqa: ANN401  whatever stands in a Q
    """Not that. PostgreSQL makes a join of each NOT EXISTS, and of a NOT IN none; on SQLite the
    list of all who acted in any of several ways is longer than it is worth.
    """
    if isinstance(asked, _Listed) and (
        connection.vendor == "postgresql" or len(asked.lists) > 1
    ):
        return _in_none(asked.lists)
    return ~Q(asked)


def led(asked: Q) -> Q:
    """On SQLite, where nothing is asked but what people did, it is quickest to begin with the
    first list; who is in it but must not be in another is looked up.
    """
    if connection.vendor != "sqlite" or asked.negated or asked.connector != Q.AND:
        return asked
    parts = [one if isinstance(one, Q) else Q(one) for one in asked.children]
    lists = [_lists(~part if part.negated else part) for part in parts]
    places = [place for place, part in enumerate(parts) if not part.negated]
    if not places:
        return asked
    joined = Q()
    for place, (part, found) in enumerate(zip(parts, lists, strict=True)):
        if found is None:
            return asked
        begins = place == places[0]
        joined &= _in_none(found) if part.negated else Q(_Listed(*found, leads=begins))
    return joined


def _in_none(lists: Iterable[List]) -> Q:
    return reduce(and_, (~Q(_LookedUp(rows)) for rows in lists))


def _lists(part: Q) -> tuple[List, ...] | None:
    """Those that the part is, however deep it lies alone; None where it is another thing."""
    while not part.negated and len(part.children) == 1:
        only: object = part.children[0]
        if isinstance(only, _Listed | _LookedUp):
            return only.lists
        if not isinstance(only, Q):
            break
        part = only
    return None
