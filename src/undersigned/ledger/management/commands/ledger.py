"""`undersigned ledger status` and `undersigned ledger recover`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from undersigned.ledger import recovering, sequencing


class Command(BaseCommand):
    help = (
        "The public log of signatures. 'status' says how far it is and what stops it. "
        "'recover' brings database and log together after a restore: what the database lost is "
        "taken from the log's files, and nothing that was signed is ever signed differently."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["status", "recover"])
        parser.add_argument(
            "--from", dest="source", type=Path, metavar="FOLDER",
            help="a copy of the log's public files (checkpoint, tile/), newer than those here",
        )  # fmt: skip
        parser.add_argument(
            "--nothing-newer", action="store_true",
            help="you know that nothing was signed after the backup that was restored",
        )  # fmt: skip

    def handle(
        self, *, what: str, source: Path | None, nothing_newer: bool, **_options: object
    ) -> None:
        try:
            if what == "status":
                self.stdout.write("\n".join(recovering.status()))
                return
            done = recovering.recover(
                source=source, nothing_newer=nothing_newer, at=timezone.now()
            )
        except (recovering.NotRecoverableError, sequencing.StoppedError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(done.notes))
        self.stdout.write(
            f"The log has {done.size:,} leaves. {done.adopted:,} were adopted from its files; "
            f"of {done.lost:,} signatures the details are lost. They count. Now run "
            "'undersigned recount --repair' and start the worker."
        )
