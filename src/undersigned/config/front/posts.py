"""Good forms and confirmations, answered once they are on the disk; else None: Django's."""

import re
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from undersigned.config.front.messages import Answer, Headers, Request
from undersigned.lib import clients, public, tokens
from undersigned.lib.grouping import BusyError
from undersigned.petitions import confirming, intake, links

Written = TypeVar("Written")
Post = Callable[[Request, bytes], Awaitable[Answer | None]]

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_BYTES: Final = 20_000
_PATH = re.compile(r"/([-\w]{1,80})/(?:sign|confirm/([-\w]{1,200})/)", re.ASCII)
_DONE = (confirming.Outcome.CONFIRMED, confirming.Outcome.ALREADY)


def find(request: Request) -> Post | None:
    """Who may answer it here: for a form of our own pages, of a size that forms have."""
    found = _PATH.fullmatch(request.path)
    length = request.header(b"content-length")
    if (
        found is None
        or not length.isdigit()
        or int(length) > _MOST_BYTES
        or request.header(b"sec-fetch-site") not in public.OWN
    ):
        return None
    if found[2]:
        return _confirm
    return _sign if request.header(b"content-type").partition(";")[0] == _FORM else None


async def _sign(request: Request, body: bytes) -> Answer | None:
    address = clients.behind(request.peer, request.header(b"x-forwarded-for"))
    slug = request.path.split("/")[1]
    sent = intake.Sent(slug=slug, body=body, network=clients.network(address))
    path = await _written(intake.taken(sent))
    return _see(path) if path else None


async def _confirm(request: Request, _body: bytes) -> Answer | None:
    _, slug, _, token, _ = request.path.split("/")
    at = timezone.now()
    signature = _signature(token)
    if signature is None:
        return None
    outcome = await _written(confirming.confirmed(signature, at=at))
    if outcome not in _DONE:
        return None
    return _see(links.thanks_path(slug, signature, at=at), *_SECRET)


def _signature(token: str) -> UUID | None:
    """None where the page has something to say: no token of ours, or an old one."""
    try:
        link = tokens.read(links.CONFIRM, token)
    except tokens.BadTokenError:
        return None
    return None if link.is_older_than(links.CONFIRM_AGE, at=timezone.now()) else link.id


async def _written(writing: Awaitable[Written]) -> Written | None:
    """What the group said; None when it is too busy, or failed: the page says why."""
    try:
        return await writing
    except (BusyError, DatabaseError):
        return None


def _see(path: str, *more: tuple[bytes, bytes]) -> Answer:
    """'See other', with the headers that Django's own answer has."""
    return Answer(303, [(b"location", path.encode()), *_STANDING, *more])


def _standing() -> Headers:
    found = [
        (b"content-length", b"0"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", settings.X_FRAME_OPTIONS.encode()),
        (b"referrer-policy", settings.SECURE_REFERRER_POLICY.encode()),
        (b"cross-origin-opener-policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY.encode()),
    ]
    if settings.SECURE_HSTS_SECONDS:
        age = f"max-age={settings.SECURE_HSTS_SECONDS}"
        found.append((b"strict-transport-security", age.encode()))
    return found


_STANDING = _standing()
_SECRET = (
    (b"cache-control", b"no-store, private"),
    (b"x-robots-tag", b"noindex, nofollow"),
)
