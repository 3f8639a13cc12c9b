"""Erases a person: nothing stays but a keyed hash, where they must not be mailed again."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from undersigned.lib import references
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing, recovering, suppression
from undersigned.supporters import addressing, rooms
from undersigned.supporters.importing import scrubbing
from undersigned.supporters.models import Erasure, Supporter


@transaction.atomic
def erase(
    *,
    supporter: Supporter,
    reason: str,
    never_again: bool,
    at: datetime,
    by: Actor,
    tell_them: bool = False,
) -> Erasure:
    """Deletes the person with all that hangs on them; other rooms forget what they hold.

    With `never_again` each of their addresses stays as a keyed hash, so that a later import or
    signature does not get it mailed. With `tell_them` one last email says what was done; it is
    deleted once it has left. The audit row names no one.
    """
    references.announce_deletion(Supporter)
    if never_again:
        _stop(supporter, at=at)
    _go(supporter, by_rule=False, at=at)
    made = Erasure.objects.create(
        organisation_id=supporter.organisation_id, supporter_uuid=supporter.uuid,
        reason=reason, by_label=by.label, at=at, kept_hash=never_again,
    )  # fmt: skip
    auditing.record(
        organisation_id=supporter.organisation_id, at=at, by=by, verb="erased",
        subject=("a supporter", f"supporter:{supporter.uuid}"),
        after={"kept_hash": never_again, "told": tell_them},
    )  # fmt: skip
    email, organisation = supporter.email, supporter.organisation
    supporter.delete()
    if tell_them:
        queueing.queue([_letter(organisation, email, never_again=never_again)], at=at)
    return made


def retire(supporter: Supporter, *, at: datetime) -> None:
    """The end of retention, in the caller's transaction: signatures stand, without a name."""
    references.announce_deletion(Supporter)
    _go(supporter, by_rule=True, at=at)
    Erasure.objects.create(
        organisation_id=supporter.organisation_id, supporter_uuid=supporter.uuid,
        reason="retention", by_label=auditing.CLOCK.label, at=at, kept_hash=False,
    )  # fmt: skip
    supporter.delete()


def _stop(supporter: Supporter, *, at: datetime) -> None:
    stops = [
        suppression.Stop(
            organisation_id=supporter.organisation_id, canonical=canonical,
            reason=suppression.Reason.ERASED,
        )
        for canonical in addressing.canonicals(supporter)
    ]  # fmt: skip
    suppression.suppress(stops, at=at)


def _go(supporter: Supporter, *, by_rule: bool, at: datetime) -> None:
    """What other rooms hold, what was written to them, and what lists have left of them."""
    canonicals = addressing.canonicals(supporter)
    recovering.forget_addresses(
        organisation_id=supporter.organisation_id, addresses=addressing.typed(supporter)
    )
    if by_rule:
        rooms.retire(supporter, at=at)
    else:
        rooms.forget(supporter, at=at)
    scrubbing.samples(supporter, canonicals)
    transaction.on_commit(partial(scrubbing.problems, supporter, canonicals))


def words(organisation: Organisation, *, never_again: bool) -> str:
    """What to tell the person: the last email, and what staff may paste into a reply."""
    context = {"organisation": organisation.name, "never_again": never_again}
    return render_to_string("supporters/email/erased.txt", context).strip()


def _letter(organisation: Organisation, email: str, *, never_again: bool) -> queueing.Letter:
    return queueing.Letter(
        organisation_id=organisation.pk,
        to=email,
        subject=_("Your data with %(name)s has been erased") % {"name": organisation.name},
        text=words(organisation, never_again=never_again) + "\n",
        from_name=organisation.name,
        from_address=organisation.from_address or settings.DEFAULT_FROM_EMAIL,
        kind=recovering.LAST_LETTER,
    )
