"""Letters to people about something they did: paragraphs and a button, as text and as HTML.

A rush asks for thousands of letters that differ by a name and a few links. `Form` is rendered
once a batch with placeholders in them; each letter then only fills these in.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape

from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing

# What stands for a value until the letter is filled in: a mark that nobody can have typed.
_MARK = secrets.token_hex(8)
_PLACE = re.compile(rf"\[{_MARK}:([a-z_]+)\]")
Parts = tuple[str, ...]


def place(name: str) -> str:
    """Stands in a form's words for a value that each letter brings."""
    return f"[{_MARK}:{name}]"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a letter says. `button` is its label and address; `after` comes below it."""

    subject: str
    before: Sequence[str]
    button: tuple[str, str] | None = None
    after: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()  # label and address, at the foot
    extra_text: str = ""  # the organiser's own words, as text
    extra_html: str = ""  # the same, as sanitised HTML


@dataclass(frozen=True, kw_only=True)
class Form:
    """A rendered letter of an organisation with places to fill in."""

    organisation: Organisation
    kind: str
    subject: str
    text: str
    html: str

    @cached_property
    def _parts(self) -> tuple[Parts, Parts, Parts]:
        """Subject, text and HTML: what stands, a place's name, what stands, …"""
        texts = (_one_line(self.subject), self.text, self.html)
        subject, text, html = (tuple(_PLACE.split(one)) for one in texts)
        return subject, text, html

    def fill(
        self, *, to: str, values: Mapping[str, str], dedup_key: str = "",
        not_before: datetime | None = None,
    ) -> queueing.Letter:  # fmt: skip
        """The letter to one person; it is sent whatever they said about other email."""
        sender = self.organisation
        subject, text, html = self._parts
        return queueing.Letter(
            organisation_id=sender.pk,
            to=to,
            subject=_filled(subject, values),
            text=_filled(text, values),
            html=_filled(html, {name: escape(value) for name, value in values.items()}),
            from_name=_one_line(sender.from_name or sender.name),
            from_address=sender.from_address or settings.DEFAULT_FROM_EMAIL,
            reply_to=sender.reply_to,
            kind=self.kind,
            dedup_key=dedup_key,
            not_before=not_before,
        )


def form(*, organisation: Organisation, kind: str, words: Words) -> Form:
    """Renders the letter once for many."""
    context = {"organisation": organisation, "words": words, "base_url": settings.BASE_URL}
    return Form(
        organisation=organisation,
        kind=kind,
        subject=words.subject,
        text=render_to_string("actions/email/letter.txt", context),
        html=render_to_string("actions/email/letter.html", context),
    )


def _filled(parts: Parts, values: Mapping[str, str]) -> str:
    found = list(parts)
    found[1::2] = [values[name] for name in parts[1::2]]
    return "".join(found)


def _one_line(text: str) -> str:
    return " ".join(text.split())
