"""What stands in the queue before the relay: one message to one address."""

from __future__ import annotations

from typing import Protocol

from undersigned.outbox.outcomes import Outcome
from undersigned.outbox.return_path import Named


class Item:
    """Its bytes are made when its turn has come (`Source.compose`), not before."""

    __slots__ = (
        "data", "is_ascii", "is_ready", "is_withdrawn", "named", "never_leaves", "row",
        "sender", "source", "to", "turns",
    )  # fmt: skip

    def __init__(self, source: Source, row: object, *, never_leaves: bool = False) -> None:
        self.source = source
        self.row = row  # the source's own
        self.never_leaves = never_leaves  # a demonstration's: no relay ever gets it
        self.sender = self.to = ""
        self.data = b""
        self.named: Named | None = None  # whose row it is, for a provider's webhooks
        self.is_ascii = True
        # Made so that it can go as it is: CRLF and no other break, no line begins with a dot.
        self.is_ready = False
        self.is_withdrawn = False
        self.turns = 0  # connections that broke before its content went

    def fill(
        self, *, sender: str, to: str, data: bytes, named: Named | None = None,
        is_ready: bool = False,
    ) -> None:  # fmt: skip
        self.sender, self.to, self.data = sender, _with_ascii_domain(to), data
        self.is_ready = is_ready
        self.named = named
        self.is_ascii = data.isascii() and to.isascii() and sender.isascii()


def _with_ascii_domain(address: str) -> str:
    """As in its header: a relay without SMTPUTF8 takes it if the rest is ASCII."""
    if address.isascii():
        return address
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


class Source(Protocol):
    """Where messages come from, and where it is written down what came of them."""

    def feed(self, room: int) -> list[Item]:
        """Up to that many, leased. Called again and again; [] when nothing is due."""

    def rest(self) -> float:
        """In how many seconds it may give more of what it holds; endless: it holds nothing."""

    def compose(self, item: Item) -> Outcome | None:
        """Fills it; an outcome where it is not to be handed over after all."""

    def note(self, items: list[Item]) -> None:
        """Begins to note that their content goes; `noted` tells when that is durable."""

    def noted(self) -> tuple[list[Item], list[Item]]:
        """Those that may go now, and those that must not."""

    def took(self, results: list[tuple[Item, Outcome]]) -> None:
        """What came of some."""

    def give_back(self, items: list[Item]) -> None:
        """They were never tried; they wait again."""

    def settle(self, *, all_of_it: bool) -> None:
        """Writes down what is known: in sets, or all of it now."""

    def break_off(self) -> None:
        """As if the process had died: without the database, and without hope."""
