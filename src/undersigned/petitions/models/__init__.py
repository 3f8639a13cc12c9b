"""Petitions, their texts and signatures, and the count that is shown."""

from undersigned.petitions.models.breakdown import Breakdown
from undersigned.petitions.models.cancellation import Cancellation
from undersigned.petitions.models.counts import CountSnapshot
from undersigned.petitions.models.paper import CarriedOver
from undersigned.petitions.models.petition import Petition
from undersigned.petitions.models.signature import Signature, SignatureQuerySet
from undersigned.petitions.models.text import TextVersion

__all__ = [
    "Breakdown", "Cancellation", "CarriedOver", "CountSnapshot", "Petition", "Signature",
    "SignatureQuerySet", "TextVersion",
]  # fmt: skip
