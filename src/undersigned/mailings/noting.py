"""Notes who is handed over, on disk before the content goes: one fsync for all that wait."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from undersigned.lib import faults
from undersigned.mailings import leases
from undersigned.mailings.journal import Journal
from undersigned.mailings.leases import Row
from undersigned.outbox.items import Item
from undersigned.outbox.outcomes import Outcome

Pair = tuple[Item, Row]


class Notes:
    """While the disk writes, others come; they share the next write. `wake` tells the desk.

    Without `wake` each note is on the disk when `write` returns.
    """

    def __init__(self, wake: Callable[[], None] | None) -> None:
        self._wake = wake
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="notes") if wake else None
        self._waiting: list[Pair] = []
        self._syncing: list[Pair] = []
        self._future: Future[None] | None = None

    def write(self, pairs: list[Pair]) -> None:
        by_journal: dict[Journal, list[Pair]] = {}
        for pair in pairs:
            faults.point("mailings.before_data")
            by_journal.setdefault(pair[1].lease.journal, []).append(pair)
        for journal, some in by_journal.items():
            journal.write_handing(row.uuid for _item, row in some)
        self._waiting += pairs
        self._begin()

    def durable(self) -> tuple[list[Item], list[Item]]:
        """Those that may go now; those whose lease ended while we slept must not."""
        if self._future is None or not self._future.done():
            return [], []
        self._future.result()
        self._future = None
        pairs, self._syncing = self._syncing, []
        ours = {lease for lease in {row.lease for _item, row in pairs} if lease.is_surely_ours}
        may = [item for item, row in pairs if row.lease in ours]
        lost = [(item, row) for item, row in pairs if row.lease not in ours]
        self.answers([(row, leases.LATER) for _item, row in lost])
        self._begin()
        return may, [item for item, _row in lost]

    def answers(self, pairs: list[tuple[Row, Outcome]]) -> None:
        """They need not survive a power cut: a note without an answer is uncertain."""
        by_journal: dict[Journal, list[tuple[Row, Outcome]]] = {}
        for pair in pairs:
            faults.point("mailings.after_data")
            by_journal.setdefault(pair[0].lease.journal, []).append(pair)
        for journal, some in by_journal.items():
            journal.write_answers((row.uuid, leases.answer(row, what)) for row, what in some)

    def close(self) -> None:
        if self._thread is not None:
            self._thread.shutdown()

    def _begin(self) -> None:
        if self._future is not None or not self._waiting:
            return
        self._syncing, self._waiting = self._waiting, []
        journals = {row.lease.journal for _item, row in self._syncing}
        if self._thread is None:
            self._future = Future()
            _sync(journals)
            self._future.set_result(None)
            return
        self._future = self._thread.submit(_sync, journals)
        self._future.add_done_callback(lambda _future: self._wake and self._wake())


def _sync(journals: set[Journal]) -> None:
    for journal in journals:
        journal.sync()
