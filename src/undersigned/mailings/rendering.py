"""A mailing as one person gets it: prepared once, filled in for each. Pure: no database."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from undersigned.actions import sources
from undersigned.lib import tokens
from undersigned.mailings import bodies, merging
from undersigned.mailings.blocks.drawing import Figures
from undersigned.mailings.bodies import Body, Condition
from undersigned.mailings.merging import CLOSE, OPEN, Slot
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.petitions import personal_links

UNSUBSCRIBE = "unsubscribe"  # the purpose of the token in the link
_HREF = re.compile(r'href="([^"]*)"')
_URL = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]|(?<=: )/[\w/-]+(?:\?[^\s<>\"']*)?")
_SRC = re.compile(r'(src=")(/[^"]*")')


@dataclass(frozen=True)
class Person:
    """What a mailing may say of a person."""

    recipient: uuid.UUID
    supporter: uuid.UUID
    email: str
    values: Mapping[str, str]  # by merging.FIELDS
    number: int = 0  # of the recipient's row
    untracked: bool = False  # asked that what they click is not recorded
    opens: bool = False  # allowed that it is counted when they open it
    met: frozenset[str] = frozenset()  # names of the conditions that they meet


@dataclass(frozen=True)
class Link:
    """To a campaign of ours; `query` tells where the person came from."""

    slug: str
    query: str

    def address(self, token: str) -> str:
        return f"{_base()}/{self.slug}/s/{token}/?{self.query}"


@dataclass(frozen=True, kw_only=True)
class Note:
    """A claim that the mailing quotes, as its footnote says it."""

    sentence: str
    status: str
    path: str
    holds: bool


@dataclass(frozen=True)
class Imprint:
    """Who writes, as it stands under every mailing."""

    name: str
    postal_address: str
    paid_for_by: str


@dataclass(frozen=True)
class Written:
    """What a mailing says, with slots for its merge fields: not yet the email around it."""

    subject: str
    preview: str
    body: Body
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Prepared:
    """A mailing without its people: three templates and the slots in them."""

    mailing: uuid.UUID
    at: datetime  # when its links were made
    subject: str
    text: str
    html: str
    slots: tuple[Slot, ...]
    links: tuple["Link", ...]  # to our own campaigns: each person gets a personal one
    # What stands in the slots of links that are tracked and of the picture that counts opens
    # (tracking.py), for one person.
    tracker: Callable[[Person], Iterable[tuple[str, str]]] | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    unsubscribe_url: str
    fallbacks: int  # how many merge fields showed their fallback


def prepare(
    mailing: Mailing, *, slugs: frozenset[str], at: datetime, notes: Sequence[Note] = (),
    figures: Figures | None = None,
) -> Prepared:  # fmt: skip
    """Raises MergeError for a merge field that cannot be used.

    `slugs`: our own campaigns. `notes`: the footnotes to the claims that it quotes.
    `figures`: by the block's id, what stands in it.
    """
    written = write(mailing, figures=figures or {})
    body = written.body
    context = {
        "organisation": _imprint(mailing.organisation), "base": _base(),
        "notes": [merging.cleaned(note) for note in notes],
        "language": get_language() or "en",
    }  # fmt: skip
    footer = render_to_string("mailings/email/footer.txt", context)
    page = render_to_string(
        "mailings/email/mailing.html",
        context | {"words": body.safe, "preview": written.preview},
    )
    links: list[Link] = []
    html = _personal(css_inline.inline(page, keep_style_tags=True), slugs, links)
    text = body.text + footer
    text = _personal_text(text, slugs, links)
    return Prepared(
        mailing=mailing.uuid,
        at=at,
        subject=written.subject,
        text=text,
        html=html,
        slots=written.slots,
        links=tuple(links),
        conditions=tuple(body.conditions),
    )


def write(mailing: Mailing, *, figures: Figures) -> Written:
    """Raises MergeError for a merge field that cannot be used."""
    subject, first = merging.mark(mailing.subject)
    preview, second = merging.mark(mailing.preview_text, start=len(first))
    body = bodies.write(mailing, start=len(first) + len(second), figures=figures)
    return Written(subject, preview, body, (*first, *second, *body.slots))


def _imprint(ours: Organisation) -> Imprint:
    return merging.cleaned(Imprint(ours.name, ours.postal_address, ours.paid_for_by))


def _base() -> str:
    return settings.BASE_URL.rstrip("/")


def _personal(html: str, slugs: frozenset[str], links: list[Link]) -> str:
    """Links to our campaigns become slots; those to other pages of ours get our address."""

    def replace(match: re.Match[str]) -> str:
        url = unescape(match[1])
        link = our_link(url, slugs)
        if link is None:
            url = f"{_base()}{url}" if url.startswith("/") else url
            return f'href="{escape(url)}"' if OPEN not in url else match[0]
        return f'href="{_slot(link, links)}"'

    html = _HREF.sub(replace, html)
    return _SRC.sub(lambda match: f"{match[1]}{_base()}{match[2]}", html)


def our_link(url: str, slugs: frozenset[str]) -> Link | None:
    """To a campaign's page, with its source or the mailing as one; None for any other."""
    parts = urlsplit(url)
    if parts.scheme and f"{parts.scheme}://{parts.netloc}" != _base():
        return None
    slug = parts.path.strip("/")
    if slug not in slugs or parts.fragment:
        return None
    told = dict(sources.read(dict(parse_qsl(parts.query))).hidden())
    if not told.keys() & {"source", "refcode", "utm_source"}:
        told["source"] = "mailing"
    return Link(slug, urlencode(told))


