"""The pre-flight: all that is asked before a mailing goes, the network included.

It runs as the check screen asks for it, and once more as it is sent, approved and started. What
blocks keeps it back; what only warns is for people to weigh.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.mailings import (
    audience,
    fallbacks,
    merging,
    one_click,
    own_links,
    sampling,
    variants,
    visiting,
)
from undersigned.mailings.checking import Finding
from undersigned.mailings.models import Mailing
from undersigned.mailings.visiting import Verdict
from undersigned.outbox import sender_domain, transport
from undersigned.segments.areas import EVERYWHERE, Area
from undersigned.segments.criteria import RuleError

_MANY_FALLBACKS = 0.2  # a share of the audience that is worth a word
_HREF = re.compile(r'href="(https?://[^"]+)"')
_SOON_SECONDS = 60.0  # what the network said is believed so long
_MOST_KEPT = 100
_known: dict[tuple[object, ...], tuple[float, list["Warned"]]] = {}


@dataclass(frozen=True)
class Warned:
    """A finding, and whether it keeps the mailing back."""

    finding: Finding
    blocks: bool


@dataclass(frozen=True)
class Report:
    blocking: list[Finding]
    warnings: list[Finding]
    was_asked: bool  # False where no mail leaves: then nobody asked the network


class HeldBackError(Exception):
    """Something that only the network knows is wrong. `findings` say what."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.what for finding in findings))
        self.findings = findings


def look(mailing: Mailing, *, by: Area = EVERYWHERE) -> Report:
    """What `checking` does not know. Asks the network for some seconds: in no transaction."""
    everything = [*ask_network(mailing), *_own(mailing), *_people(mailing, by)]
    return Report(
        [one.finding for one in everything if one.blocks],
        [one.finding for one in everything if not one.blocks],
        was_asked=asks(),
    )


def refuse(mailing: Mailing) -> None:
    """Raises HeldBackError for what only the network knows, and for links of ours that lead
    nowhere. Never within a transaction.
    """
    asked = [*ask_network(mailing), *_own(mailing)]
    if wrong := [one.finding for one in asked if one.blocks]:
        raise HeldBackError(wrong)


def ask_network(mailing: Mailing) -> list[Warned]:
    """The sender's domain, the one click, the links; nothing where no mail leaves us."""
    if not asks():
        return []
    key = (mailing.pk, mailing.version)
    when, found = _known.get(key, (0.0, []))
    if time.monotonic() - when > _SOON_SECONDS or key not in _known:
        found = [*_sender(mailing), *_one_click(), *_links(mailing)]
        if len(_known) >= _MOST_KEPT:
            _known.clear()
        _known[key] = (time.monotonic(), found)
    return found


def asks() -> bool:
    """Whether mail leaves this machine, so that the network is asked at all."""
    return transport.leaves() and settings.RESOLVER != "off"


def _sender(mailing: Mailing) -> Iterator[Warned]:
    senders = {
        (one.from_address, one.reply_to)
        for _letter, one in variants.of(mailing)
        if one.from_address
    }
    for sender, reply_to in sorted(senders):
        for trouble in sender_domain.look(sender, reply_to=reply_to):
            yield Warned(Finding(trouble.what, trouble.remedy), trouble.blocks)


def _one_click() -> Iterator[Warned]:
    for trouble in one_click.look():
        yield Warned(Finding(trouble.what, trouble.remedy), trouble.blocks)


def _links(mailing: Mailing) -> Iterator[Warned]:
    others = [url for url in _addresses(mailing) if not own_links.is_ours(url)]
    for one in visiting.visit(others):
        if one.verdict == Verdict.WORKS:
            continue
        is_dead = one.verdict == Verdict.DEAD
        what = _("A link leads nowhere: %(url)s (%(why)s).")
        if not is_dead:
            what = _("A link could not be checked: %(url)s (%(why)s).")
        words = {"url": one.url[:200], "why": one.words}
        finding = Finding(what % words, one.remedy, "write")
        yield Warned(finding, is_dead)


def _addresses(mailing: Mailing) -> list[str]:
    """Its links, as they stand in the email of every variant."""
    found: list[str] = []
    for _letter, one in variants.of(mailing):
        try:
            html = sampling.as_person(one, None).html
        except merging.MergeError:
            continue  # the findings say so
        found += map(unescape, _HREF.findall(html))
    return found


def _own(mailing: Mailing) -> Iterator[Warned]:
    for finding in own_links.wrong(mailing, _addresses(mailing)):
        yield Warned(finding, blocks=True)


def _people(mailing: Mailing, by: Area) -> Iterator[Warned]:
    try:
        lines = fallbacks.count_all(mailing, by=by)
        number = audience.count(mailing, by=by).addresses if lines else 0
    except (merging.MergeError, RuleError):
        return
    what = _("%(share)s %% of the people read the fallback of “%(field)s”: “%(fallback)s”.")
    remedy = _("Look at it as somebody of whom that is missing: does it sound right?")
    for line in lines:
        if line.people > _MANY_FALLBACKS * max(number, 1):
            share = min(100, round(100 * line.people / max(number, 1)))
            words = {"share": share, "field": line.field, "fallback": line.fallback}
            yield Warned(Finding(what % words, remedy, "write"), blocks=False)
