"""Nobody's rows outlive them, though an import's rows of new people are not checked each."""

import contextlib

import pytest
from django.db import DatabaseError, IntegrityError, NotSupportedError, connection, transaction
from django.db.models import QuerySet

from tests import make
from undersigned.lib import references
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import Consent, PastAct, Supporter, Tag, Tagging

NOBODY = 10**9
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ours() -> Organisation:
    return make.organisation()


@pytest.fixture
def rosa(ours: Organisation) -> Supporter:
    return make.supporter(ours, "Rosa Diaz")


@pytest.fixture
def tag(ours: Organisation) -> Tag:
    return Tag.objects.create(organisation=ours, name="host")


def tagging(tag: Tag, supporter: int) -> Tagging:
    return Tagging.objects.create(tag=tag, supporter_id=supporter, at=make.NOON)


def by_sql(rows: QuerySet[Supporter]) -> None:
    """Deletes them and nothing else."""
    rows._raw_delete(rows.db)


def test_a_row_about_nobody_is_refused(ours: Organisation, tag: Tag) -> None:
    with pytest.raises(IntegrityError):
        tagging(tag, NOBODY)
    with pytest.raises(IntegrityError):
        Consent.objects.create(
            organisation=ours, supporter_id=NOBODY, said="given", how="form", at=make.NOON
        )
    with pytest.raises(IntegrityError):
        PastAct.objects.create(
            organisation=ours, supporter_id=NOBODY, kind="signed", at=make.NOON
        )


def test_a_row_is_not_moved_to_nobody(rosa: Supporter, tag: Tag) -> None:
    tagging(tag, rosa.pk)

    with pytest.raises(IntegrityError):
        Tagging.objects.update(supporter=NOBODY)


def test_who_has_rows_is_not_deleted_without_them(rosa: Supporter, tag: Tag) -> None:
    tagging(tag, rosa.pk)

    with pytest.raises(IntegrityError):
        by_sql(Supporter.objects.filter(pk=rosa.pk))
    rosa.delete()

    assert not Tagging.objects.exists()


def test_what_counts_is_how_it_stands_at_the_end(rosa: Supporter, tag: Tag) -> None:
    with transaction.atomic():  # with their rows, and a row that went again
        tagging(tag, rosa.pk)
        Tagging.objects.all().delete()
        by_sql(Supporter.objects.filter(pk=rosa.pk))
    with transaction.atomic():  # a row before its person
        tagging(tag, rosa.pk)
        rosa.save(force_insert=True)
    with transaction.atomic():  # deleted and made anew, as a merge is undone
        by_sql(Supporter.objects.filter(pk=rosa.pk))
        rosa.save(force_insert=True)

    assert Tagging.objects.get().supporter == rosa


def test_unchecked_ends_with_its_block(rosa: Supporter, tag: Tag) -> None:
    other = Tag.objects.create(organisation=tag.organisation, name="donor")

    def write() -> None:
        with references.unchecked():
            tagging(tag, rosa.pk)
        tagging(other, NOBODY)

    with pytest.raises(IntegrityError):
        transaction.atomic(write)()


def test_it_ends_with_its_transaction_too(tag: Tag) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), references.unchecked():
        raise DatabaseError  # then nothing more can be said to the database

    with pytest.raises(IntegrityError):
        tagging(tag, NOBODY)


@pytest.mark.postgresql
def test_what_is_unchecked_is_up_to_the_writer(tag: Tag) -> None:
    with transaction.atomic(), references.unchecked():
        tagging(tag, NOBODY)

    assert Tagging.objects.get().supporter_id == NOBODY
    Tagging.objects.all().delete()


@pytest.mark.sqlite
def test_sqlite_checks_all_the_same(tag: Tag) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), references.unchecked():
        tagging(tag, NOBODY)


@pytest.mark.postgresql
def test_it_holds_wherever_a_session_looks_for_its_tables(rosa: Supporter, tag: Tag) -> None:
    """As `pg_restore --data-only` does: it names each table with its schema."""

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL search_path = ''")
            cursor.execute(
                "INSERT INTO public.supporters_tagging (tag_id, supporter_id, at)"
                " VALUES (%s, %s, now())", [tag.pk, NOBODY],
            )  # fmt: skip

    with pytest.raises(IntegrityError):
        transaction.atomic(write)()


@pytest.mark.postgresql
def test_nobody_is_deleted_where_rows_of_others_would_not_be_seen(rosa: Supporter) -> None:
    def delete() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rosa.delete()

    with pytest.raises(NotSupportedError, match="READ COMMITTED"):
        transaction.atomic(delete)()


def test_a_fault_within_does_not_leave_it_unchecked(tag: Tag) -> None:
    def write() -> None:
        with contextlib.suppress(ZeroDivisionError), references.unchecked():
            raise ZeroDivisionError
        tagging(tag, NOBODY)

    with pytest.raises(IntegrityError):
        transaction.atomic(write)()
