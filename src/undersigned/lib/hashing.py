"""What stays of an address that must not be kept: a keyed hash."""

import hmac

from django.conf import settings


def address_hash(canonical: str) -> str:
    """Keyed hash (HMAC-SHA-256, hex) of a canonical address: kept where that may not be."""
    key = settings.ADDRESS_KEY.encode("ascii")
    return hmac.digest(key, canonical.encode("utf-8"), "sha256").hex()
