"""Run inside the installation that a test kills: writes rows by the verbs, and counts them."""

import csv
import hashlib
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import OperationalError, connection, transaction  # noqa: E402  the settings come first
from django.db.models import Count, F  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests import make  # noqa: E402
from tests.jobs import work  # noqa: E402
from tests.ledger import making  # noqa: E402
from undersigned.actions.models import Submission  # noqa: E402
from undersigned.jobs.models import Job, ScheduleEntry, Worker  # noqa: E402
from undersigned.ledger import voiding  # noqa: E402
from undersigned.ledger.models import Leaf, Log, Tally  # noqa: E402
from undersigned.lib import leasing  # noqa: E402
from undersigned.mailings import counting as mailing_counting  # noqa: E402
from undersigned.mailings import results, scheduling  # noqa: E402
from undersigned.mailings.models import Mailing, Recipient  # noqa: E402
from undersigned.organisations.auditing import Actor  # noqa: E402
from undersigned.outbox import queueing  # noqa: E402
from undersigned.outbox.models import Message, Suppression, Window  # noqa: E402
from undersigned.petitions import counting, links, stamps  # noqa: E402
from undersigned.petitions.models import Petition, Signature  # noqa: E402
from undersigned.supporters.models import (  # noqa: E402
    Consent,
    EmailConsent,
    Import,
    ImportedPerson,
    ImportProblem,
    PastAct,
    Supporter,
    Tagging,
)


def queue(count: str) -> int:
    """That many notices and as many confirmations, in turns, each to an address of its own."""
    with transaction.atomic():
        queueing.queue(
            [
                queueing.Letter(
                    organisation_id=None, to=f"{kind}{number}@example.org", subject="Hello",
                    text="Dear supporter", from_name="Us", from_address="us@example.org",
                    kind=kind,
                )
                for number in range(int(count))
                for kind in ("notice", "confirmation")
            ]
        )  # fmt: skip
    return int(count)


def jobs(count: str, folder: str) -> int:
    """That many jobs, each of which adds a line to a file of its own."""
    for number in range(int(count)):
        work.leave_a_line.enqueue(f"{folder}/job-{number}")
    return int(count)


def unfinished_jobs() -> int:
    return Job.objects.exclude(state=Job.State.DONE).count()


def organisation() -> str:
    return make.organisation().slug


def imported() -> dict[str, object]:
    """How far the import is, what it says it did, and who is there."""
    batch = Import.objects.get()
    emails = list(Supporter.objects.values_list("email", flat=True))
    return {"state": batch.state, "done": batch.done, "found": batch.found, "emails": emails}


def log_petition() -> str:
    """Its text waits for the log; nobody has signed it."""
    return str(making.petition().petition)


def log_signatures(count: str) -> list[str]:
    """So many sign it, and as many leaves wait for the log; the last is withdrawn at once."""
    text = Leaf.objects.get(kind=Leaf.Kind.PETITION)
    subjects = making.people(text, int(count))
    voiding.void(subjects[-1:], reason="withdrawn", at=make.NOON)
    return [str(subject) for subject in subjects]


def promise() -> str:
    """Where one who confirmed and wanted a receipt reads the promise that the web signs."""
    row = Signature.objects.confirmed().select_related("petition__campaign")[0]
    Signature.objects.filter(pk=row.pk).update(wants_receipt=True)
    at = timezone.now()
    return links.receipt_path(row.petition.campaign.slug, row.uuid, at=at) + "promise.txt"


def log() -> dict[str, object]:
    """Everything public, whose tree was checked just now, and what the database says of it."""
    is_public = (Path(settings.LOG_ROOT) / "checkpoint").exists()
    found = making.public() if is_public else []
    petition = Leaf.objects.get(kind=Leaf.Kind.PETITION).petition
    pending = Leaf.objects.pending().count()  # before the sizes: these grow by what it loses
    state = Log.objects.first() or Log()
    tally = Tally.objects.first() or Tally()
    signed = Leaf.objects.filter(kind=Leaf.Kind.SIGN, index__isnull=False)
    return {
        "leaves": [leaf.data().hex() for leaf in found],
        "kinds": making.kinds(found),
        "count": making.count(found, petition),
        "tally": tally.count,
        "subjects": [str(subject) for subject in signed.values_list("subject", flat=True)],
        "waiting": pending + state.size - state.signed,
        "stopped": state.stopped,
    }


