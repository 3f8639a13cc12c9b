"""Petitions, their signatures, and the journal from which they are counted."""

from undersigned.petitions.models.counts import CountChange, CountSnapshot
from undersigned.petitions.models.petition import Petition
from undersigned.petitions.models.signature import Signature, SignatureQuerySet

__all__ = ["CountChange", "CountSnapshot", "Petition", "Signature", "SignatureQuerySet"]
