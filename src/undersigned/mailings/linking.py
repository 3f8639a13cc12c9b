"""The links of a mailing by number; where they lead after sending, if not where they did."""

import hashlib
import logging
import time
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from undersigned.lib import failures
from undersigned.mailings import drafting, preparing, rendering, tracking
from undersigned.mailings.models import Link, LinkChange, Mailing
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor

FRESH_SECONDS = 5.0  # so long another process may not know that a link was changed
_KEPT = 10_000
logger = logging.getLogger(__name__)

# By a link's number: until when it is fresh (time.monotonic), and where it leads ('' is as
# written).
_changed: dict[int, tuple[float, str]] = {}


class WrongAddressError(ValueError):
    """The address cannot be led to; the text says why, for people."""


def register(mailing: Mailing, addresses: Sequence[str]) -> dict[str, int]:
    """The number of each address. Many senders may ask at once: one row an address."""
    rows = Link.objects.filter(mailing=mailing)
    known = dict(rows.values_list("address", "pk"))
    if missing := [address for address in addresses if address not in known]:
        Link.objects.bulk_create(
            [Link(mailing=mailing, address=one, key=_key(one)) for one in missing],
            ignore_conflicts=True,
        )
        known = dict(rows.values_list("address", "pk"))
    return {address: known[address] for address in addresses}


def tracked(prepared: rendering.Prepared, mailing: Mailing) -> rendering.Prepared:
    """With each link leading by way of us, where the mailing tracks clicks; with the picture
    that counts opens, where it does and the person allowed it.
    """
    if mailing.tracks_clicks:
        prepared = tracking.track(prepared, register(mailing, tracking.addresses(prepared)))
    return tracking.count_opens(prepared) if mailing.tracks_opens else prepared


def where(opened: tracking.Opened) -> str:
    """The whole address that an opened link leads to now. One query in five seconds at most.

    Without a database it leads where it led when the email was made, or last.
    """
    return tracking.leads_to(opened, _goes_to(opened.link) or opened.address)


def _goes_to(link: int) -> str:
    until, known = _changed.get(link, (0.0, ""))
    if until > time.monotonic():
        return known
    try:
        found = Link.objects.filter(pk=link).values_list("goes_to", flat=True).first() or ""
    except DatabaseError as error:
        logger.warning("links: not asked where one leads: %s", failures.class_name(error))
        found = known
    if not connection.in_atomic_block:  # what is not committed is nobody else's to know
        if len(_changed) >= _KEPT:
            _changed.clear()
        _changed[link] = (time.monotonic() + FRESH_SECONDS, found)
    return found


@transaction.atomic
def change(*, link: Link, to: str, at: datetime, by: Actor) -> bool:
    """From now on it leads there, for those who have the email too; False where it did before.

    Raises WrongAddressError.
    """
    after = _ours(to.strip(), link.mailing)
    row = Link.objects.select_for_update().get(pk=link.pk)
    before = row.leads_to
    if after == before:
        return False
    Link.objects.filter(pk=row.pk).update(goes_to="" if after == row.address else after)
    LinkChange.objects.create(link=row, before=before, after=after, at=at, by_label=by.label)
    auditing.record(
        organisation_id=link.mailing.organisation_id, at=at, by=by, verb="led a link elsewhere",
        subject=drafting.subject_of(link.mailing), before={"link": before},
        after={"link": after},
    )  # fmt: skip
    transaction.on_commit(lambda: _changed.pop(row.pk, None))
    return True


def _ours(url: str, mailing: Mailing) -> str:
    """As links are kept: a campaign's page of ours by its path alone."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise WrongAddressError(url) from error
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url) > tracking.MOST:
        raise WrongAddressError(url)
    link = rendering.our_link(url, preparing.slugs(mailing))
    return f"/{link.slug}/?{link.query}" if link else url


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def written(link: Link) -> str:
    """Where it leads, as a person would type it."""
    to = link.leads_to
    return f"{settings.BASE_URL.rstrip('/')}{to}" if to.startswith("/") else to
