"""What a signer typed, between the form, the submission that keeps it, and the signature."""

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from undersigned.lib.text import canonical_address
from undersigned.petitions.models import Signature
from undersigned.supporters.remembering import Person

# Fields of a signature that are simply what was typed.
PLAIN = (
    "email", "given_name", "family_name", "postal_code", "country", "region", "consent",
    "consent_how", "consent_wording", "answers", "comment", "show_name", "source", "refcode",
    "utm",
)  # fmt: skip


_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A submission's payload, read."""

    email: str
    given_name: str = ""
    family_name: str = ""
    postal_code: str = ""
    country: str = "US"
    region: str = ""
    language: str = "en"
    consent: str = ""
    consent_how: str = ""
    consent_wording: str = ""
    answers: Mapping[str, str]
    comment: str = ""
    show_name: bool = False
    source: str = ""
    refcode: str = ""
    ref: str = ""
    utm: Mapping[str, str]
    mailing: str = ""
    late: bool = False  # signed over a rate without proof of work: its email waits

    @property
    def canonical(self) -> str:
        return canonical_address(self.email)

    @property
    def referred_by(self) -> uuid.UUID | None:
        return uuid.UUID(self.ref) if self.ref else None

    @property
    def mailing_uuid(self) -> uuid.UUID | None:
        return uuid.UUID(self.mailing) if self.mailing else None

    def fields(self) -> dict[str, Any]:
        """Fields of a signature, as typed."""
        state = Signature.CommentState
        waiting = state.WAITING if self.comment else state.NONE
        return {name: getattr(self, name) for name in PLAIN} | {"comment_state": waiting}

    def person(self, *, organisation_id: int) -> Person:
        return Person(
            organisation_id=organisation_id,
            email=self.email,
            given_name=self.given_name,
            family_name=self.family_name,
            postal_code=self.postal_code,
            country=self.country,
            region=self.region,
            language=self.language,
            source=self.source,
        )


def name(text: str) -> str:
    """A name as people have them: any letters, one word or many; spaces put in order.

    Persian names and joined signs need the joiners U+200C and U+200D, which are not seen.
    """
    text = unicodedata.normalize("NFC", text)
    kept = (c if c.isprintable() or c in _JOINERS else " " for c in text)
    return " ".join(word for word in "".join(kept).split() if word.strip(_JOINERS))


def read(payload: Mapping[str, Any]) -> Typed:
    return Typed(**{"answers": {}, "utm": {}, **payload})
