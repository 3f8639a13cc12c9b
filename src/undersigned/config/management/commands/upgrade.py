"""`undersigned upgrade`: after a new version was installed."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from undersigned.config import collecting, health


class Command(BaseCommand):
    help = (
        "Brings the database up to the installed version: makes a backup, applies what is new, "
        "collects the static files. Stop `serve` and `worker` first, start them afterwards. "
        "On a new machine it sets the database up."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--backup-to", type=Path, default=None, metavar="FOLDER",
            help="where the backup goes (if not given: backups in the data folder)",
        )  # fmt: skip

    def handle(self, *, backup_to: Path | None, **_options: object) -> None:
        pending = health.pending_migrations()
        # Before the first upgrade there is nothing to lose.
        if pending and connection.introspection.table_names():
            folder = backup_to or settings.DATA / "backups"
            name = f"before-upgrade-{timezone.now():%Y-%m-%d-%H%M%S}.tar.gz"
            call_command("backup", str(folder / name), stdout=self.stdout)
        if pending:
            self.stdout.write(f"Upgrading the database ({len(pending)} steps) …")
            call_command("migrate", verbosity=0, interactive=False)
        collecting.collect()
        self.stdout.write("Up to date.")
