"""Whether a signature that comes in comes from somewhere busy.

A network and a petition have a rate. A mail domain has a rate and a share: over the rate it is
still well while it brings no more than some times what it usually brings to this petition. So a
big provider needs no exception, and a catch-all domain nobody has heard of gets none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from undersigned.guard import snapshot
from undersigned.guard.limits import DOMAIN, NETWORK, PETITION, Limit

_TIMES = 3.0  # how many times its usual share a domain may bring
_LEAST_SHARE = 0.05  # that any domain may bring where the usual shares are known
_UNKNOWN_SHARE = 0.6  # where they are not: a first petition in its first hour
_KEY = 64  # as Tally's column is long

Count = tuple[Limit, str]


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A signature as it comes in. `domain` is lib.text.mail_domain of its address."""

    organisation_id: int
    petition_id: int
    network: str
    domain: str
    at: datetime


class Busy(StrEnum):
    NETWORK = "network"
    DOMAIN = "domain"
    PETITION = "petition"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What is busy, if anything; and what the signature counts towards, if it is taken."""

    busy: Busy | None
    counts: Sequence[Count]


def judge(one: Coming) -> Judgement:
    """From memory, at most a second old: below the rates this asks no query."""
    known = snapshot.now(at=one.at)
    rates = known.rates_of(one.organisation_id)
    counts = [
        (NETWORK, network_key(one.organisation_id, one.network)),
        (DOMAIN, domain_key(one.petition_id, one.domain)),
        (PETITION, str(one.petition_id)),
    ]
    of_network, of_domain, of_petition = (
        known.counts.get((limit.scope, key), 0) for limit, key in counts
    )
    busy = None
    if of_network >= rates.network:
        busy = Busy.NETWORK
    elif of_petition >= rates.petition:
        busy = Busy.PETITION
    elif of_domain >= rates.domain and of_domain > of_petition * allowed(one, known.shares):
        busy = Busy.DOMAIN
    return Judgement(busy=busy, counts=counts)


def allowed(one: Coming, shares: snapshot.Shares) -> float:
    """The part of an hour's signatures that the domain may bring.

    By what it usually brings to the petition; else to the organisation's petitions together.
    """
    organisation = one.organisation_id
    for petition in (one.petition_id, 0):
        if (organisation, petition, "") in shares:
            usual = shares.get((organisation, petition, one.domain), 0.0)
            return max(_TIMES * usual, _LEAST_SHARE)
    return _UNKNOWN_SHARE


def network_key(organisation_id: int, network: str) -> str:
    return f"{organisation_id} {network}"[:_KEY]


def domain_key(petition_id: int, domain: str) -> str:
    key = f"{petition_id} {domain}"
    return (
        key if len(key) <= _KEY else f"{petition_id} {sha256(domain.encode()).hexdigest()[:40]}"
    )
