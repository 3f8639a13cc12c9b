"""`undersigned export FILE`: everything about all supporters, in a form that comes back."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from undersigned.dashboard.exported import FORMATS, recorded
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.organisations.models import Organisation


class Command(BaseCommand):
    help = (
        "Writes all supporters of an organisation with tags, fields, consent, notes and "
        "history into one file: CSV, or JSON lines where its name ends in .jsonl. "
        "`undersigned import` makes the same people of it. Whoever has the file has the "
        "list: keep it safe."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="like supporters.jsonl or supporters.csv")
        parser.add_argument(
            "--organisation", help="its short name; needed if there are several"
        )
        parser.add_argument(
            "--yes", action="store_true", help="replace the file if it is there"
        )

    def handle(
        self, *, file: Path, organisation: str | None, yes: bool, **_options: object
    ) -> None:
        if file.exists() and not yes:
            raise CommandError(
                f"{file} is there already. Add --yes to replace it.", returncode=2
            )
        rows = Organisation.objects.all()
        found = list(rows.filter(slug=organisation) if organisation else rows[:2])
        if len(found) != 1:
            known = ", ".join(rows.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"Name the organisation with --organisation: {known}.")
        kind = "jsonl" if file.suffix == ".jsonl" else "csv"
        half = file.with_name(f"{file.name}.half")
        try:
            with half.open("w", encoding="utf-8", newline="") as out:
                half.chmod(0o600)
                out.writelines(FORMATS[kind].lines(found[0].pk))
            half.replace(file)
        except OSError as error:
            raise CommandError(f"Nothing was exported: {error}") from error
        number = recorded(found[0], at=timezone.now(), by=COMMAND_LINE)
        self.stdout.write(f"{number:,} supporters are in {file}.")
