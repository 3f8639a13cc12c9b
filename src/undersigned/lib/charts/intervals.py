"""Values that are known only so well: a dot each, on the bar in which the true one lies."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from undersigned.lib.charts.frame import Point, Words, figure, names, nothing, short, written

_ROW = 44  # pixels: a line of words and the bar below it


def intervals(points: Sequence[Point], words: Words) -> SafeString:
    """In the order given, all from zero on one scale. Points have `low` and `high`."""
    highest = max((point.high or 0 for point in points), default=0)
    if highest <= 0:
        return nothing(words)
    rows = format_html_join(
        "",
        '<text class="c-text c-row" x="0" y="{}">{}</text>'
        '<text class="c-text c-value" x="100%" y="{}">{}</text>'
        '<rect class="c-track" x="0" y="{}" width="100%" height="8" rx="4"/>'
        '<rect class="c-band" x="{}%" y="{}" width="{}%" height="8" rx="4"/>'
        '<circle class="c-dot" cx="{}%" cy="{}" r="5"/>',
        (
            (
                top + 14, point.label, top + 14, _said(point), top + 22,
                short(100 * (point.low or 0) / highest), top + 22,
                short(100 * ((point.high or 0) - (point.low or 0)) / highest),
                short(100 * point.value / highest), top + 26,
            )
            for top, point in ((_ROW * place, point) for place, point in enumerate(points))
        ),
    )  # fmt: skip
    most = max(points, key=lambda point: point.value)
    description = _("The highest is %(label)s: %(value)s.") % {
        "label": most.label, "value": _said(most),
    }  # fmt: skip
    label, marks = names(words, description, rows)
    drawing = format_html(
        '<svg class="chart-rows" width="100%" height="{}" {}>{}{}</svg>',
        _ROW * len(points), label, marks, rows,
    )  # fmt: skip
    return figure(words, drawing, ((point.label, _said(point)) for point in points))


def _said(point: Point) -> str:
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": written(point.value), "low": written(point.low or 0),
        "high": written(point.high or 0),
    }  # fmt: skip
