"""`undersigned recount`: counts all signatures one by one and compares with what is shown."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from undersigned.petitions import recounting, recovering
from undersigned.petitions.models import Petition


class Command(BaseCommand):
    help = (
        "Counts the leaves and the confirmed signatures of each petition one by one and says "
        "where the number that the page shows differs. Ends with 1 if one does and was not "
        "repaired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="put numbers right that differ"
        )

    def handle(self, *, repair: bool, **_options: object) -> None:
        wrong = 0
        if repair:  # what the log says since a restore is no difference to be repaired
            recovering.follow(at=timezone.now())
        petitions = Petition.objects.select_related("campaign", "text").order_by("pk")
        for petition in petitions:  # a petition a transaction, so that none waits for all
            found = recounting.compare(petition, repair=repair, at=timezone.now())
            if found is None:
                continue
            wrong += 1
            self.stdout.write(_words(petition, found) + (" Put right." if repair else ""))
        self.stdout.write(f"{len(petitions):,} petitions counted, {wrong:,} differed.")
        if wrong and not repair:
            raise CommandError("Run `undersigned recount --repair` to put it right.")


def _words(petition: Petition, found: recounting.Difference) -> str:
    return (
        f"/{petition.campaign.slug}/ shows {found.shown:,}, and the log counts "
        f"{found.counted:,}. {found.without_leaf:,} confirmed signatures are not in the log, "
        f"{found.without_signature:,} leaves of it have no confirmed signature."
    )
