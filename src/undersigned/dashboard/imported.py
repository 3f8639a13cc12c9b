"""What the pages about an imported list show: numbers in words, places, reasons."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from undersigned.places import regions
from undersigned.supporters.importing import reasons
from undersigned.supporters.models import Import


@dataclass(frozen=True, kw_only=True)
class Line:
    """A number and what it is of."""

    label: str | Promise
    number: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """What a dry run found, or an import did."""

    people: list[Line]
    email: list[Line]
    channels: list[Line]  # about which somebody said no
    reasons: list[Line]
    places: list[Line]  # the most first
    refused: int


def numbers(batch: Import, found: Mapping[str, int]) -> Numbers:
    """`found` are the counts of a dry run, or those of the import."""
    people = _never(found) if batch.kind == Import.Kind.NEVER_MAIL else _people(found)
    return Numbers(
        people=people,
        email=_email(found) if batch.kind == Import.Kind.PEOPLE else [],
        channels=[
            Line(label=label, number=found[name])
            for name, label in (
                ("no:phone", _("No calls")),
                ("no:text", _("No texts")),
                ("no:post", _("No letters")),
            )
            if found.get(name)
        ],
        reasons=[
            Line(label=label, number=found[f"why:{name}"])
            for name, label in reasons.ALL.items()
            if found.get(f"why:{name}")
        ],
        places=_places(found),
        refused=found.get("refused", 0),
    )


def _people(found: Mapping[str, int]) -> list[Line]:
    lines = [
        Line(label=_("New"), number=found.get("new", 0)),
        Line(
            label=_("Known, and changed"), number=found.get("changed", 0),
            note=_("the newer value counts; empty cells erase nothing"),
        ),
        Line(label=_("Known, nothing new"), number=found.get("same", 0)),
        Line(label=_("Refused"), number=found.get("refused", 0)),
    ]  # fmt: skip
    lines += [
        Line(label=label, number=found[name], note=_("kept beside the first"))
        for name, label in (
            ("more:email", _("Further email addresses")),
            ("more:phone", _("Further phone numbers")),
            ("more:post", _("Further postal addresses")),
        )
        if found.get(name)
    ]
    if found.get("repeated"):
        note = _("rows of somebody who stands further up in the file")
        lines.insert(3, Line(label=_("Repeated"), number=found["repeated"], note=note))
    return lines


def _never(found: Mapping[str, int]) -> list[Line]:
    return [
        Line(label=_("Supporters, who are unsubscribed"), number=found.get("known", 0)),
        Line(label=_("Addresses that nobody has yet"), number=found.get("unknown", 0)),
        Line(label=_("Stopped already"), number=found.get("stopped_already", 0)),
        Line(label=_("Refused"), number=found.get("refused", 0)),
    ]


def _email(found: Mapping[str, int]) -> list[Line]:
    return [
        Line(label=_("May be emailed"), number=found.get("agreed", 0)),
        Line(
            label=_("Unsubscribed"), number=found.get("unsubscribed", 0),
            note=_("here or in the file: they stay so"),
        ),
        Line(
            label=_("Bouncing or complained"), number=found.get("bouncing", 0),
            note=_("never emailed"),
        ),
        Line(
            label=_("No consent"), number=found.get("no_consent", 0),
            note=_("kept, and not emailed until they agree"),
        ),
    ]  # fmt: skip


def _places(found: Mapping[str, int]) -> list[Line]:
    counted = {name.removeprefix("at:"): n for name, n in found.items() if name[:3] == "at:"}
    special = {"": _("no known state"), "abroad": _("outside the United States")}
    lines = [
        Line(label=special.get(code) or regions.name("US", code), number=number)
        for code, number in counted.items()
    ]
    return sorted(lines, key=lambda line: (-line.number, str(line.label)))
