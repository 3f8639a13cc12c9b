"""Writes what rows have beside a person's values: a statement a table, where there is any."""

from collections.abc import Iterable, Sequence
from typing import Any

from undersigned.lib import bulk
from undersigned.lib.hashing import address_hash
from undersigned.outbox.models import Suppression
from undersigned.supporters.contacting import digits
from undersigned.supporters.importing import writing
from undersigned.supporters.importing.beside import (
    EMAIL,
    GIVEN,
    PHONE,
    PLACE,
    POST,
    SAID,
    WITHDRAWN,
    More,
    Thing,
)
from undersigned.supporters.importing.deciding import Person
from undersigned.supporters.importing.meaning import Terms
from undersigned.supporters.importing.rows import AT
from undersigned.supporters.models import (
    Consent,
    Import,
    Supporter,
    SupporterAddress,
    SupporterEmail,
    SupporterPhone,
)

_IMPORT = str(Consent.How.IMPORT)
_MARKS = ("type", "works", "source", "at", "batch")

Of = tuple[int, Thing]  # whose it is, by their id


def write(
    batch: Import,
    arrived: Iterable[tuple[int, More]],
    people: Iterable[Person],
    terms: Terms,
) -> None:
    """In the caller's transaction, behind all people. What is there stays as it is."""
    having = [person for person in people if person.more]
    known = [who.pk for who in having if not who.is_new]
    found = [(pk, one) for pk, more in arrived for one in more]
    found += [(who.pk, one) for who in having for one in who.more if not _is_first(who, one)]
    kinds: dict[str, list[Of]] = {EMAIL: [], PHONE: [], POST: [], SAID: []}
    for pk, one in found:
        kinds[one[0]].append((pk, one))
    marks = ("", batch.file_name, terms.at, batch.pk)
    _phones(kinds[PHONE], batch, marks)
    _emails(kinds[EMAIL], batch, marks)
    _addresses(kinds[POST], known, batch, marks)
    _consents(kinds[SAID], known, batch, terms)


def _is_first(person: Person, one: Thing) -> bool:
    """Whether it is the one that they are reached by, as it was before the file or is now."""
    kind, _type, *what = one
    if kind == PHONE:
        return what[1] == digits(person.values[AT["phone"]])
    if kind == EMAIL:
        return what[1] == person.canonical
    return kind == POST and tuple(what) == tuple(person.values[AT[name]] for name in PLACE)


def _phones(found: Sequence[Of], batch: Import, marks: tuple[Any, ...]) -> None:
    rows = [
        (batch.organisation_id, pk, phone, key, kind, *marks)
        for pk, (_kind, kind, phone, key) in found
    ]
    if rows:
        names = ("organisation", "supporter", "phone", "digits", *_MARKS)
        bulk.insert(SupporterPhone, names, rows, ignore_conflicts=True)


def _emails(found: Sequence[Of], batch: Import, marks: tuple[Any, ...]) -> None:
    """But for mailboxes that somebody is known by, and of whom was erased."""
    if not found:
        return
    hashes = {one[3]: address_hash(one[3]) for _pk, one in found}
    ours = {"organisation_id": batch.organisation_id}
    known = bulk.find(Supporter, "canonical_address", list(hashes), **ours)
    taken = set(
        Supporter.objects.filter(pk__in=known).values_list("canonical_address", flat=True)
    )
    stops = bulk.find(Suppression, "address_hash", list(hashes.values()), **ours)
    erased = set(
        Suppression.objects.filter(
            pk__in=stops, reason=Suppression.Reason.ERASED
        ).values_list("address_hash", flat=True)
    )  # fmt: skip
    rows = [
        (batch.organisation_id, pk, email, canonical, hashes[canonical], kind, *marks)
        for pk, (_kind, kind, email, canonical) in found
        if canonical not in taken and hashes[canonical] not in erased
    ]
    names = (
        "organisation", "supporter", "email", "canonical_address", "address_hash", *_MARKS,
    )  # fmt: skip
    bulk.insert(SupporterEmail, names, rows, ignore_conflicts=True)


def _addresses(
    found: Sequence[Of], known: Sequence[int], batch: Import, marks: tuple[Any, ...]
) -> None:
    there = set(
        SupporterAddress.objects.filter(supporter__in=known).values_list("supporter", *PLACE)
        if found and known
        else ()
    )
    rows = {
        (batch.organisation_id, pk, *place, kind, *marks): None
        for pk, (_kind, kind, *place) in found
        if (pk, *place) not in there
    }
    if rows:
        names = ("organisation", "supporter", *PLACE, *_MARKS)
        bulk.insert(SupporterAddress, names, list(rows))


def _consents(found: Sequence[Of], known: Sequence[int], batch: Import, terms: Terms) -> None:
    """A no always counts, a yes only where nothing was said; of two words in a file the no."""
    words: dict[tuple[int, str], str] = {}
    for pk, (_kind, channel, word) in found:
        if word == WITHDRAWN or terms.agreed != Import.Agreed.NOBODY:
            words[pk, channel] = WITHDRAWN if words.get((pk, channel)) == WITHDRAWN else word
    if not words:
        return
    there = _standing(known)
    rows = [
        (
            batch.organisation_id, pk, channel, word, _IMPORT, "",
            batch.basis if word == GIVEN else "", batch.file_name, batch.by_label, terms.at,
            batch.pk,
        )
        for (pk, channel), word in words.items()
        if word != there.get((pk, channel)) and (
            word == WITHDRAWN or (pk, channel) not in there
        )
    ]  # fmt: skip
    bulk.insert(Consent, writing.CONSENT, rows)


def _standing(known: Sequence[int]) -> dict[tuple[int, str], str]:
    """What people said last about each channel."""
    if not known:
        return {}
    said = Consent.objects.filter(supporter__in=known).order_by("at", "pk")
    return {
        (pk, channel): word
        for pk, channel, word in said.values_list("supporter", "channel", "said")
    }
