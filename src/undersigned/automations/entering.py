"""Lets people in: looks, on the clock, at what happened since it looked last."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from undersigned.automations import running, telling
from undersigned.automations.models import Automation, Journey, Version
from undersigned.automations.running import BACK
from undersigned.mailings.audience import Choice
from undersigned.organisations.auditing import CLOCK
from undersigned.petitions.models import Signature
from undersigned.supporters.models import EmailConsent, Import, Supporter, Tagging

_MOST = 2_000  # people a look and automation
Trigger = Automation.Trigger
_Row = tuple[int, object, datetime]  # the supporter, what let them in, and when


def enter_due(*, at: datetime) -> int:
    """The clock's entry: how many people were let in."""
    rows = Automation.objects.filter(state=Automation.State.RUNNING).order_by("pk")
    some = rows.select_related("organisation")
    return sum(enter(automation, at=at) for automation in some)  # a few an organisation


def enter(automation: Automation, *, at: datetime) -> int:
    """Those since the last look, by its newest version that was started.

    A file that is being imported is waited for: its rows are dated by its beginning.
    """
    version, since = newest(automation), automation.looked_until
    if version is None or since is None or _waits_for_a_file(automation):
        return 0
    if many := _too_many(automation, since=since - BACK, until=at):
        _stop(automation, many, at=at)
        return 0
    found = list(_came(automation, since=since - BACK, until=at)[:_MOST])
    # More came than were taken: the next look begins with the last of these.
    until = found[-1][2] if len(found) == _MOST else at
    return _let_in(automation, version, found, until=max(since, until), at=at)


@transaction.atomic
def _let_in(
    automation: Automation, version: Version, found: Sequence[_Row], *, until: datetime,
    at: datetime,
) -> int:  # fmt: skip
    rows = [
        Journey(
            automation=automation, version=version, supporter_id=supporter, due_at=at,
            began_at=at, entry=str(entry)[:40] if automation.again else "",
        )
        for supporter, entry, _moment in found
    ]  # fmt: skip
    before = automation.journeys.count()
    Journey.objects.bulk_create(rows, ignore_conflicts=True)
    Automation.objects.filter(pk=automation.pk).update(looked_until=until)
    return automation.journeys.count() - before


def _waits_for_a_file(automation: Automation) -> bool:
    merging = Import.objects.filter(
        organisation=automation.organisation_id, state=Import.State.MERGING
    )
    return automation.trigger == Trigger.TAGGED and merging.exists()


def _too_many(automation: Automation, *, since: datetime, until: datetime) -> int:
    """How many a file would let in by its tag, if one person may not write to so many; or 0.

    Who signs, or gets the tag otherwise, comes by themselves, however many.
    """
    if automation.trigger != Trigger.TAGGED:
        return 0
    number = _tagged(automation, since=since, until=until).exclude(batch=None).count()
    return number if number > automation.organisation.approval_above else 0


@transaction.atomic
def _stop(automation: Automation, many: int, *, at: datetime) -> None:
    running.stop(automation=automation, at=at, by=CLOCK, too_many=many)
    telling.stopped(automation, number=many, at=at)


def newest(automation: Automation) -> Version | None:
    """The version that people enter by; None before the first start."""
    started = automation.versions.filter(started_at__isnull=False)
    return started.order_by("-number").first()


def described(automation: Automation) -> dict[str, object]:
    """The same people as an audience's rules: who would be let in today, and who was."""
    chosen = Choice()
    if automation.tag and automation.trigger == Trigger.TAGGED:
        chosen = Choice(tag=automation.tag.name)
    elif automation.campaign and automation.trigger != Trigger.JOINED:
        chosen = Choice(signed=str(automation.campaign.uuid))
    return chosen.rules()


def _came(
    automation: Automation, *, since: datetime, until: datetime
) -> QuerySet[Tagging, _Row] | QuerySet[Signature, _Row]:
    """Oldest first, but for those who are in. Who unsubscribed stays out."""
    if automation.trigger == Trigger.TAGGED:
        tagged = _tagged(automation, since=since, until=until).order_by("at", "pk")
        return tagged.values_list("supporter_id", "pk", "at")
    time = "signed_at" if automation.trigger == Trigger.SIGNED else "confirmed_at"
    signed = _signatures(automation).filter(**{f"{time}__gte": since, f"{time}__lte": until})
    ordered = signed.filter(_welcome(), ~_is_in(automation, time)).order_by(time, "pk")
    return ordered.values_list("supporter_id", "uuid", F(time))


def _tagged(automation: Automation, *, since: datetime, until: datetime) -> QuerySet[Tagging]:
    tagged = Tagging.objects.filter(tag=automation.tag_id, at__gte=since, at__lte=until)
    return tagged.filter(_welcome(), ~_is_in(automation, "at"))


def _signatures(automation: Automation) -> QuerySet[Signature]:
    rows = Signature.objects.filter(organisation=automation.organisation_id)
    if automation.trigger != Trigger.SIGNED:
        rows = rows.filter(state=Signature.State.CONFIRMED)
    if automation.trigger == Trigger.JOINED:
        return rows.filter(is_new_person=True)
    return rows.filter(petition__campaign=automation.campaign_id)


def _welcome() -> Exists:
    people = Supporter.objects.filter(pk=OuterRef("supporter"))
    return Exists(people.exclude(email_consent=EmailConsent.WITHDRAWN))


def _is_in(automation: Automation, time: str) -> Exists:
    """Ever, or where again is wanted: now, or by a look that has seen what is of that time."""
    journeys = Journey.objects.filter(automation=automation, supporter=OuterRef("supporter"))
    if automation.again:
        seen = Q(began_at__gte=OuterRef(time))
        journeys = journeys.filter(seen | Q(state=Journey.State.GOING))
    return Exists(journeys)
