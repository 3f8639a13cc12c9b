"""The engine `undersigned.lib.sqlite`: Django's, but a transaction waits for its turn.

A statement that writes outside of a transaction takes a turn of its own. A database in memory
has one process and needs none; who begins a transaction by hand waits as SQLite waits.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from undersigned.lib.sqlite import turns

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC")


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's own
        super().__init__(*args, **kwargs)
        self._turn: turns.Turns | None = None  # while it is ours
        self.execute_wrappers.append(self._in_turn)

    def _start_transaction_under_autocommit(self) -> None:
        self._take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._give()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._give()  # where it failed, a rollback follows

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give()

    def _in_turn(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:  # noqa: ANN401  Django's own
        if self._is_in_transaction() or sql.lstrip()[:6].upper() not in _WRITES:
            return execute(sql, *rest)
        self._take()
        try:
            return execute(sql, *rest)
        finally:
            self._give()

    def _is_in_transaction(self) -> bool:
        begun_by_hand: bool = self.connection is not None and self.connection.in_transaction
        return self.in_atomic_block or begun_by_hand

    def _take(self) -> None:
        if self.is_in_memory_db():
            return
        turn = turns.of(str(self.settings_dict["NAME"]))
        try:
            turn.take(self.settings_dict["OPTIONS"]["timeout"])
        except TimeoutError as error:
            raise OperationalError("database is locked") from error
        except OSError as error:  # no place for the file, or it is somebody else's
            raise OperationalError(f"unable to open {turn.path}") from error
        self._turn = turn

    def _give(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give()
