"""The picture of a version: what lets people in, each step, and how many are there now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.automations import wording
from undersigned.automations.models import Step, Version

_WIDTH, _BOX, _GAP = 320, 52, 26  # pixels; a phone shows it whole
_CUT = 42  # letters that fit into a box; the list beside it says all


@dataclass(frozen=True)
class Box:
    """One box of the picture."""

    words: str
    kind: str
    people: int = 0


def boxes(version: Version, steps: Sequence[Step], *, here: dict[int, int]) -> list[Box]:
    """The trigger and each step; `here` is how many people are before the step of a place."""
    first = Box(wording.trigger(version.automation), "trigger")
    rest = [Box(wording.step(step), step.kind, here.get(step.place, 0)) for step in steps]
    return [first, *rest]


def picture(drawn: Sequence[Box]) -> SafeString:
    """Boxes from top to bottom with arrows between; conditions have cut corners."""
    parts = format_html_join(
        "",
        '{}<g class="flow-{}">{}<text class="c-text" x="16" y="{}">{}</text>{}</g>',
        (
            (
                _arrow(place) if place else "", box.kind, _outline(box, place),
                _top(place) + 31, _cut(box.words), _badge(box, place),
            )
            for place, box in enumerate(drawn)
        ),
    )  # fmt: skip
    height = _top(len(drawn)) - _GAP + 2
    label = _("The way through the steps, from top to bottom")
    return format_html(
        '<svg class="flow" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-label="{}">{}</svg>',
        _WIDTH, height, _WIDTH, height, label, parts,
    )  # fmt: skip


def _top(place: int) -> int:
    return 1 + place * (_BOX + _GAP)


def _outline(box: Box, place: int) -> SafeString:
    top, right, low = _top(place), _WIDTH - 1, _top(place) + _BOX
    if box.kind == Step.Kind.CONDITION:
        middle = top + _BOX // 2
        left, right_low = f"1,{middle} 12,{top}", f"{right - 11},{low} 12,{low}"
        points = f"{left} {right - 11},{top} {right},{middle} {right_low}"
        return format_html('<polygon class="flow-box" points="{}"/>', points)
    return format_html(
        '<rect class="flow-box" x="1" y="{}" width="{}" height="{}" rx="8"/>',
        top, _WIDTH - 2, _BOX,
    )  # fmt: skip


def _arrow(place: int) -> SafeString:
    low, top, middle = _top(place), _top(place) - _GAP, _WIDTH // 2
    return format_html(
        '<path class="flow-arrow" d="M{0} {1}V{2}m-5 -6l5 6l5 -6"/>', middle, top, low - 2
    )


def _badge(box: Box, place: int) -> SafeString | str:
    if not box.people:
        return ""
    words = ngettext("%(n)s waits", "%(n)s wait", box.people) % {"n": box.people}
    return format_html(
        '<text class="c-text c-value flow-people" x="{}" y="{}">{}</text>',
        _WIDTH - 14, _top(place) + _BOX - 6, words,
    )  # fmt: skip


def _cut(words: str) -> str:
    return words if len(words) <= _CUT else f"{words[: _CUT - 1].rstrip()}…"
