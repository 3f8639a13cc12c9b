"""The letters that this room writes itself; allauth writes those about passwords and codes."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from undersigned.accounts.models import Invitation
from undersigned.outbox import queueing


def invite(invitation: Invitation, *, link: str) -> queueing.Letter:
    """Asks somebody to join the organisation."""
    organisation = invitation.organisation
    context = {
        "organisation": organisation.name,
        "invited_by": invitation.invited_by,
        "role": invitation.get_role_display(),
        "link": link,
        "expires": invitation.expires,
    }
    return queueing.Letter(
        organisation_id=organisation.pk,
        to=invitation.email,
        subject=_("Join %(name)s on Undersigned") % {"name": organisation.name},
        text=render_to_string("accounts/email/invitation.txt", context),
        from_name=organisation.name,
        from_address=organisation.from_address or settings.DEFAULT_FROM_EMAIL,
        kind="account",
    )
