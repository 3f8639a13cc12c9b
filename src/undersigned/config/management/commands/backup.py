"""`undersigned backup FILE`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from undersigned.config import archives, dumping
from undersigned.jobs import backups


class Command(BaseCommand):
    help = (
        "Writes everything this installation holds (database, secrets, uploads, published "
        "files) into one file, while it runs. Whoever has the file has everything: keep it "
        "safe, and on another machine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="like /backups/undersigned.tar.gz")
        parser.add_argument(
            "--yes", action="store_true", help="replace the file if there is one already"
        )

    def handle(self, *, file: Path, yes: bool, **_options: object) -> None:
        if file.exists() and not yes:
            raise CommandError(
                f"{file} is there already. Add --yes to replace it.", returncode=2
            )
        self.stdout.write("Writing …")
        at = timezone.now()
        try:
            size = archives.make(file, at=at)
        except (dumping.DumpError, OSError) as error:
            raise CommandError(f"No backup was made: {error}") from error
        backups.record(file_name=file.name, size=size, at=at)
        self.stdout.write(f"Backup written to {file} ({size / 1_000_000:.1f} MB).")
