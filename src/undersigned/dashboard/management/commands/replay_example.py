"""`undersigned replay_example`: example B's launch with the clock set, in the demo alone."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from undersigned.dashboard.examples import replaying, showing


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


class Command(BaseCommand):
    help = (
        "Sets the date of the reconstructed example and does what is due then: before 9 "
        "November 2022, 09:00 Eastern, the campaign is announced, from then on it is live. "
        "Simulated people are marked SIMULATED wherever they are counted. In the demo only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at", type=_moment, required=True, metavar="2022-11-09T09:00-05:00",
            help="the moment to set the example's clock to, with its offset from UTC",
        )  # fmt: skip
        parser.add_argument(
            "--simulate", type=int, default=0, metavar="N",
            help="how many simulated people ask to be told and sign",
        )  # fmt: skip

    def handle(self, **options: Any) -> None:  # noqa: ANN401  Django's signature
        if not settings.DEMO:
            raise CommandError(
                "Only the demo replays. Run it with UNDERSIGNED_DEMO=yes and the demo's data."
            )
        try:
            campaign = replaying.replay(at=options["at"], simulate=options["simulate"])
        except replaying.NothingToReplayError as error:
            raise CommandError(
                "The reconstructed example is not loaded: undersigned load_example "
                "reconstructed"
            ) from error
        showing.show(at=timezone.now())
        self.stdout.write(f"{campaign.title} is {campaign.get_state_display()}.")