def _slot(link: Link, links: list[Link]) -> str:
    if link not in links:
        links.append(link)
    return f"{OPEN}link{links.index(link)}{CLOSE}"


def _personal_text(text: str, slugs: frozenset[str], links: list[Link]) -> str:
    def replace(match: re.Match[str]) -> str:
        link = our_link(match[0], slugs)
        if link is None:
            return f"{_base()}{match[0]}" if match[0].startswith("/") else match[0]
        return _slot(link, links)

    return _URL.sub(replace, text)


def values(prepared: Prepared, person: Person) -> dict[str, str]:
    """What stands in the slots for one person."""
    found = merging.fill(prepared.slots, person.values)
    tracked = dict(prepared.tracker(person)) if prepared.tracker else {}
    own = {f"link{number}": link for number, link in enumerate(prepared.links)}
    left = {name: link for name, link in own.items() if name not in tracked}
    if left:
        token = personal_links.make(person.supporter, prepared.mailing, prepared.at)
        found |= {name: link.address(token) for name, link in left.items()}
    found |= tracked
    found.update(dict.fromkeys(person.met, "yes"))
    found["unsubscribe"] = unsubscribe_url(person.recipient, at=prepared.at)
    return found


def subject(prepared: Prepared, found: Mapping[str, str]) -> str:
    made = merging.template(prepared.subject, html=False).render(found)
    return " ".join(made.split())


def fill(prepared: Prepared, found: Mapping[str, str], *, fallbacks: int = 0) -> Rendered:
    return Rendered(
        subject=subject(prepared, found),
        text=merging.template(prepared.text, html=False).render(found),
        html=merging.template(prepared.html, html=True).render(found),
        unsubscribe_url=found["unsubscribe"],
        fallbacks=fallbacks,
    )


def render(prepared: Prepared, person: Person) -> Rendered:
    """Subject, text and HTML for one person."""
    shown = [slot for slot in prepared.slots if _is_shown(slot, person)]
    empty = sum(not person.values.get(slot.field, "").strip() for slot in shown)
    return fill(prepared, values(prepared, person), fallbacks=empty)


def _is_shown(slot: Slot, person: Person) -> bool:
    return not slot.condition or (slot.condition in person.met) == slot.met


def unsubscribe_url(recipient: uuid.UUID, *, at: datetime) -> str:
    """Names person and mailing, cannot be forged, never expires and holds no address."""
    return f"{_base()}/unsubscribe/{tokens.make(UNSUBSCRIBE, recipient, at=at)}/"
