"""`undersigned worker`: everything that does not wait for a page."""

import os
import signal
from functools import partial

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection as db

from undersigned.config import health, schedule, supervising
from undersigned.config import senders as senders_
from undersigned.jobs import running, working
from undersigned.ledger import sequencing
from undersigned.lib import family, heap, stopping
from undersigned.outbox import transport

_PARTS = ("clock", "jobs", "mail", "log")


class Command(BaseCommand):
    help = (
        "Does the background work until it is told to stop: what is due by the clock, jobs, "
        "mail. Run at least one. On PostgreSQL several may run, on one machine or many: they "
        "share the work. It finishes what it has in hand before it stops."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only",
            default=",".join(_PARTS),
            metavar="PARTS",
            help="some of clock,jobs,mail,log with commas between; all if not given",
        )
        parser.add_argument(
            "--connections", type=int, default=transport.CONNECTIONS, metavar="N",
            help="of each sender to the relays, at most (default %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--senders", type=int, default=0, metavar="N",
            help="processes that send mail; on SQLite 1, on PostgreSQL one a processor",
        )  # fmt: skip

    def handle(
        self, *, only: str, connections: int, senders: int, **_options: object
    ) -> None:  # fmt: skip
        family.follow_parent()
        chosen = _chosen(only)
        if health.pending_migrations():
            raise CommandError(
                "The database needs an upgrade. Run `undersigned upgrade`: it backs up first.",
                returncode=3,
            )
        self.stdout.write(f"Working: {', '.join(chosen)}. Mail: {_WAYS[transport.state()]}.")
        self.stdout.flush()
        _work(chosen, senders=senders or _usual_senders(), connections=connections)
        self.stdout.write("Stopped; nothing was left in hand.")


def _chosen(only: str) -> list[str]:
    chosen = only.split(",")
    unknown = sorted(set(chosen) - set(_PARTS))
    if unknown:
        raise CommandError(
            f"--only is {only!r}; {unknown[0]!r} is no part. Parts: {', '.join(_PARTS)}.",
            returncode=2,
        )
    return chosen


def _usual_senders() -> int:
    if db.vendor == "sqlite" or not transport.leaves():
        return 1  # one process writes at a time, and what the demo catches is little
    return len(os.sched_getaffinity(0))


def _work(chosen: list[str], *, senders: int, connections: int) -> None:
    """Each sender in a process of its own: folding and sending share no interpreter."""
    rest = [name for name in chosen if name != "mail"]
    mail = partial(_part, ["mail"], connections=connections)
    children = [mail] * (senders if "mail" in chosen else 0)
    if rest:
        children.append(partial(_part, rest, connections=connections))
    if len(children) == 1:
        children[0]()
        return
    _let_go_of_the_database()
    supervising.supervise(children)


def _part(chosen: list[str], *, connections: int) -> None:
    stop = stopping.asked(signal.SIGTERM, signal.SIGINT)
    heap.settle()
    working.work(
        entries=schedule.ENTRIES if "clock" in chosen else (),
        parts=_parts(chosen, connections=connections),
        stop=stop,
    )


def _let_go_of_the_database() -> None:
    """Nothing of it is inherited: neither a connection, nor the pool with its threads."""
    db.close()
    if close_pool := getattr(db, "close_pool", None):  # PostgreSQL's
        close_pool()


_WAYS = {
    "relay": "sent by the relay",
    "api": "sent by the provider's API",
    "demo": "caught and shown on /mail/",
    "none": "NOT SENT, because UNDERSIGNED_SMTP_URL names no relay, nor UNDERSIGNED_MAIL_API a "
    "provider; it waits",
}


def _parts(chosen: list[str], *, connections: int) -> list[working.Part]:
    parts = []
    if "jobs" in chosen:
        parts.append(working.Part(name="jobs", run=running.run_due, threads=2))
    if "mail" in chosen:
        sender = senders_.Sender(connections=connections)
        parts.append(working.Part(name="mail", run=sender.run, done=sender.done))
    if "log" in chosen:
        parts.append(working.Part(name="log", run=sequencing.sequence_due))
    return parts
