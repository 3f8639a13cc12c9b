"""Signs for a known supporter who comes by their own link of a mailing: counts at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.actions.sources import Origin
from undersigned.petitions import confirming, signing
from undersigned.petitions.confirming import Outcome
from undersigned.petitions.models import Petition, Signature
from undersigned.petitions.typed import Typed
from undersigned.supporters.models import Supporter


@transaction.atomic
def sign(
    *,
    petition: Petition,
    supporter: Supporter,
    mailing_uuid: UUID,
    origin: Origin,
    at: datetime,
) -> tuple[Signature | None, Outcome]:
    """The signature with the supporter's own name and place, confirmed without an email.

    The petition brings its campaign and organisation. The link came to their mailbox.
    """
    codes = origin.payload()
    typed = Typed(
        email=supporter.email,
        given_name=supporter.given_name,
        family_name=supporter.family_name,
        postal_code=supporter.postal_code,
        country=supporter.country,
        region=supporter.region,
        language=supporter.language,
        source=str(codes["source"]),
        refcode=str(codes["refcode"]),
        utm=origin.utm,
        answers={},
        mailing=str(mailing_uuid),
    )
    one = signing.Signing(petition=petition, typed=typed, network="", at=at)
    signature = signing.sign([one], at=at, ask=False)[0].signature
    if signature is None:
        return None, Outcome.UNKNOWN
    return signature, confirming.confirm([signature.uuid], at=at)[0]
