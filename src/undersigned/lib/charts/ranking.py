"""What comes from where: horizontal bars, longest first."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from undersigned.lib.charts.frame import Point, Words, figure, names, nothing, short, written

_ROW = 44  # pixels: a line of words and the bar below it


def ranking(points: Sequence[Point], words: Words, *, most: int = 10) -> SafeString:
    """The `most` largest; what is left stands together in the last row. The table holds all."""
    ordered = sorted((p for p in points if p.value > 0), key=lambda p: (-p.value, p.label))
    if not ordered:
        return nothing(words)
    shown = ordered[:most]
    rest = sum(point.value for point in ordered[most:])
    if rest:
        shown = [*shown, Point(label=_("Others"), value=rest)]
    longest = max(point.value for point in shown)
    rows = format_html_join(
        "",
        '<text class="c-text c-row" x="0" y="{}">{}</text>'
        '<text class="c-text c-value" x="100%" y="{}">{}</text>'
        '<rect class="c-track" x="0" y="{}" width="100%" height="8" rx="4"/>'
        '<rect class="c-bar" x="0" y="{}" width="{}%" height="8" rx="4"/>',
        (
            (
                top + 14, _cut(point.label), top + 14, written(point.value), top + 22, top + 22,
                short(100 * point.value / longest),
            )
            for top, point in ((_ROW * place, point) for place, point in enumerate(shown))
        ),
    )  # fmt: skip
    description = _("The most are %(label)s with %(value)s.") % {
        "label": shown[0].label,
        "value": written(shown[0].value),
    }
    label, marks = names(words, description, rows)
    drawing = format_html(
        '<svg class="chart-rows" width="100%" height="{}" {}>{}{}</svg>',
        _ROW * len(shown), label, marks, rows,
    )  # fmt: skip
    return figure(words, drawing, ((point.label, point.value) for point in ordered))


def _cut(label: str, most: int = 34) -> str:
    """What fits beside its number on a phone; the table holds the whole."""
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
