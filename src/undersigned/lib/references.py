"""Keys to a table of people, for rows that are written by the million.

PostgreSQL checks a foreign key by a query for each row, though nobody can delete a person whom
this very transaction has made. A field without a constraint of its own (`db_constraint=False`)
and a `Reference` in its model is checked as a foreign key is, at the transaction's end and with
the same locks, but for what is written inside of `unchecked`. Not watched are TRUNCATE, and a
person's number, which never changes. SQLite keeps its foreign key.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.db import DatabaseError, connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# As Django's constraints have them; None never comes.
Model: TypeAlias = type[models.Model] | None
Editor: TypeAlias = BaseDatabaseSchemaEditor | None
_SWITCH = "undersigned.unchecked"
_SQLITE = (
    "CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {parent} ({key})"
    " DEFERRABLE INITIALLY DEFERRED"
)
# Whoever is deleted is found missing by those who wait for `wait_for_deletions`, or finds what
# they wrote: one of both comes first.
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    PERFORM FROM {parent} WHERE {key} = NEW.{column} FOR KEY SHARE;
    IF NOT FOUND THEN
        PERFORM FROM {table} WHERE {pk} = NEW.{pk} AND {column} = NEW.{column};
        IF FOUND THEN
            RAISE foreign_key_violation USING CONSTRAINT = '{plain}',
                MESSAGE = 'a row of {plain} points to nobody: ' || NEW.{column};
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION {gone}() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
    IF to_regclass('{table}') IS NULL THEN
        RETURN NULL;
    END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE feature_not_supported USING MESSAGE = 'nobody is deleted from {parent}'
            ' but under READ COMMITTED: rows of others would not be seen';
    END IF;
    PERFORM pg_advisory_xact_lock_shared({lock});
    PERFORM FROM {table} WHERE {column} = OLD.{key}
        AND NOT EXISTS (SELECT FROM {parent} WHERE {key} = OLD.{key}) LIMIT 1;
    IF FOUND THEN
        RAISE foreign_key_violation USING CONSTRAINT = '{plain}',
            MESSAGE = 'a row of {plain} would point to nobody: ' || OLD.{key};
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.{column} IS NOT NULL
        AND current_setting('{switch}', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION {name}();
CREATE CONSTRAINT TRIGGER {moved} AFTER UPDATE OF {column} ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.{column} IS DISTINCT FROM OLD.{column} AND NEW.{column} IS NOT NULL)
    EXECUTE FUNCTION {name}();
DROP TRIGGER IF EXISTS {gone} ON {parent};
CREATE CONSTRAINT TRIGGER {gone} AFTER DELETE ON {parent} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {gone}();
"""
_LOCK = "'{parent}'::regclass::oid::bigint"


class Reference(models.BaseConstraint):
    """That `field`, a foreign key without a constraint, points to somebody or to nobody.

    To be removed before either table is renamed or goes: functions name both.
    """

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.field))

    def constraint_sql(self, model: Model, schema_editor: Editor) -> str:
        """Within CREATE TABLE; on PostgreSQL it comes when all tables are there."""
        assert schema_editor is not None  # noqa: S101  see above
        if schema_editor.connection.vendor == "sqlite":
            return _SQLITE.format(**self._names(model, schema_editor))
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Model, schema_editor: Editor) -> str:
        return _POSTGRESQL.format(**self._names(model, schema_editor))

    def remove_sql(self, model: Model, schema_editor: Editor) -> str:
        names = self._names(model, schema_editor)
        return "DROP FUNCTION {name}() CASCADE; DROP FUNCTION {gone}() CASCADE;".format(**names)

    def validate(self, *_arguments: object, **_options: object) -> None:
        """The field's own validation looks whether somebody is there."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, arguments, options = super().deconstruct()
        return path, tuple(arguments), {**options, "field": self.field}

    def _names(self, model: Model, schema_editor: Editor) -> dict[str, str]:
        assert model is not None  # noqa: S101  see above
        assert schema_editor is not None  # noqa: S101  see above
        quoted, meta = schema_editor.quote_name, model._meta  # noqa: SLF001  documented API
        field: Any = meta.get_field(self.field)
        parent = field.remote_field.model._meta  # noqa: SLF001  documented API
        return {
            "plain": self.name, "switch": _SWITCH,
            "lock": _LOCK.format(parent=quoted(parent.db_table)),
            "name": quoted(self.name), "moved": quoted(f"{self.name}_moved"),
            "gone": quoted(f"{self.name}_gone"), "table": quoted(meta.db_table),
            "pk": quoted(meta.pk.column), "column": quoted(field.column),
            "parent": quoted(parent.db_table), "key": quoted(field.target_field.column),
        }  # fmt: skip


@contextmanager
def unchecked() -> Iterator[None]:
    """Within a transaction. Only for rows that point to what this transaction has made, or
    after `wait_for_deletions`.
    """
    _set("on")
    try:
        yield
    except DatabaseError:  # then the transaction is lost, and with it the switch
        raise
    except BaseException:
        _set("off")
        raise
    _set("off")


def announce_deletion(parent: type[models.Model]) -> None:
    """That somebody is deleted from the table in this transaction: waits for a list that is
    just being written. To be called before what hangs on them is read: they may be on it.
    """
    _lock(parent, "pg_advisory_xact_lock_shared")


def wait_for_deletions(parent: type[models.Model]) -> None:
    """For those that are under way. Until this transaction is over nobody else is deleted from
    the table for good, and who was before is seen to be missing by the next query.
    """
    _lock(parent, "pg_advisory_xact_lock")


def _lock(parent: type[models.Model], function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(parent._meta.db_table)  # noqa: SLF001  documented
            cursor.execute(f"SELECT {function}({_LOCK.format(parent=table)})")


def _set(value: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [_SWITCH, value])
