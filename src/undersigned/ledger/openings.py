"""What a signer holds beside the receipt: who signed what, and the secrets that show it.

    opening = Opening.of(leaf, secrets, email=…, name=…, locality=…, proof=…, promise=…)
    url = f"https://…/<campaign>/verify/#{opening.fragment()}"
    openings.parse(fragment)              # or OpeningError

The fragment is URL-safe base64 of JSON; a browser never sends it to a server. `proof` (the
text of signature.tlog-proof) and `promise` may be empty: the page then asks for the file, and
says what was promised.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from undersigned.ledger import commitments
from undersigned.ledger.leaves import LeafError, Sign
from undersigned.ledger.proofs import Secrets
from undersigned.ledger.tree import ProofError

MOST_BYTES = 64 * 1024


class OpeningError(ValueError):
    """No opening, or one that does not open its leaf."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """A signature as its signer knows it; the letters are those of the leaf's lines."""

    p: str
    x: int
    t: str
    r: str
    secrets: str  # base64 of s1, s2, T, as in a receipt
    email: str
    name: str
    locality: str
    proof: str = ""
    promise: str = ""

    @classmethod
    def of(
        cls,
        leaf: Sign,
        secrets: Secrets,
        *,
        email: str,
        name: str,
        locality: str,
        proof: bytes = b"",
        promise: bytes = b"",
    ) -> Self:
        """Email, name and locality as they went into the commitment (commitments.line)."""
        return cls(
            p=str(leaf.petition),
            x=leaf.text,
            t=leaf.day.isoformat(),
            r=leaf.region,
            secrets=base64.b64encode(secrets.data()).decode("ascii"),
            email=email,
            name=name,
            locality=locality,
            proof=proof.decode("utf-8"),
            promise=promise.decode("utf-8"),
        )

    def fragment(self) -> str:
        """What follows the # of a link."""
        values = {name: value for name, value in asdict(self).items() if value != ""}
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode("utf-8")).decode("ascii").rstrip("=")

    def leaf(self) -> Sign:
        """The leaf that this opens, recomputed; OpeningError where it makes none."""
        try:
            secrets = Secrets.parse(base64.b64decode(self.secrets, validate=True))
            identity = commitments.identity(
                s2=secrets.s2, email=self.email, name=self.name, locality=self.locality
            )
            made = commitments.commitment(s1=secrets.s1, tag=secrets.tag, identity=identity)
            leaf = Sign(UUID(self.p), self.x, date.fromisoformat(self.t), self.r, made)
            leaf.data()
        except (ValueError, ProofError, LeafError, binascii.Error) as error:
            raise OpeningError(f"it opens no signature: {error}") from error
        return leaf


def parse(fragment: str) -> Opening:
    """The opening of a link's fragment, or of a whole link; OpeningError for anything else."""
    encoded = fragment.strip().rpartition("#")[2]
    try:
        data = base64.b64decode(encoded + "=" * (-len(encoded) % 4), b"-_", validate=True)
        values: Any = json.loads(data) if len(data) <= MOST_BYTES else None
        values = {"locality": ""} | values
        is_right = type(values.get("x")) is int and all(
            isinstance(value, str) for name, value in values.items() if name != "x"
        )
        opening = Opening(**values)
    except (ValueError, TypeError, RecursionError, AttributeError, binascii.Error) as error:
        raise OpeningError("not the link of a signature") from error
    if not is_right:
        raise OpeningError("not the link of a signature")
    return opening
