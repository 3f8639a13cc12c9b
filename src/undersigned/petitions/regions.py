"""How much of a place the public log says: the country, and the state of large petitions."""

import re

from undersigned.petitions.models import Petition, Signature

NOWHERE = "-"
_STATE = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def of(signature: Signature, petition: Petition) -> str:
    """'US', 'US-OH', or '-' where neither is known."""
    state = f"{signature.country}-{signature.region}"
    if petition.by_state and _STATE.fullmatch(state):
        return state
    return signature.country if _COUNTRY.fullmatch(signature.country) else NOWHERE
