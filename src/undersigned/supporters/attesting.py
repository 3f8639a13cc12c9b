"""A member of staff writes down what a person said about a channel, and how they said it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.supporters import consenting
from undersigned.supporters.models import Consent, EmailConsent, Supporter

# How somebody can have said it to a member of staff.
HOWS = (
    Consent.How.IN_PERSON, Consent.How.PHONE, Consent.How.PAPER, Consent.How.MESSAGE,
)  # fmt: skip


class ThemselvesError(ValueError):
    """Who unsubscribed from email agrees again themselves, on a form."""


class OlderError(ValueError):
    """They withdrew after they are said to have agreed."""


@transaction.atomic
def attest(
    *, supporter: Supporter, channel: Consent.Channel, said: Consent.Said,
    how: Consent.How, said_at: datetime, wording: str = "", evidence: str = "",
    at: datetime, by: Actor,
) -> None:  # fmt: skip
    """Raises ThemselvesError, and OlderError. `evidence`: where the proof of it lies."""
    locked = Supporter.objects.select_for_update().get(pk=supporter.pk)
    if said == Consent.Said.GIVEN:
        _refuse(locked, channel, said_at)
    saying = consenting.Saying(
        organisation_id=locked.organisation_id, supporter_id=locked.pk, channel=channel,
        said=said, how=how, wording=wording, reason=evidence, by_label=by.label,
        at=_counts_from(locked, channel, said, said_at=said_at, at=at),
    )  # fmt: skip
    consenting.record([saying])
    verb = (
        "wrote down consent of" if said == Consent.Said.GIVEN else "wrote down a withdrawal of"
    )
    auditing.record(
        organisation_id=locked.organisation_id, at=at, by=by, verb=verb,
        subject=("a supporter", f"supporter:{locked.uuid}"),
        after={"channel": str(channel), "how": str(how)},
    )  # fmt: skip


def _counts_from(
    supporter: Supporter, channel: Consent.Channel, said: Consent.Said, *, said_at: datetime,
    at: datetime,
) -> datetime:  # fmt: skip
    """The day on which it was said; a no that is older than a yes counts from now on."""
    newest = consenting.standing(supporter)[channel]
    if said == Consent.Said.WITHDRAWN and newest is not None and newest.at >= said_at:
        return at
    return min(said_at, at)


def _refuse(supporter: Supporter, channel: Consent.Channel, said_at: datetime) -> None:
    if channel == Consent.Channel.EMAIL and supporter.email_consent == EmailConsent.WITHDRAWN:
        raise ThemselvesError(
            _(
                "They unsubscribed from email. Only they can agree again, on a form; send them "
                "the link to a campaign instead."
            )
        )
    newest = consenting.standing(supporter)[channel]
    if newest is not None and newest.said == Consent.Said.WITHDRAWN and newest.at >= said_at:
        words = _("They withdrew on %(day)s, after that day. Only a later word counts.")
        zone = ZoneInfo(supporter.organisation.time_zone)
        raise OlderError(words % {"day": date_format(newest.at.astimezone(zone))})
