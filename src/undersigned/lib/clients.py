"""Who asks: a client's address behind trusted proxies, and its network."""

import ipaddress
import re
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Most addresses in a rush, known for what they are without an object of `ipaddress` for each.
_V4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}", re.ASCII)


def address(request: HttpRequest) -> str:
    """The client's address."""
    return behind(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    )


def behind(peer: str, forwarded_for: str) -> str:
    """The client's address, by who is connected and what the header says.

    X-Forwarded-For counts only from a trusted proxy, read from the right: the first address
    that is no trusted proxy is the client's; what stands left of it is hearsay.
    """
    here = peer or "0.0.0.0"  # noqa: S104  no address is bound here
    forwarded = forwarded_for.split(",")
    while forwarded and forwarded[-1].strip() and _is_trusted(here):
        candidate = _canonical(forwarded.pop().strip())
        if candidate is None:
            break
        here = candidate
    return here


def network(address: str) -> str:
    """The client's network: /24 of IPv4, /56 of IPv6, as text; what rates are counted by."""
    if _V4.fullmatch(address):
        return f"{address[: address.rindex('.')]}.0/24"
    parsed = _parse(address)
    if parsed is None:
        return UNKNOWN
    prefix = 24 if parsed.version == 4 else 56  # noqa: PLR2004  IP versions
    return str(ipaddress.ip_network(f"{parsed}/{prefix}", strict=False))


def _canonical(text: str) -> str | None:
    if _V4.fullmatch(text):
        return text
    parsed = _parse(text)
    return None if parsed is None else str(parsed)


def _parse(text: str) -> Address | None:
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        return parsed.ipv4_mapped
    return parsed


def _is_trusted(text: str) -> bool:
    return _is_in(text, tuple(settings.TRUSTED_PROXIES))


@lru_cache(maxsize=1_000)  # the proxies are few, and ask most
def _is_in(text: str, networks: tuple[Network, ...]) -> bool:
    parsed = _parse(text)
    return parsed is not None and any(parsed in network for network in networks)
