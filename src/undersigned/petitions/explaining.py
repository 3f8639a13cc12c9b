"""The live figures of 'How we count', each from a row or two."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from undersigned.ledger import keys, voiding
from undersigned.ledger.models import Leaf
from undersigned.petitions import breaking_down
from undersigned.petitions.models import CountSnapshot, Petition, Signature, TextVersion
from undersigned.places import regions

PER_ADDRESS = 2  # the household rule: people of different names at one address


def figures(petition: Petition) -> dict[str, Any]:
    """What is confirmed, removed by reason, on its way, carried over; and the texts."""
    row = CountSnapshot.objects.filter(petition=petition).first()
    snapshot = row or CountSnapshot(petition=petition)
    waiting = Leaf.objects.pending().filter(petition=petition.uuid, kind=Leaf.Kind.SIGN)
    return {
        "snapshot": snapshot,
        "confirmed": snapshot.count - snapshot.paper + snapshot.removed,
        "removed": _removed(snapshot),
        "on_its_way": waiting.count(),
        "held": Signature.objects.held().filter(petition=petition).count(),
        "unconfirmed": Signature.objects.pending().filter(petition=petition).count(),
        "carried_over": petition.carried_over.order_by("at"),
        "texts": texts(petition),
        "places": places(petition),
        "per_address": PER_ADDRESS,
        "log_origin": keys.origin(),
    }


def places(petition: Petition) -> dict[str, Any]:
    """The newest breakdown by place, the largest first; empty where there is none."""
    newest = next(iter(breaking_down.published(petition, most=1)), None)
    if newest is None:
        return {}
    told = newest["breakdown"]
    cells = [(_named(place, told), number) for place, number in told["by_region"].items()]
    return {**newest, **told, "cells": sorted(cells, key=lambda cell: (-cell[1], cell[0]))}


def _named(place: str, told: Mapping[str, Any]) -> str:
    """'Ohio' for US-OH; what is not told of a country by state, as the rest of it."""
    country, _dash, region = place.partition("-")
    if not country:
        return _("No place known")
    name = regions.place(country, region)
    if any(other.startswith(f"{place}-") for other in told["by_region"]):
        return _("Elsewhere in %(country)s") % {"country": name}
    return name


def _removed(snapshot: CountSnapshot) -> list[tuple[str, int]]:
    labels = {reason.value: str(reason.label) for reason in Signature.Reason}
    labels[voiding.WITHDRAWN] = str(Signature.State.WITHDRAWN.label)
    return [(labels.get(name, name), n) for name, n in snapshot.by_reason.items()]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A version of the text, line by line: '+' new in it, '-' gone since the one before."""

    version: TextVersion
    lines: list[tuple[str, str]]


def texts(petition: Petition) -> list[Wording]:
    """All that were ever signed, each as it differs from the one before."""
    before: list[str] = []
    found = []
    for version in petition.texts.filter(opened_at__isnull=False).order_by("number"):
        lines = said(version)
        compared = difference(before, lines) if before else [(" ", line) for line in lines]
        found.append(Wording(version=version, lines=compared))
        before = lines
    return found


def said(version: TextVersion) -> list[str]:
    """The lines of a text, without the empty ones."""
    text = f"{version.title}\n{version.body}\nTo: {version.target}"
    return [line for line in text.splitlines() if line.strip()]


def difference(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """(' ', '+' or '-', line) in the order of the text."""
    lines = difflib.ndiff(before, after)
    return [(line[0], line[2:]) for line in lines if line[0] in " +-"]
