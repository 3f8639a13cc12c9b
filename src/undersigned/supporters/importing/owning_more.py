"""What stands beside a person's row, out to our own export and back: contacts, choices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from undersigned.lib import bulk
from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_address
from undersigned.organisations.models import IssuePosition
from undersigned.supporters.models import (
    AddressType,
    EmailType,
    IssueInterest,
    PhoneType,
    Preference,
    SupporterAddress,
    SupporterEmail,
    SupporterLanguage,
    SupporterPhone,
    Works,
)

NAMES = (
    "more_emails", "more_phones", "more_addresses", "more_languages", "interests", "preference"
)  # fmt: skip
_MARKS = ("type", "works", "source", "at")
_CHOSEN = ("days_between", "paused_until", "only_interests", "untracked", "opens_since", "at")
_PLACE = ("street", "city", "postal_code", "country", "region")

Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class More:
    """Of one person."""

    emails: list[Row]
    phones: list[Row]
    addresses: list[Row]
    languages: list[Row]
    interests: list[Row]  # by the name of the issue
    preference: list[Row]  # one at most


def rows(people: Sequence[int]) -> dict[str, Iterable[tuple[Any, ...]]]:
    """By NAMES, each row with its person first; a query each."""
    emails = SupporterEmail.objects.filter(supporter__in=people).order_by("pk")
    phones = SupporterPhone.objects.filter(supporter__in=people).order_by("pk")
    addresses = SupporterAddress.objects.filter(supporter__in=people).order_by("pk")
    languages = SupporterLanguage.objects.filter(supporter__in=people).order_by("pk")
    interests = IssueInterest.objects.filter(supporter__in=people).order_by("pk")
    preferences = Preference.objects.filter(supporter__in=people)
    return {
        "more_emails": emails.values_list("supporter_id", "email", *_MARKS),
        "more_phones": phones.values_list("supporter_id", "phone", "digits", *_MARKS),
        "more_addresses": addresses.values_list("supporter_id", *_PLACE, *_MARKS),
        "more_languages": languages.values_list("supporter_id", "language", "at"),
        "interests": interests.values_list(
            "supporter_id", "issue__name", "told", "by_label", "at"
        ),
        "preference": preferences.values_list("supporter_id", *_CHOSEN),
    }  # fmt: skip


def read(lists: Mapping[str, list[Any]]) -> More:
    """Raises ValueError or TypeError for what is not as `rows` writes it."""
    return More(
        emails=[(str(one), *_marks(rest, EmailType)) for one, *rest in lists["more_emails"]],
        phones=[
            (str(one), str(digits), *_marks(rest, PhoneType))
            for one, digits, *rest in lists["more_phones"]
        ],
        addresses=[
            (*map(str, one[: len(_PLACE)]), *_marks(one[len(_PLACE) :], AddressType))
            for one in lists["more_addresses"]
        ],
        languages=[
            (str(one), datetime.fromisoformat(at)) for one, at in lists["more_languages"]
        ],
        interests=[
            (str(name), str(IssueInterest.Told(told)), str(by), datetime.fromisoformat(at))
            for name, told, by, at in lists["interests"]
        ],
        preference=[_chosen(row) for row in lists["preference"][:1]],
    )


def _marks(given: Sequence[str], types: type) -> Row:
    type_, works, source, at = given
    return (
        str(types(type_)) if type_ else "", str(Works(works)), str(source),
        datetime.fromisoformat(at),
    )  # fmt: skip


def _chosen(row: Sequence[Any]) -> Row:
    days, until, only, untracked, since, at = row
    paused = datetime.fromisoformat(until) if until else None
    often = Preference.Often(days).value
    opens = datetime.fromisoformat(since) if since else None
    return often, paused, bool(only), bool(untracked), opens, datetime.fromisoformat(at)


def write(people: Sequence[tuple[int, More]], organisation_id: int) -> None:
    """For new people; a statement a table, where there is anything.

    An interest in an issue that the organisation's agenda does not name is left out.
    """
    emails = [
        (organisation_id, pk, email, canonical_address(email),
         address_hash(canonical_address(email)), *rest)
        for pk, more in people
        for email, *rest in more.emails
    ]  # fmt: skip
    named = ("organisation", "supporter", "email", "canonical_address", "address_hash", *_MARKS)
    _insert(SupporterEmail, named, emails)
    _insert(
        SupporterPhone, ("organisation", "supporter", "phone", "digits", *_MARKS),
        [(organisation_id, pk, *row) for pk, more in people for row in more.phones],
    )  # fmt: skip
    _insert(
        SupporterAddress, ("organisation", "supporter", *_PLACE, *_MARKS),
        [(organisation_id, pk, *row) for pk, more in people for row in more.addresses],
    )  # fmt: skip
    _insert(
        SupporterLanguage, ("supporter", "language", "at"),
        [(pk, *row) for pk, more in people for row in more.languages],
    )  # fmt: skip
    _insert(
        Preference, ("supporter", *_CHOSEN),
        [(pk, *row) for pk, more in people for row in more.preference],
    )  # fmt: skip
    if not any(more.interests for _pk, more in people):
        return
    issues = dict(
        IssuePosition.objects.filter(organisation_id=organisation_id).values_list("name", "pk")
    )
    _insert(
        IssueInterest, ("supporter", "issue", "told", "by_label", "at"),
        [
            (pk, issues[name], *rest)
            for pk, more in people
            for name, *rest in more.interests
            if name in issues
        ],
    )  # fmt: skip


def _insert(model: Any, names: Sequence[str], rows: list[Row]) -> None:  # noqa: ANN401  a table of this room
    """A place that is taken stays as it is: another of the organisation has that mailbox."""
    if rows:
        bulk.insert(model, names, rows, ignore_conflicts=True)
