"""`undersigned places districts FILE`: brings a file of congressional districts."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from undersigned.places import districting


class Command(BaseCommand):
    help = (
        "Brings the file that says which ZIP code lies in which congressional district, in the "
        "place of the one that was there. Without one no district is shown; a ZIP code that "
        "lies in several has none that is known."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["districts"])
        parser.add_argument("file", type=Path, help="columns zip and district, or the Census's")
        parser.add_argument("--source", required=True, help="who published it, for the pages")
        parser.add_argument(
            "--as-of", required=True, type=date.fromisoformat, help="its date: 2026-01-03"
        )

    def handle(self, *, file: Path, source: str, as_of: date, **_options: object) -> None:
        try:
            districts = districting.read(file.read_text(encoding="utf-8-sig"))
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {file}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8 text; save it as such.") from error
        except districting.FileError as error:
            raise CommandError(str(error)) from error
        made = districting.bring(
            districts=districts, source=source, as_of=as_of, at=timezone.now()
        )
        counted = {code: 0 for code, _state, _district in districts.rows}
        for code, _state, _district in districts.rows:
            counted[code] += 1
        several = sum(number > 1 for number in counted.values())
        self.stdout.write(
            f"{made.codes:,} ZIP codes, {several:,} of them in several districts: of those the "
            "district stays unknown."
        )
        if made.note:
            self.stdout.write(made.note)
