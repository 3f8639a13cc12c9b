"""Signatures whose address does not exist: email to it came back for good."""

from django.db.models import Exists, F, OuterRef, Q

from undersigned.outbox.models import Suppression


def has_bounced() -> Q:
    """A condition on signatures. A person who has another address by now does not count."""
    stops = Suppression.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        address_hash=OuterRef("supporter__address_hash"),
        reason=Suppression.Reason.BOUNCED,
    )
    return Q(Exists(stops), canonical_address=F("supporter__canonical_address"))
