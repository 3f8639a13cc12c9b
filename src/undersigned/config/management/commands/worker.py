"""`undersigned worker`: everything that does not wait for a page."""

import signal

from django.core.management.base import BaseCommand, CommandError, CommandParser

from undersigned.config import health, schedule
from undersigned.jobs import running, working
from undersigned.ledger import sequencing
from undersigned.lib import family, stopping
from undersigned.outbox import sending, transport

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
            "--mail-threads", type=int, default=4, help="connections to the relay (default 4)"
        )

    def handle(self, *, only: str, mail_threads: int, **_options: object) -> None:
        family.follow_parent()
        chosen = only.split(",")
        unknown = sorted(set(chosen) - set(_PARTS))
        if unknown:
            raise CommandError(
                f"--only is {only!r}; {unknown[0]!r} is no part. Parts: {', '.join(_PARTS)}.",
                returncode=2,
            )
        if health.pending_migrations():
            raise CommandError(
                "The database needs an upgrade. Run `undersigned upgrade`: it backs up first.",
                returncode=3,
            )
        stop = stopping.asked(signal.SIGTERM, signal.SIGINT)
        self.stdout.write(f"Working: {', '.join(chosen)}. Mail: {_WAYS[transport.state()]}.")
        self.stdout.flush()
        working.work(
            entries=schedule.ENTRIES if "clock" in chosen else (),
            parts=_parts(chosen, mail_threads=mail_threads),
            stop=stop,
        )
        self.stdout.write("Stopped; nothing was left in hand.")


_WAYS = {
    "relay": "sent by the relay",
    "demo": "caught and shown on /mail/",
    "none": "NOT SENT, because UNDERSIGNED_SMTP_URL names no relay; it waits",
}


def _parts(chosen: list[str], *, mail_threads: int) -> list[working.Part]:
    parts = []
    if "jobs" in chosen:
        parts.append(working.Part(name="jobs", run=running.run_due, threads=2))
    if "mail" in chosen:
        mail = working.Part(
            name="mail",
            run=sending.send_due,
            threads=mail_threads,
            done=transport.close_this_thread,
        )
        parts.append(mail)
    if "log" in chosen:
        parts.append(working.Part(name="log", run=sequencing.sequence_due))
    return parts
