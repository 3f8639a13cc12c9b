"""Which signatures a rule means: by campaign, network, mail domain, time, state and pattern."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from undersigned.guard.models import SeenDomain
from undersigned.lib import clients
from undersigned.lib.text import canonical_address, mail_domain
from undersigned.petitions import bouncing
from undersigned.petitions.models import Signature, SignatureQuerySet

State = Signature.State
STANDING = (State.PENDING, State.HELD, State.CONFIRMED)  # those that a rule can remove
_WILD = {"*": ".*", "?": "."}
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class RuleError(ValueError):
    """A rule that cannot be meant; `field` says where."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is empty does not narrow. Everything set must hold."""

    organisation_id: int
    petition_id: int | None = None
    network: str = ""
    domain: str = ""
    place: str = ""  # a country, or a state as US-OH
    since: datetime | None = None
    until: datetime | None = None
    state: str = ""
    pattern: str = ""  # of address or name, with * and ?
    seconds: int | None = None  # confirmed within so many of the email's leaving
    bounced: bool = False  # only addresses that do not exist
    fresh: bool = False  # only from mail domains that were new on that day

    def as_json(self) -> dict[str, object]:
        """What a cancellation keeps."""
        plain = {name: value for name, value in asdict(self).items()
                 if value not in (None, "") and value is not False}  # fmt: skip
        return {name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in plain.items()}  # fmt: skip

    @property
    def narrows(self) -> bool:
        return bool(self.as_json().keys() - {"organisation_id", "petition_id", "state"})


def from_json(kept: Mapping[str, Any]) -> Rule:
    times = {name: datetime.fromisoformat(kept[name])
             for name in ("since", "until") if name in kept}  # fmt: skip
    return Rule(**{**kept, **times})


def rows(rule: Rule) -> SignatureQuerySet:
    """The signatures that stand and that the rule means."""
    found = Signature.objects.filter(
        organisation_id=rule.organisation_id,
        state__in=[rule.state] if rule.state else STANDING,
    )
    if rule.petition_id:
        found = found.filter(petition_id=rule.petition_id)
    if rule.since:
        found = found.filter(signed_at__gte=rule.since)
    if rule.until:
        found = found.filter(signed_at__lt=rule.until)
    return found.filter(_where(rule))


def _where(rule: Rule) -> Q:
    where = Q()
    if rule.network:
        where &= Q(network=rule.network)
    if rule.domain:
        where &= _at(rule.domain)
    if rule.place:
        where &= _in(rule.place)
    if rule.pattern:
        where &= _like(rule.pattern)
    if rule.seconds is not None:
        where &= _quick(rule.seconds)
    if rule.bounced:
        where &= bouncing.has_bounced()
    if rule.fresh:
        where &= is_fresh()
    return where


def _at(domain: str) -> Q:
    """A domain that somebody registered means all below it; one below it, that one."""
    registered = mail_domain(domain)
    found = Q(mail_domain=registered)
    return (
        found if domain == registered else found & Q(canonical_address__endswith=f"@{domain}")
    )


def _in(place: str) -> Q:
    country, _dash, region = place.partition("-")
    return Q(country=country, region=region) if region else Q(country=country)


def _like(pattern: str) -> Q:
    """Part of an address or name; with * or ?, the whole of one. Upper or lower case alike."""
    names = ("canonical_address", "email", "given_name", "family_name")
    if not set("*?") & set(pattern):
        return reduce(or_, (Q((f"{name}__icontains", pattern)) for name in names))
    parts = (_WILD.get(letter) or re.escape(letter) for letter in pattern)
    expression = f"^{''.join(parts)}$"
    return reduce(or_, (Q((f"{name}__iregex", expression)) for name in names))


def _quick(seconds: int) -> Q:
    """Confirmed before a person could have read the email."""
    soon = F("asked_at") + timedelta(seconds=seconds)
    return Q(confirmed_at__lt=soon) | Q(state=State.HELD, held_at__lt=soon)


def is_fresh() -> Q:
    """Signed within a day of the organisation's first signature of that mail domain."""
    return Q(Exists(new_domains()))


def new_domains() -> QuerySet[SeenDomain]:
    """Of a signature's row: its mail domain, if that was new when it was signed."""
    return SeenDomain.objects.filter(
        organisation_id=OuterRef("organisation_id"), domain=OuterRef("mail_domain"),
        new_until__gt=OuterRef("signed_at"),
    )  # fmt: skip


def network(text: str) -> str:
    """The network that an address, or a network as we count it, lies in. Raises RuleError."""
    address, _slash, prefix = text.partition("/")
    found = clients.network(address)
    if found == clients.UNKNOWN or (prefix and found.partition("/")[2] != prefix):
        raise RuleError(
            "network",
            _("“%(typed)s” is no network that we count by. Write an address like 203.0.113.7, "
              "or a network like 203.0.113.0/24 or 2001:db8:1:200::/56.") % {"typed": text},
        )  # fmt: skip
    return found


def domain(text: str) -> str:
    """A mail domain as addresses hold it. Raises RuleError."""
    found = canonical_address(f"x@{text.rpartition('@')[2]}").rpartition("@")[2]
    if not _DOMAIN.fullmatch(found):
        words = _("“%(typed)s” is no mail domain. Write it like example.org.")
        raise RuleError("domain", words % {"typed": text})
    return found
