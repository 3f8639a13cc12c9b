"""`undersigned import FILE`: brings a list of supporters in, with progress."""

import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from undersigned.dashboard import imported, moving
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.organisations.models import Organisation
from undersigned.segments import areas
from undersigned.supporters.files.unpacking import FileError
from undersigned.supporters.importing import running, starting, storing
from undersigned.supporters.matching.targets import BY_NAME
from undersigned.supporters.models import Import

State = Import.State
REFUSED = 2  # it went through, and rows were refused
_TOLD_EVERY = 1.0


class Command(BaseCommand):
    help = (
        "Imports a list of supporters (CSV, TSV, Excel, packed or not, or our own export). The "
        "whole file is compared first; nobody who unsubscribed is subscribed. Ends with 0 when "
        "every row was taken, 2 when some were refused (the list of problems is named), 1 when "
        "nothing could be done. Broken off, the worker goes on with it, or --resume does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the list")
        parser.add_argument(
            "--organisation", help="its short name; needed if there are several"
        )
        parser.add_argument(
            "--never-mail", action="store_true",
            help="the file holds only addresses that must not be emailed",
        )  # fmt: skip
        parser.add_argument(
            "--agreed", choices=Import.Agreed.values, default=Import.Agreed.NOBODY.value,
            help="who of the file agreed to email: everyone not marked otherwise, those whose "
            "row says so (stated), or nobody",
        )  # fmt: skip
        parser.add_argument("--basis", default="", help="how they agreed, in a sentence")
        parser.add_argument(
            "--map", action="append", default=[], metavar="COLUMN=TARGET",
            help="what a column is, where it is not recognised; an empty target leaves it out. "
            f"Targets: {', '.join(BY_NAME)}, field:NAME",
        )  # fmt: skip
        parser.add_argument(
            "--dry-run", action="store_true", help="say what it would do, and change nothing"
        )
        parser.add_argument("--resume", type=UUID, help="go on with an import, by its id")

    def handle(self, *, file: Path | None, resume: UUID | None, **options: object) -> None:
        if resume is not None:
            batch = self._resumed(resume)
        elif file is None:
            raise CommandError("Name the file to import, or an import to --resume.")
        else:
            batch = self._prepared(file, options)
        if batch.state == State.CHECKING:
            self._run(batch, "rows compared")
        if batch.state == State.CHECKED:
            if options["dry_run"]:
                self._tell(batch, batch.checked)
                starting.drop(batch, at=timezone.now(), by=COMMAND_LINE)
                return
            moving.start(batch, at=timezone.now(), by=COMMAND_LINE)
        self._run(batch, "rows imported")
        self._tell(batch, batch.found)
        if batch.found.get("refused"):
            self.stdout.write(f"Problems: {storing.problems_path(batch)}")
            sys.exit(REFUSED)

    def _prepared(self, file: Path, options: Mapping[str, object]) -> Import:
        """Taken, matched and checked."""
        kind = Import.Kind.NEVER_MAIL if options["never_mail"] else Import.Kind.PEOPLE
        try:
            batch = starting.take(
                organisation_id=_organisation(options["organisation"]).pk, kind=kind,
                file_name=file.name, store=partial(storing.copy, source=file),
                at=timezone.now(), by=COMMAND_LINE,
            )  # fmt: skip
            mapping = _mapping(batch, options["map"])
            starting.match(
                batch, mapping=mapping, agreed=str(options["agreed"]),
                basis=str(options["basis"]),
            )  # fmt: skip
        except (FileError, starting.MappingError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{batch.system or 'A list'}; this import is {batch.uuid}")
        for name, target in zip(batch.columns, mapping, strict=True):
            self.stdout.write(f"  {name} -> {target or '(left out)'}")
        return batch

    def _resumed(self, uuid: UUID) -> Import:
        batch = Import.objects.filter(uuid=uuid).first()
        if batch is None:
            raise CommandError(f"There is no import {uuid}.")
        if batch.state == State.FAILED:
            starting.go_on(batch, at=timezone.now(), by=COMMAND_LINE)
        if not batch.is_moving and batch.state != State.CHECKED:
            raise CommandError(f"There is nothing to go on with: it is {batch.state}.")
        return batch

    def _run(self, batch: Import, words: str) -> None:
        """The stage it is in, to its end; waits where a worker is at it."""
        stage, told, inside = batch.state, 0.0, areas.of_import
        while batch.state == stage:
            try:
                for done in running.run(batch.uuid, at=timezone.now(), inside=inside):
                    if time.monotonic() > told + _TOLD_EVERY:
                        told = time.monotonic()
                        self.stderr.write(f"{done:,} {words}")
            except DatabaseError as error:
                again = f"Go on with --resume {batch.uuid}"
                raise CommandError(f"The database broke off. {again}") from error
            batch.refresh_from_db()
            if batch.state == stage:
                time.sleep(1)  # a worker, or one that was killed, holds it
        if batch.state == State.FAILED:
            raise CommandError(f"{batch.failure} Go on with --resume {batch.uuid}")

    def _tell(self, batch: Import, found: dict[str, int]) -> None:
        told = imported.numbers(batch, found)
        self.stdout.write(f"{batch.rows or 0:,} rows")
        for line in (*told.people, *told.email):
            self.stdout.write(f"{line.number:>12,}  {line.label}")
        for line in told.reasons:
            self.stdout.write(f"{line.number:>12,}  ! {line.label}")


def _organisation(slug: object) -> Organisation:
    rows = Organisation.objects.filter(slug=slug) if slug else Organisation.objects.all()
    found = list(rows[:2])
    if len(found) == 1:
        return found[0]
    known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True))
    raise CommandError(f"Name the organisation with --organisation: {known or 'none yet'}.")


def _mapping(batch: Import, wishes: object) -> list[str]:
    mapping = list(batch.mapping)
    for wish in wishes if isinstance(wishes, list) else []:
        name, mark, target = str(wish).rpartition("=")
        if not mark or name not in batch.columns:
            columns = ", ".join(batch.columns)
            raise CommandError(f"--map {wish}: no such column. There are: {columns}")
        mapping[batch.columns.index(name)] = target
    return mapping