def states() -> dict[str, int]:
    rows = Message.objects.order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def campaign() -> dict[str, str]:
    """A campaign that takes signatures: its place, and a form that was drawn a while ago."""
    make.campaign(make.organisation())
    return form()


def form() -> dict[str, str]:
    """The form of the one petition that is there, drawn a while ago."""
    petition = Petition.objects.select_related("campaign").get()
    drawn = timezone.now() - timedelta(minutes=10)
    stamp = stamps.make(petition.uuid, at=drawn)
    return {"slug": petition.campaign.slug, "stamp": stamp, "asked": petition.consent}


def rushed() -> dict[str, object]:
    """What came of the people of a rush (signer…@town….example), and what still waits."""
    rows = Signature.objects.filter(email__startswith="signer")
    mail = Message.objects.unfinished()
    return {
        "signed": rows.count(),
        "confirmed": rows.confirmed().count(),
        "waiting": Submission.objects.filter(done_at=None).count() + mail.count(),
        "unlogged": Leaf.objects.pending().count(),
        "failed": Submission.objects.exclude(failure="").count(),
        "mailing": Mailing.objects.get().state,
        "refused": Message.objects.filter(state=Message.State.REFUSED).count(),
    }


def all_is_folded() -> bool:
    """No submission waits, and the journal of the count is in the snapshot."""
    petition = Petition.objects.get()
    exact = Signature.objects.confirmed().count()
    waits = Submission.objects.filter(done_at=None).exists()
    return not waits and counting.shown_count(petition).count == exact


def signed() -> dict[str, object]:
    """Who signed and confirmed, what was set aside, who was written to, and the count."""
    rows = Signature.objects.values_list("email", flat=True)
    mailed = Message.objects.filter(kind="confirmation").values_list("to_address", flat=True)
    confirmed = Signature.objects.confirmed()
    petition = Petition.objects.get()
    counted = counting.shown_count(petition).count
    exact = confirmed.count()
    return {
        "signed": list(rows),
        "confirmed": list(confirmed.values_list("email", flat=True)),
        "counted": counted,
        "exact": exact,
        "failed": Submission.objects.exclude(failure="").count(),
        "mailed": list(mailed),
    }


def uncertain() -> list[str]:
    rows = Message.objects.filter(state=Message.State.UNCERTAIN)
    return sorted(rows.values_list("to_address", flat=True))


def hurry() -> int:
    """What waits for another attempt, or for its provider, is due now."""
    at = leasing.now()
    Window.objects.filter(held_until__gt=at).update(held_until=at)
    mailed = Recipient.objects.filter(state=Recipient.State.DEFERRED).update(not_before=at)
    waiting = Message.objects.filter(state=Message.State.WAITING).update(not_before=at)
    return mailed + waiting


def lapse() -> int:
    """No worker runs: the leases of the dead one are over, as 15 seconds later.

    What the clock starts is due, as a while later.
    """
    ScheduleEntry.objects.update(last_run_at=None)
    over = leasing.now() - timedelta(seconds=1)
    held = (Recipient.objects, Message.objects, Job.objects, Import.objects)
    return sum(rows.filter(leased_until__gt=over).update(leased_until=over) for rows in held)


