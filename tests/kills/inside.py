"""Run inside the installation that a test kills: writes rows by the verbs, and counts them."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402  the settings come first
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests import make  # noqa: E402
from undersigned.actions.models import Submission  # noqa: E402
from undersigned.lib import leasing  # noqa: E402
from undersigned.outbox import queueing  # noqa: E402
from undersigned.outbox.models import Message  # noqa: E402
from undersigned.petitions import stamps  # noqa: E402
from undersigned.petitions.models import Signature  # noqa: E402


def queue(kind: str, count: str) -> int:
    """That many letters of one kind, each to an address of its own."""
    with transaction.atomic():
        queueing.queue(
            [
                queueing.Letter(
                    organisation_id=None, to=f"{kind}{number}@example.org", subject="Hello",
                    text="Dear supporter", from_name="Us", from_address="us@example.org",
                    kind=kind,
                )
                for number in range(int(count))
            ]
        )  # fmt: skip
    return int(count)


def states() -> dict[str, int]:
    rows = Message.objects.order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def campaign() -> dict[str, str]:
    """A campaign that takes signatures: its place, and a form that was drawn a while ago."""
    made = make.campaign(make.organisation())
    drawn = timezone.now() - timedelta(minutes=10)
    stamp = stamps.make(made.petition.uuid, at=drawn)
    return {"slug": made.slug, "stamp": stamp, "asked": made.petition.consent}


def signed() -> dict[str, object]:
    """Who signed, what still waits to be folded, what was set aside, and who was written to."""
    waiting = Submission.objects.filter(done_at=None).count()
    rows = Signature.objects.values_list("email", flat=True)
    mailed = Message.objects.filter(kind="confirmation").values_list("to_address", flat=True)
    return {
        "signed": list(rows),
        "waiting": waiting,
        "failed": Submission.objects.exclude(failure="").count(),
        "mailed": list(mailed),
    }


def uncertain() -> list[str]:
    rows = Message.objects.filter(state=Message.State.UNCERTAIN)
    return sorted(rows.values_list("to_address", flat=True))


def hurry() -> int:
    """What waits for another attempt is due now."""
    return Message.objects.filter(state=Message.State.WAITING).update(not_before=leasing.now())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
