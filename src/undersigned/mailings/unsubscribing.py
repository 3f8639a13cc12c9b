"""Unsubscribes by the link in a mailing: at once, without sign-in, for ever."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.actions import lettering
from undersigned.lib import tokens
from undersigned.mailings.models import Recipient
from undersigned.mailings.rendering import UNSUBSCRIBE
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing
from undersigned.petitions import links
from undersigned.supporters import consenting
from undersigned.supporters.models import Consent, Supporter


@dataclass(frozen=True)
class Found:
    """Whose link it is."""

    recipient: Recipient
    organisation: Organisation


def find(token: str) -> Found | None:
    """None for a link that is none of ours. A link never expires."""
    try:
        read = tokens.read(UNSUBSCRIBE, token)
    except tokens.BadTokenError:
        return None
    row = (
        Recipient.objects.select_related("organisation", "mailing", "supporter")
        .filter(uuid=read.id)
        .first()
    )
    return None if row is None else Found(row, row.organisation)


@transaction.atomic
def unsubscribe(*, recipient: Recipient, how: Consent.How, at: datetime) -> None:
    """Everybody with that mailbox: the mailing went to it. A second time changes nothing."""
    Recipient.objects.filter(pk=recipient.pk, unsubscribed_at=None).update(unsubscribed_at=at)
    consenting.unsubscribe_mailbox(
        organisation_id=recipient.organisation_id,
        canonical_address=recipient.canonical_address,
        how=how,
        source=f"mailing {recipient.mailing.name}",
        at=at,
    )


def send_signed(*, organisation: Organisation, supporter: Supporter, at: datetime) -> None:
    """The link to what they signed, to their own address: a mailing may be forwarded, and
    whoever has it may leave the list, but reads nothing of the person. One an hour at most.
    """
    words = lettering.Words(
        subject=_("What you signed with %(name)s") % {"name": organisation.name},
        before=[
            _("Here is everything that you signed with %(name)s. You can withdraw each of it.")
            % {"name": organisation.name}
        ],
        button=(_("See what I signed"), links.signed(supporter.uuid, at=at)),
        after=[_("Keep this link to yourself: whoever has it can do the same.")],
    )
    form = lettering.form(organisation=organisation, kind="signed", words=words)
    key = f"signed {supporter.uuid} {at:%Y-%m-%d %H}"
    queueing.queue([form.fill(to=supporter.email, values={}, dedup_key=key)], at=at)