def can_write() -> bool:
    """Nobody holds a lock on what workers share."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 700")
        else:
            cursor.execute("SET lock_timeout = 700")
    try:
        with transaction.atomic():
            for model in (Recipient, Message, Job, ScheduleEntry):
                model.objects.update(lease_token=F("lease_token"))
            Worker.objects.update(parts=F("parts"))
    except OperationalError:
        return False
    return True


def came_by(entry: str) -> bool:
    """The clock has run that entry since `lapse`."""
    return ScheduleEntry.objects.filter(name=entry).exclude(last_run_at=None).exists()


def mailing(count: str, unknown: str) -> int:
    """Asked to send to that many confirmed signers who agreed; the relay knows some not."""
    ours = make.organisation(
        postal_address="1 Main Street, Athens, OH 45701", hold_minutes=0, warms_up=False
    )
    campaign = make.campaign(ours)
    with transaction.atomic():
        for number in range(int(count)):
            kind = "unknown" if number < int(unknown) else "supporter"
            signer = make.supporter(
                ours, f"Rosa Diaz {number}", email=f"{kind}{number}@example.org",
                consent=EmailConsent.GIVEN,
            )  # fmt: skip
            make.signature(campaign, signer)
        make.supporter(ours, "Luis Ortega")  # has never agreed to email
    by = Actor("nobody:1", "Ana Lopez")
    made = make.mailing(ours)
    scheduling.schedule(mailing=made, version=made.version, at=leasing.now(), by=by)
    made.refresh_from_db()
    if made.state == Mailing.State.WAITING:  # as a large one is
        second = Actor("nobody:2", "Ben Ito")
        scheduling.approve(mailing=made, at=leasing.now(), by=second)
    return int(count)


def withdraw(count: str) -> int:
    """The last of them want no more email, after the freezing."""
    last = Supporter.objects.filter(email_consent=EmailConsent.GIVEN).order_by("-pk")
    chosen = list(last.values_list("pk", flat=True)[: int(count)])
    rows = Supporter.objects.filter(pk__in=chosen)
    return rows.update(email_consent=EmailConsent.WITHDRAWN)


def mailed() -> dict[str, object]:
    """The mailing's state, its totals, whom it lists as uncertain, and each row's own state."""
    found = Mailing.objects.get()
    by_state: dict[str, list[str]] = defaultdict(
        list, {"sent": [], "uncertain": [], "failed": []}
    )
    for state, address in results.who(found).values_list("state", "canonical_address"):
        by_state[state].append(address)
    table = csv.DictReader(line.lstrip("\ufeff") for line in results.as_csv(results.who(found)))
    listed = [row["email"] for row in table if "uncertain" in row.values()]
    totals = mailing_counting.whole(mailing_counting.counted(found))
    return {
        "state": found.state, "totals": vars(totals),
        "by_state": by_state, "listed": listed,
    }  # fmt: skip


def organisations(*slugs: str) -> list[str]:
    return [make.organisation(slug.title(), slug).slug for slug in slugs]


def moving(slug: str) -> list[str]:
    """The id of the newest import there that was begun, and its state."""
    begun = Import.objects.filter(organisation__slug=slug).exclude(state=Import.State.NEW)
    found = begun.order_by("-pk").values_list("uuid", "state").first()
    return list(map(str, found)) if found else ["", ""]


def brought(slug: str) -> dict[str, object]:
    """All that the newest import there brought, without ids; its own moment is 'then'."""
    file = Import.objects.filter(organisation__slug=slug).order_by("-pk")[0]
    ours = {"supporter__organisation__slug": slug}
    who = "supporter__canonical_address"
    noted = ImportedPerson.objects.filter(batch=file)
    tables = {
        "people": Supporter.objects.filter(organisation__slug=slug).values_list(
            "canonical_address", "slot", "given_name", "region", "email_consent", "fields",
            "created_at", "changed_at", "version",
        ),
        "consents": Consent.objects.filter(**ours).values_list(who, "said", "how", "at"),
        "tags": Tagging.objects.filter(**ours).values_list(who, "tag__name", "at"),
        "acts": PastAct.objects.filter(**ours).values_list(who, "kind", "title", "at"),
        "noted": noted.values_list(who, "is_new", "changes"),
        "problems": ImportProblem.objects.filter(batch=file).values_list("line", "reason"),
        "stops": Suppression.objects.filter(organisation__slug=slug).values_list(
            "address_hash", "reason"
        ),
    }  # fmt: skip
    sums = {}
    for name, rows in tables.items():
        words = repr(sorted(map(repr, rows))).replace(repr(file.started_at), "then")
        sums[name] = [rows.count(), hashlib.sha256(words.encode()).hexdigest()]
    return {"sums": sums, "found": file.found, "rows": file.rows}
