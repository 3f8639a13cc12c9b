"""What a signer holds beside the receipt: the words that were signed with, and the secrets.

    opening = openings.parse(link)        # a whole link or its fragment; or OpeningError
    opening.commitment()                  # equal to line `c` of the signature's leaf

A fragment is URL-safe base64 of JSON; a browser never sends it to a server. `proof` (the text
of signature.tlog-proof), `entry` (the leaf) and `promise` are there once they are known.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from typing import Any

from undersigned.ledger import commitments
from undersigned.ledger.proofs import Secrets
from undersigned.ledger.tree import ProofError

MOST_BYTES = 64 * 1024


class OpeningError(ValueError):
    """Not the link of a signature."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """A signature as its signer knows it; `extra` is base64 of s1, s2, T as in a receipt."""

    email: str
    name: str
    locality: str = ""
    extra: str = ""
    proof: str = ""
    entry: str = ""
    promise: str = ""

    def fragment(self) -> str:
        """What follows the # of a link."""
        values = {name: value for name, value in asdict(self).items() if value}
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode("utf-8")).decode("ascii").rstrip("=")

    def secrets(self) -> Secrets:
        """Raises OpeningError."""
        try:
            return Secrets.parse(base64.b64decode(self.extra, validate=True))
        except (ProofError, binascii.Error) as error:
            raise OpeningError("the link holds no secrets of a signature") from error


def commitment(secrets: Secrets, *, email: str, name: str, locality: str) -> bytes:
    """Line `c` of the leaf that these words and secrets make."""
    identity = commitments.identity(
        s2=secrets.s2,
        email=commitments.line(email),
        name=commitments.line(name),
        locality=commitments.line(locality),
    )
    return commitments.commitment(s1=secrets.s1, tag=secrets.tag, identity=identity)


def parse(link: str) -> Opening:
    """The opening of a whole link or of its fragment; OpeningError for anything else."""
    encoded = link.strip().rpartition("#")[2]
    wrong = OpeningError("not the link of a signature")
    if len(encoded) > MOST_BYTES:
        raise wrong
    try:
        data = base64.b64decode(encoded + "=" * (-len(encoded) % 4), b"-_", validate=True)
        values: Any = json.loads(data)
        opening = Opening(**values)
    except (ValueError, TypeError, RecursionError) as error:
        raise wrong from error
    if not all(isinstance(value, str) for value in values.values()):
        raise wrong
    return opening
