"""A mailing as one person gets it: prepared once, filled in for each. Pure: no database."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from undersigned.actions import sources
from undersigned.lib import markdown, tokens
from undersigned.mailings import merging, plain
from undersigned.mailings.merging import CLOSE, OPEN, MergeError, Slot
from undersigned.mailings.models import Mailing
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


@dataclass(frozen=True)
class Link:
    """To a campaign of ours; `query` tells where the person came from."""

    slug: str
    query: str

    def address(self, token: str) -> str:
        return f"{_base()}/{self.slug}/s/{token}/?{self.query}"


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


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    unsubscribe_url: str
    fallbacks: int  # how many merge fields showed their fallback


def prepare(mailing: Mailing, *, slugs: frozenset[str], at: datetime) -> Prepared:
    """Raises MergeError for a merge field that cannot be used. `slugs`: our own campaigns."""
    subject, first = merging.mark(mailing.subject)
    preview, second = merging.mark(mailing.preview_text, start=len(first))
    start = len(first) + len(second)
    body, third = merging.mark(mailing.body, start=start)
    words = markdown.render(body)
    if words.count(OPEN) != len(third):
        raise MergeError(
            _("A merge field cannot stand inside the address of a link or a picture.")
        )
    context = {"mailing": mailing, "organisation": mailing.organisation, "base": _base()}
    footer = render_to_string("mailings/email/footer.txt", context)
    page = render_to_string(
        "mailings/email/mailing.html", context | {"words": words, "preview": preview}
    )
    links: list[Link] = []
    html = _personal(css_inline.inline(page, keep_style_tags=True), slugs, links)
    text = plain.from_markdown(body) + "\n\n" + footer
    text = _personal_text(text, slugs, links)
    return Prepared(
        mailing=mailing.uuid,
        at=at,
        subject=subject,
        text=text,
        html=html,
        slots=(*first, *second, *third),
        links=tuple(links),
    )


def _base() -> str:
    return settings.BASE_URL.rstrip("/")


def _personal(html: str, slugs: frozenset[str], links: list[Link]) -> str:
    """Links to our campaigns become slots; those to other pages of ours get our address."""

    def replace(match: re.Match[str]) -> str:
        url = match[1].replace("&amp;", "&")
        link = _our_link(url, slugs)
        if link is None:
            url = f"{_base()}{url}" if url.startswith("/") else url
            return f'href="{escape(url)}"' if OPEN not in url else match[0]
        return f'href="{_slot(link, links)}"'

    html = _HREF.sub(replace, html)
    return _SRC.sub(lambda match: f"{match[1]}{_base()}{match[2]}", html)


def _our_link(url: str, slugs: frozenset[str]) -> Link | None:
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
        link = _our_link(match[0], slugs)
        if link is None:
            return f"{_base()}{match[0]}" if match[0].startswith("/") else match[0]
        return _slot(link, links)

    return _URL.sub(replace, text)


def render(prepared: Prepared, person: Person) -> Rendered:
    """Subject, text and HTML for one person."""
    values = merging.fill(prepared.slots, person.values)
    unsubscribe = unsubscribe_url(person.recipient, at=prepared.at)
    token = personal_links.make(person.supporter, prepared.mailing, prepared.at)
    for number, link in enumerate(prepared.links):
        values[f"link{number}"] = link.address(token)
    values["unsubscribe"] = unsubscribe
    subject = merging.template(prepared.subject, html=False).render(values)
    return Rendered(
        subject=" ".join(subject.split()),
        text=merging.template(prepared.text, html=False).render(values),
        html=merging.template(prepared.html, html=True).render(values),
        unsubscribe_url=unsubscribe,
        fallbacks=sum(not person.values.get(slot.field, "").strip() for slot in prepared.slots),
    )


def unsubscribe_url(recipient: uuid.UUID, *, at: datetime) -> str:
    """Names person and mailing, cannot be forged, never expires and holds no address."""
    return f"{_base()}/unsubscribe/{tokens.make(UNSUBSCRIBE, recipient, at=at)}/"
