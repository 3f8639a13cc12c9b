"""`undersigned restore FILE`."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from undersigned.config import archives, dumping, row_keys
from undersigned.ledger import lasting


class Command(BaseCommand):
    help = (
        "Puts back what `undersigned backup` wrote, and upgrades the database if the backup is "
        "of an older version. Stop `serve` and `worker` first. What is there now is replaced."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `undersigned backup` wrote")
        parser.add_argument(
            "--keys", type=Path, help="the keys' file, if it is not FILE.keys beside the file"
        )
        parser.add_argument(
            "--yes", action="store_true", help="replace what this installation holds now"
        )

    def handle(
        self, *, file: Path, keys: Path | None = None, yes: bool, **_options: object
    ) -> None:
        if connection.introspection.table_names() and not yes:
            raise CommandError(
                "This installation holds data, which would be replaced. Make a backup of it, "
                "then add --yes.",
                returncode=2,
            )
        self.stdout.write("Checking the file …")
        try:
            with archives.opened(file) as (folder, manifest):
                self.stdout.write(f"Restoring the backup of {manifest['made_at']} …")
                archives.put_back(folder, manifest)
        except (archives.BadBackupError, dumping.DumpError) as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        call_command("migrate", verbosity=0, interactive=False)
        found, lost = row_keys.load(keys or row_keys.path(file))
        if lost:
            self.stdout.write(
                f"Of {found + lost:,} signatures, {lost:,} have no key in {file.name}.keys: "
                "they count, and nobody can open them any more."
            )
        if lasting.restored():
            self.stdout.write(
                "The log of signatures stands still until you have run `undersigned ledger "
                "recover`."
            )
        self.stdout.write("Restored. Start `undersigned serve` and `undersigned worker`.")
