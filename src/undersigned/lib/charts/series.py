"""Values along time: bars for counts by hour or day, a line for what goes on, a sparkline."""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from undersigned.lib.charts.frame import (
    Point,
    Words,
    figure,
    names,
    nothing,
    short,
    ticks,
    written,
)  # fmt: skip

HEIGHT = 190  # of the plot; the labels below it take 30 more
_BELOW = 30
_WIDE, _NARROW = 8, 4  # labels across that fit a card, and a phone
_MANY = 40  # bars from which on the gaps between them shrink
_EDGE = 5.0  # per cent: a label nearer to the right edge stands inside


def bars(points: Sequence[Point], words: Words) -> SafeString:
    """A bar a value, from zero."""
    if not any(point.value for point in points):
        return nothing(words)
    scale = ticks(max(point.value for point in points))
    band = 100 / len(points)
    thick = band * (0.72 if len(points) <= _MANY else 0.86)
    drawn = format_html_join(
        "",
        '<rect class="c-bar" x="{}%" y="{}" width="{}%" height="{}">'
        "<title>{}: {}</title></rect>",
        (
            (
                short(band * place + (band - thick) / 2), short(_y(point.value, scale)),
                short(thick), short(HEIGHT - _y(point.value, scale)), point.label,
                written(point.value),
            )
            for place, point in enumerate(points)
        ),
    )  # fmt: skip
    across = [band * (place + 0.5) for place in range(len(points))]
    return _plot(points, words, scale=scale, across=across, drawn=drawn)


def line(points: Sequence[Point], words: Words) -> SafeString:
    """A line through the values, with its band where the points have one."""
    if len(points) < 2 or not any(point.value for point in points):  # noqa: PLR2004  no line
        return nothing(words)
    highest = max(max(point.value, point.high or 0) for point in points)
    scale = ticks(highest)
    across = [100 * place / (len(points) - 1) for place in range(len(points))]
    trace = _trace([point.value for point in points], scale)
    last = points[-1]
    drawn = format_html(
        '<svg width="100%" height="{}" viewBox="0 0 1000 {}" preserveAspectRatio="none"'
        ' aria-hidden="true" class="c-inner">{}<path class="c-line" d="M{}"/></svg>'
        '<circle class="c-dot" cx="100%" cy="{}" r="4.5"><title>{}: {}</title></circle>',
        HEIGHT, HEIGHT, _band(points, scale) or _area(trace), trace,
        short(_y(last.value, scale)), last.label, written(last.value),
    )  # fmt: skip
    return _plot(points, words, scale=scale, across=across, drawn=drawn)


def sparkline(values: Sequence[float], *, label: str) -> SafeString:
    """A small line without scale, beside a number that says how much it is."""
    if len(values) < 2 or max(values) <= 0:  # noqa: PLR2004  no line
        return mark_safe("")
    high = max(values)
    places = [(100 * place / (len(values) - 1), value) for place, value in enumerate(values)]
    trace = " ".join(f"{short(x)},{short(29 - 27 * value / high)}" for x, value in places)
    return format_html(
        '<svg class="spark" viewBox="0 0 100 30" preserveAspectRatio="none" role="img"'
        ' aria-label="{}"><path class="c-area" d="M0,30L{}L100,30z"/>'
        '<path class="c-line" d="M{}"/></svg>',
        label, trace, trace,
    )  # fmt: skip


def _y(value: float, scale: Sequence[float]) -> float:
    return HEIGHT - HEIGHT * value / scale[-1]


def _trace(values: Sequence[float], scale: Sequence[float]) -> str:
    last = len(values) - 1
    return " ".join(
        f"{short(1000 * place / last)},{short(_y(value, scale))}"
        for place, value in enumerate(values)
    )


def _area(trace: str) -> SafeString:
    return format_html('<path class="c-area" d="M0,{}L{}L1000,{}z"/>', HEIGHT, trace, HEIGHT)


def _band(points: Sequence[Point], scale: Sequence[float]) -> SafeString | str:
    if any(point.low is None or point.high is None for point in points):
        return ""
    last = len(points) - 1
    over = _trace([point.high or 0 for point in points], scale)
    under = " ".join(
        f"{short(1000 * place / last)},{short(_y(points[place].low or 0, scale))}"
        for place in range(last, -1, -1)
    )
    return format_html('<path class="c-band" d="M{}L{}z"/>', over, under)


def _plot(
    points: Sequence[Point],
    words: Words,
    *,
    scale: Sequence[float],
    across: Sequence[float],
    drawn: SafeString,
) -> SafeString:
    most = max(points, key=lambda point: point.value)
    description = _(
        "%(count)s values from %(first)s to %(last)s; the highest is %(most)s, %(at)s."
    )
    label, marks = names(
        words,
        description
        % {
            "count": len(points), "first": points[0].label, "last": points[-1].label,
            "most": written(most.value), "at": most.label,
        },
        drawn,
    )  # fmt: skip
    drawing = format_html(
        '<div class="chart-box"><svg class="chart-plot" width="100%" height="{}" {}>'
        "{}{}{}{}</svg></div>",
        HEIGHT + _BELOW, label, marks, _grid(scale), drawn, _labels(points, across),
    )  # fmt: skip
    return figure(words, drawing, ((point.label, point.value) for point in points))


def _grid(scale: Sequence[float]) -> SafeString:
    return format_html_join(
        "",
        '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/>'
        '<text class="c-text c-up" x="-8" y="{}">{}</text>',
        (
            (
                "c-zero" if not value else "c-grid",
                y,
                y,
                short(_y(value, scale) + 4),
                written(value),
            )
            for value in scale
            for y in [short(_y(value, scale))]
        ),
    )


def _labels(points: Sequence[Point], across: Sequence[float]) -> SafeString:
    return format_html_join(
        "",
        '<text class="c-text {}{}" x="{}%" y="{}">{}</text>',
        (
            (
                _anchor(across[place]),
                wide,
                short(across[place]),
                HEIGHT + 22,
                points[place].label,
            )
            for place, wide in _shown(len(points))
        ),
    )


def _anchor(x: float) -> str:
    """Left of the plot is room for half a label; right of it is none."""
    return "c-end" if x > 100 - _EDGE else "c-middle"


def _shown(count: int) -> Iterator[tuple[int, str]]:
    """Which labels are shown everywhere, and which only where there is room."""
    step = max(1, -(-count // _WIDE))
    always = step if count <= _NARROW else 2 * step
    for place in range(0, count, step):
        if place == 0 or place + step / 2 <= count:
            yield place, "" if place % always == 0 else " c-wide"
