"""`undersigned ledger status` and `undersigned ledger recover`.

Here, as signatures follow the log; the room of the log knows none.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from undersigned.ledger import recovering, sequencing
from undersigned.petitions import recovering as signatures
from undersigned.petitions.recovering import Followed


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
        followed = signatures.follow(at=timezone.now())
        self.stdout.write("\n".join([*done.notes, *_words(done, followed)]))


_TOLD = {
    "confirmed": (
        "signatures waited in the backup and had confirmed since: they are confirmed."
    ),
    "doubled": (
        "confirmed again since the restore: their older entry is removed as a duplicate."
    ),
    "gone": (
        "signatures in the log have no signer here: signed after the backup, their names, "
        "addresses and consent are lost. They count. Who signs again is known by the journal "
        "and counts once."
    ),
    "nobodys": (
        "signatures in the log are nobody's: the journal does not say whose. They count. Who "
        "of these signs or confirms again counts twice, so the count is too high by this "
        "number at most."
    ),
    "taken_back": (
        "signatures were withdrawn or removed after the backup, and stay so. Who asked to be "
        "erased is in the database again: erase them again."
    ),
    "restored": "signatures were restored after the backup, and count.",
}


def _words(done: recovering.Done, followed: Followed) -> list[str]:
    """Where every signature between backup and loss has gone, in numbers."""
    numbers = [(getattr(followed, name), words) for name, words in _TOLD.items()]
    first = (
        f"The log has {done.size:,} leaves. {done.adopted:,} were adopted from its files; of "
        f"{done.lost:,} signatures the details are lost. They count."
    )
    last = "Now run 'undersigned recount --repair' and start the worker."
    return [first, *[f"{number:,} {words}" for number, words in numbers if number], last]
