"""`undersigned load_example`: one of the two examples, into this installation or out of it."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from undersigned.dashboard.examples import loading, showing
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.organisations.models import Organisation


class Command(BaseCommand):
    help = (
        "Loads an example as an organisation of its own: 'invented' is a campaign to keep "
        "rural post offices open with 5,000 invented supporters, 'reconstructed' retells a "
        "news report of July 2022. With --remove it takes the example away again, with all "
        "that was done in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "example", nargs="?", default="invented", choices=["invented", "reconstructed"],
            help="which of the two; 'invented' if left out",
        )  # fmt: skip
        parser.add_argument(
            "--remove", action="store_true", help="take it away instead of loading it"
        )

    def handle(self, *, example: str, remove: bool, **_options: object) -> None:
        kind = Organisation.Example(example)
        if remove:
            self._remove(kind)
            return
        try:
            organisation = loading.load(kind, at=timezone.now(), by=COMMAND_LINE)
        except loading.LoadedAlreadyError as error:
            raise CommandError(
                f"The example '{example}' is here already. To begin it anew, remove it first: "
                f"undersigned load_example {example} --remove"
            ) from error
        showing.show(at=timezone.now())
        self._say(f"Loaded: {organisation.name}, at /o/{organisation.slug}/")

    def _remove(self, kind: Organisation.Example) -> None:
        organisation = loading.find(kind)
        if organisation is None:
            raise CommandError(f"The example '{kind.value}' is not here.")
        gone = loading.remove(organisation, at=timezone.now(), by=COMMAND_LINE)
        showing.show(at=timezone.now())
        self._say(f"Removed: {organisation.name} ({gone:,} rows).")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
