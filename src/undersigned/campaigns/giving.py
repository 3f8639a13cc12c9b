"""Links to the organisation's hosted donation page: nothing about money is held here."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from undersigned.campaigns.models import Campaign

_MOST = 6
_HIGHEST = 1_000_000


class AmountsError(ValueError):
    """Names the part that is no amount."""


@dataclass(frozen=True)
class Gift:
    """A button: the amount in whole units (None: the giver chooses) and where it leads."""

    amount: int | None
    url: str


def amounts(typed: str) -> list[int]:
    """'5, 15, 30' as numbers, in the order typed. Raises AmountsError."""
    parts = [part.strip().lstrip("$€£") for part in typed.replace(";", ",").split(",")]
    found = []
    for part in parts:
        if not part:
            continue
        if not (part.isascii() and part.isdigit() and 0 < int(part) <= _HIGHEST):
            raise AmountsError(part)
        found.append(int(part))
    if len(found) > _MOST:
        raise AmountsError(", ".join(str(amount) for amount in found[_MOST:]))
    return found


def gifts(campaign: Campaign, *, source: str = "") -> list[Gift]:
    """The buttons of the thank-you page; the signer's source code goes along as `refcode`."""
    if not campaign.donation_url:
        return []
    return [
        Gift(amount, _with(campaign.donation_url, amount=amount, source=source))
        for amount in (*amounts(campaign.donation_amounts), None)
    ]


def _with(url: str, *, amount: int | None, source: str) -> str:
    """The address with what it asked for before, and our own parameters."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if amount is not None:
        query["amount"] = str(amount)
    if source:
        query["refcode"] = source
    return urlunsplit(parts._replace(query=urlencode(query)))
