"""Where claims are quoted: the rooms above say so; filled by config/registries.py alone."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from undersigned.evidence import addresses
from undersigned.evidence.models import Claim
from undersigned.evidence.quoting import plain
from undersigned.organisations.models import Organisation

Named = TypeVar("Named", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Mention:
    """Something of the organisation that quotes a claim, and its page in the dashboard."""

    claim_id: int
    what: str
    path: str


Finder = Callable[[Organisation, Sequence[Claim]], Iterable[Mention]]
_FINDERS: list[Finder] = []


def register(*finders: Finder) -> None:
    _FINDERS.extend(one for one in finders if one not in _FINDERS)


def of(organisation: Organisation, claims: Sequence[Claim]) -> dict[int, list[Mention]]:
    """By the claim's id, what quotes it and has not run its course: of releases and emails the
    newest 200. A query or two a room.
    """
    found: dict[int, list[Mention]] = {claim.pk: [] for claim in claims}
    for finder in _FINDERS:
        for mention in finder(organisation, claims):
            found[mention.claim_id].append(mention)
    return found


def within(
    texts: Iterable[tuple[Named, str]], claims: Sequence[Claim]
) -> Iterable[tuple[Named, Claim]]:
    """The claims that each text quotes: by a link to the claim's page, or word for word."""
    sentences = [(claim, plain(claim.sentence)) for claim in claims]
    for named, text in texts:
        linked, words = set(addresses.claims_in(text)), plain(text)
        for claim, sentence in sentences:
            if claim.uuid in linked or sentence in words:
                yield named, claim
