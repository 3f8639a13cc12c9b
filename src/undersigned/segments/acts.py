"""Conditions on what people did: in the shape that the database at hand plans well."""

from typing import Any

from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.lookups import In

from undersigned.supporters.models import Supporter


class _Plain(Func):
    """The same number, by which SQLite does not look up rows one by one."""

    template = "+%(expressions)s"
    arity = 1


def did(rows: QuerySet[Any]) -> Q:
    """That one of the rows, which have a `supporter`, is of the person asked about.

    PostgreSQL makes a join of EXISTS, or a table to look up in, where a long IN would be a list
    that it searches again for each person. SQLite would look into the rows of each of a million
    people; of IN it makes one list, and goes through the people beside it in an index.
    """
    if connection.vendor == "sqlite":
        whom = rows.filter(supporter__isnull=False).values("supporter")
        return Q(In(_Plain(F("pk")), whom))
    return Q(Exists(rows.filter(supporter=OuterRef("pk"))))


def one_of(people: QuerySet[Supporter]) -> Q:
    """That the person asked about is one of these."""
    if connection.vendor == "sqlite":
        return Q(In(_Plain(F("pk")), people.values("pk")))
    return Q(Exists(people.filter(pk=OuterRef("pk"))))
