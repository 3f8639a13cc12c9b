"""A mailing's links, rewritten so that it is known who opened them; and the picture that tells
that somebody who allows it opened the email.

The address in the email carries all: whose it is, of which mailing, which link, and where it
leads, sealed so that nobody can make one. It holds no address of a person, and leads nowhere
but where the mailing's author wrote.
"""

import re
import struct
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings

from undersigned.lib import tokens
from undersigned.mailings import merging
from undersigned.mailings.merging import CLOSE, OPEN
from undersigned.mailings.rendering import Person, Prepared
from undersigned.petitions import personal_links

MOST = 1500  # letters of an address; a longer one stays as it is
_CLICK, _OPEN = "click", "open"
_NUMBERS, _NUMBER = struct.Struct(">QQ"), struct.Struct(">Q")
_PICTURE = merging.choice(
    "opened", f'<img src="{OPEN}opened{CLOSE}" width="1" height="1" alt="">'
)
_HREF = re.compile(r'href="(https?://[^"]+)"')
_NEVER = ("/unsubscribe/", "/preferences/")  # of our own: these are nobody's business


@dataclass(frozen=True)
class Opened:
    """What an address in an email says."""

    supporter: uuid.UUID
    mailing: uuid.UUID
    recipient: int
    link: int
    address: str
    made_at: datetime


def addresses(prepared: Prepared) -> list[str]:
    """Where the links lead that can be tracked: each once, in their order in the email."""
    ours = [f"/{link.slug}/?{link.query}" for link in prepared.links]
    others = (unescape(match[1]) for match in _HREF.finditer(prepared.html))
    found = [*ours, *(url for url in others if _may_be_tracked(url))]
    return [url for url in dict.fromkeys(found) if len(url) <= MOST]


def _may_be_tracked(url: str) -> bool:
    if OPEN in url:
        return False
    return not url.startswith(tuple(f"{_base()}{path}" for path in _NEVER))


def track(prepared: Prepared, links: Mapping[str, int]) -> Prepared:
    """`links`: the number of each address. What is not among them stays as it is."""
    slots = {url: f"track{number}" for url, number in links.items() if "://" in url}
    html = _HREF.sub(partial(_slot, slots, "href="), prepared.html)
    text = _in_text(prepared.text, slots)
    ours = {
        f"link{place}": (links[url], url)
        for place, url in enumerate(f"/{o.slug}/?{o.query}" for o in prepared.links)
        if url in links
    }
    others = {name: (links[url], url) for url, name in slots.items()}
    return replace(
        prepared, html=html, text=text, tracker=partial(_addresses, prepared, ours, others)
    )


def _slot(slots: Mapping[str, str], before: str, match: re.Match[str]) -> str:
    name = slots.get(unescape(match[1]))
    return f'{before}"{OPEN}{name}{CLOSE}"' if name else match[0]


def _in_text(text: str, slots: Mapping[str, str]) -> str:
    if not slots:
        return text
    longest_first = sorted(slots, key=len, reverse=True)
    found = re.compile("|".join(map(re.escape, longest_first)) + r"(?![\w/?&=#%-])")
    return found.sub(lambda match: f"{OPEN}{slots[match[0]]}{CLOSE}", text)


_Tracked = Mapping[str, tuple[int, str]]


def _addresses(
    prepared: Prepared, ours: _Tracked, others: _Tracked, person: Person
) -> Iterator[tuple[str, str]]:
    """By the names of the slots: what stands there for one person."""
    if person.untracked:
        yield from ((name, url) for name, (_number, url) in others.items())
        return
    for name, (number, url) in (*ours.items(), *others.items()):
        extra = prepared.mailing.bytes + _NUMBERS.pack(person.number, number) + url.encode()
        token = tokens.make(_CLICK, person.supporter, at=prepared.at, extra=extra)
        yield name, f"{_base()}/r/{token}/"


def count_opens(prepared: Prepared) -> Prepared:
    """With a picture of one point at its end, for those who allow that it is counted."""
    html = prepared.html.replace("</body>", f"{_PICTURE}</body>")
    return replace(prepared, html=html, tracker=partial(_with_picture, prepared))


def _with_picture(prepared: Prepared, person: Person) -> Iterator[tuple[str, str]]:
    if prepared.tracker:
        yield from prepared.tracker(person)
    if person.opens:
        number = _NUMBER.pack(person.number)
        token = tokens.make(_OPEN, person.supporter, at=prepared.at, extra=number)
        yield "opened", f"{_base()}/i/{token}/"


def opened_by(token: str) -> int | None:
    """The number of the recipient whose email it was; None for an address that is not ours."""
    try:
        found = tokens.read(_OPEN, token)
    except tokens.BadTokenError:
        return None
    [number] = _NUMBER.unpack(found.extra)
    return int(number)


def read(token: str) -> Opened | None:
    """None for an address that is none of ours. It never expires."""
    try:
        found = tokens.read(_CLICK, token)
    except tokens.BadTokenError:
        return None
    numbers, address = found.extra[16:32], found.extra[32:].decode()
    recipient, link = _NUMBERS.unpack(numbers)
    mailing = uuid.UUID(bytes=found.extra[:16])
    return Opened(found.id, mailing, recipient, link, address, found.made_at)


def leads_to(opened: Opened, address: str) -> str:
    """The whole address. A campaign's page of ours is the person's own ('Sign as Ana L.')."""
    if not address.startswith("/"):
        return address
    token = personal_links.make(opened.supporter, opened.mailing, opened.made_at)
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return f"{_base()}{parts.path}s/{token}/{query}"


def _base() -> str:
    return settings.BASE_URL.rstrip("/")
