"""All addresses under which we know a person: canonical, hashed, and as they were typed."""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_address
from undersigned.outbox.models import CaughtMessage, Message
from undersigned.supporters.models import Supporter, SupporterEmail

Rows = TypeVar("Rows", bound=QuerySet[Any])

# Domains that write one mailbox in several ways have a sister or two.
_SISTERS = {"gmail.com": ("gmail.com", "googlemail.com")}


def canonicals(supporter: Supporter) -> list[str]:
    """The one that is written to first."""
    more = SupporterEmail.objects.filter(supporter=supporter).order_by("pk")
    return [supporter.canonical_address, *more.values_list("canonical_address", flat=True)]


def hashes(supporter: Supporter) -> list[str]:
    return [address_hash(canonical) for canonical in canonicals(supporter)]


def typed(supporter: Supporter) -> list[str]:
    """Each way in which a letter was addressed to one of these."""
    mine = canonicals(supporter)
    letters = Message.objects.filter(organisation_id=supporter.organisation_id)
    found: set[str] = set()
    for rows in (letters, CaughtMessage.objects.all()):
        written = narrow(rows, "to_address", mine).values_list("to_address", flat=True)
        found |= {address for address in written.distinct() if is_one_of(address, mine)}
    return sorted(found)


def narrow(rows: Rows, path: str, canonicals: Iterable[str]) -> Rows:
    """Rows whose address may be one of these: so the database leaves out nearly all."""
    found = Q(pk__in=[])
    for canonical in canonicals:
        local, _at, domain = canonical.rpartition("@")
        begins = Q(**{f"{path}__istartswith": local[:1]})
        for name in _SISTERS.get(domain, (domain,)):
            # An international domain was typed in another form than it is compared in.
            ends = Q() if "xn--" in name else Q(**{f"{path}__iendswith": f"@{name}"})
            found |= begins & ends
    return rows.filter(found)


def is_one_of(address: object, canonicals: Collection[str]) -> bool:
    return isinstance(address, str) and canonical_address(address) in canonicals
