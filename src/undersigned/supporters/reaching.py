"""Who of the people may be written to at all: addresses that must not be mailed are not."""

from django.db.models import Exists, OuterRef, Q

from undersigned.outbox.models import Suppression
from undersigned.supporters.models import EmailConsent


def stopped() -> Exists:
    """Whether the address of the supporter around it must not be mailed by the organisation."""
    return Exists(
        Suppression.objects.filter(
            organisation=OuterRef("organisation"), address_hash=OuterRef("address_hash")
        )
    )


def agreed() -> Q:
    """Agreed to email, and may be mailed."""
    return Q(email_consent=EmailConsent.GIVEN) & ~Q(stopped())
