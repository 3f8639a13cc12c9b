"""What all charts share: scales, labels, the figure around them and the table behind."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Point:
    """One value with its name; `low` and `high` are the band around it, where there is one."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


def written(value: float) -> str:
    """A number as people read it."""
    places = 0 if float(value).is_integer() else 1
    return formats.number_format(value, decimal_pos=places, force_grouping=True)


def ticks(highest: float, *, steps: int = 4) -> list[float]:
    """Round numbers from 0 to at least `highest`, in about `steps` steps."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / steps
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(
        size * times for times in (1, 2, 2.5, 5, 10) if size * times >= rough * 0.999999
    )
    step = max(step, 1.0) if highest >= 1 else step
    return [step * number for number in range(math.ceil(highest / step - 1e-9) + 1)]


def short(value: float) -> str:
    """Two decimals at most: enough for a pixel, and small to send."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said about a chart. `what` and `unit` head its table; `empty` is for no data."""

    title: str
    what: str
    unit: str
    empty: str = ""
    note: str = ""


def names(words: Words, description: str, drawn: str) -> tuple[SafeString, SafeString]:
    """`aria-labelledby` and the two elements that it names, with ids of this drawing alone."""
    key = hashlib.sha256(f"{words}{description}{drawn}".encode()).hexdigest()[:8]
    marks = format_html(
        '<title id="t{}">{}</title><desc id="d{}">{}</desc>', key, words.title, key, description
    )
    return format_html('role="img" aria-labelledby="t{} d{}"', key, key), marks


def figure(words: Words, drawing: SafeString, rows: Iterable[Sequence[object]]) -> SafeString:
    """Caption, drawing, and the table with the same numbers."""
    note = format_html('<span class="chart-note">{}</span>', words.note) if words.note else ""
    return format_html(
        '<figure class="chart"><figcaption>{} {}</figcaption>{}{}</figure>',
        words.title, note, drawing, table(words, rows),
    )  # fmt: skip


def table(words: Words, rows: Iterable[Sequence[object]]) -> SafeString:
    body = format_html_join(
        "", '<tr><th scope="row">{}</th>{}</tr>', ((row[0], _cells(row[1:])) for row in rows)
    )
    if not body:
        return mark_safe("")
    return format_html(
        '<details class="chart-table"><summary>{}</summary>'
        '<div class="table-wrap" tabindex="0"><table class="table"><thead><tr>'
        '<th scope="col">{}</th><th scope="col" class="n">{}</th>'
        "</tr></thead><tbody>{}</tbody></table></div></details>",
        _("Show the numbers"), words.what, words.unit, body,
    )  # fmt: skip


def _cells(values: Sequence[object]) -> SafeString:
    shown = (written(value) if isinstance(value, int | float) else value for value in values)
    return format_html_join("", '<td class="n">{}</td>', ((value,) for value in shown))


def nothing(words: Words) -> SafeString:
    """What stands where a drawing would, as long as there is nothing to draw."""
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption><p class="chart-empty">{}</p>'
        "</figure>",
        words.title, words.empty or _("Nothing to show yet."),
    )  # fmt: skip
