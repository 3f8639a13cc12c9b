"""Where people came from: read from a link, kept by the form, written with the signature."""

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

_MOST = 100
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
NAMES = ("source", "refcode", "ref", *UTM)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """`referred_by` is the uuid of the signature whose share link brought the person."""

    source: str = ""
    refcode: str = ""
    referred_by: uuid.UUID | None = None
    utm: Mapping[str, str] = field(default_factory=dict)

    def hidden(self) -> list[tuple[str, str]]:
        """Names and values of the hidden fields that keep it."""
        known = {"source": self.source, "refcode": self.refcode, **self.utm}
        if self.referred_by:
            known["ref"] = code(self.referred_by)
        return [(name, value) for name, value in known.items() if value]

    def payload(self) -> dict[str, object]:
        """As a submission keeps it."""
        return {
            "source": self.source or self.utm.get("utm_source", ""),
            "refcode": self.refcode,
            "ref": str(self.referred_by) if self.referred_by else "",
            "utm": dict(self.utm),
        }


def read(query: Mapping[str, str]) -> Origin:
    """From a link's query or a form's hidden fields; what cannot be a code is left out."""
    return Origin(
        source=_clean(query.get("source", "")),
        refcode=_clean(query.get("refcode", "")),
        referred_by=decode(query.get("ref", "")),
        utm={name: value for name in UTM if (value := _clean(query.get(name, "")))},
    )


def code(signature: uuid.UUID) -> str:
    """A signer's referral code: 22 letters that say nothing about the person."""
    return base64.urlsafe_b64encode(signature.bytes).rstrip(b"=").decode()


def decode(text: str) -> uuid.UUID | None:
    """The uuid in a referral code; None for what is none."""
    try:
        return uuid.UUID(bytes=base64.b64decode(text + "==", altchars=b"-_", validate=True))
    except ValueError:
        return None


def with_query(url: str, **parameters: str) -> str:
    """The address with these added to its query, before any '#'."""
    base, hash_, fragment = url.partition("#")
    asked = urlencode({name: value for name, value in parameters.items() if value})
    if not asked:
        return url
    return f"{base}{'&' if '?' in base else '?'}{asked}{hash_}{fragment}"


def _clean(text: str) -> str:
    """A code is printable and short; an address is no code, and stays out of links and rows."""
    text = text.strip()[:_MOST]
    return text if text.isprintable() and "@" not in text else ""
