"""Filters and tags that every template may use without loading them: the components."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.contrib.messages import constants as levels
from django.core.paginator import Page
from django.template import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

NOTHING = "\N{EN DASH}"  # where a value would stand

_TONES = {
    levels.DEBUG: ("plain", "info"),
    levels.INFO: ("info", "info"),
    levels.SUCCESS: ("good", "circle-check"),
    levels.WARNING: ("warn", "triangle-alert"),
    levels.ERROR: ("bad", "octagon-alert"),
}


# Forms


@register.inclusion_tag("lib/parts/field.html")
def field(
    bound: forms.BoundField,
    *,
    label: str = "",
    hint: str = "",
    short: bool = False,
    cards: bool = False,
    needed: bool = False,
) -> dict[str, Any]:
    """Label, hint, input and error of one form field, tied together for screen readers.

    `needed`: most who fill it in cannot leave it empty, so it is not called optional. `short`
    narrows the input; `cards` draws radio buttons and boxes as cards.
    """
    hint = hint or str(bound.help_text)
    kind = _kind(bound)
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": hint,
        "short": short,
        "cards": cards,
        "described": _described(bound, hint=hint),
        "optional": not (bound.field.required or needed) and kind == "input",
        "widget": bound.as_widget(attrs=_attributes(bound, kind=kind, hint=hint, short=short)),
    }


def _kind(bound: forms.BoundField) -> str:
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "input"


def _described(bound: forms.BoundField, *, hint: str) -> str:
    ids = [f"{bound.auto_id}_helptext"] if hint else []
    ids += [f"{bound.auto_id}_error"] if bound.errors else []
    return " ".join(ids)


def _attributes(
    bound: forms.BoundField, *, kind: str, hint: str, short: bool
) -> dict[str, str | bool]:
    attributes: dict[str, str | bool] = {}
    described = _described(bound, hint=hint)
    if described and kind != "choices":
        attributes["aria-describedby"] = described
    if kind == "input":
        own = bound.field.widget.attrs.get("class", "")
        attributes["class"] = f"input {'input-short ' if short else ''}{own}".strip()
    return attributes


@register.inclusion_tag("lib/parts/errors.html")
def errors(form: forms.BaseForm) -> dict[str, Any]:
    """What is wrong in a form, each linking to its field. Nothing when all is well."""
    return {
        "fields": [bound for bound in form if bound.errors],
        "others": form.non_field_errors() if form.is_bound else [],
    }


# Pieces of a page


@register.inclusion_tag("lib/parts/meter.html")
def meter(value: int, goal: int, *, label: str = "", thin: bool = False) -> dict[str, Any]:
    """How far `value` is on its way to `goal`. A goal of 0 counts as none: an empty bar."""
    return {"value": min(value, goal), "goal": max(goal, 1), "label": label, "thin": thin}


@register.inclusion_tag("lib/parts/empty.html")
def empty(
    title: str, text: str = "", url: str = "", label: str = "", *, icon: str = "inbox"
) -> dict[str, Any]:
    """What stands where a list would: what it is for, and the first step."""
    return {"title": title, "text": text, "url": url, "label": label, "icon": icon}


@register.inclusion_tag("lib/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], *, name: str = "page") -> dict[str, Any]:
    """Links to the pages before and after; what else the address asks for is kept."""
    asked = context["request"].GET.copy() if "request" in context else None

    def link(number: int) -> str:
        if asked is None:
            return f"?{name}={number}"
        asked[name] = str(number)
        return f"?{asked.urlencode()}"

    return {
        "page": page,
        "before": link(page.previous_page_number()) if page.has_previous() else "",
        "after": link(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("lib/parts/tag_pill.html")
def tag_pill(text: str, tone: str = "", *, icon: str = "", url: str = "") -> dict[str, Any]:
    """A word in a pill. `tone`: good, bad, warn, info, accent, or '' for quiet."""
    return {"text": text, "tone": tone, "icon": icon, "url": url}


@register.inclusion_tag("lib/parts/tile.html")
def tile(
    label: str,
    value: object,
    note: str = "",
    *,
    url: str = "",
    spark: SafeString | str = "",
    tone: str = "",
) -> dict[str, Any]:
    """One number with its name. `spark` is a drawn sparkline; `tone` colours the note."""
    shown = number(value) if isinstance(value, int | float) else value
    return {
        "label": label, "value": shown, "note": note, "url": url, "spark": spark, "tone": tone
    }  # fmt: skip


@register.inclusion_tag("lib/parts/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], *, label: str = "") -> dict[str, Any]:
    """Items hold `label`, `url`, `current` and, if wanted, `badge`."""
    return {"items": items, "label": label or _("Sections")}


@register.inclusion_tag("lib/parts/steps.html")
def steps(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Where one is in a few screens. Items: `label`, `state` ('done', 'current', ''), `url`."""
    return {"items": items, "total": len(items)}


@register.inclusion_tag("lib/parts/confirm_dialog.html", takes_context=True)
def confirm_dialog(
    context: Context,
    *,
    name: str,
    title: str,
    text: str,
    label: str,
    action: str,
    danger: bool = True,
    button: str = "",
    icon: str = "",
    small: bool = False,
    version: int | None = None,
) -> dict[str, Any]:
    """A button that asks before it posts to `action`, also without script. `name` is an id;
    `version` goes along, where what is done must be of what was seen.
    """
    return {
        "name": name,
        "title": title,
        "text": text,
        "label": label,
        "button": button or label,
        "action": action,
        "danger": danger,
        "icon": icon,
        "small": small,
        "version": version,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("lib/parts/alert.html")
def alert(text: str, tone: str = "info", *, title: str = "") -> dict[str, Any]:
    """A notice in the page. `tone`: info, good, warn, bad."""
    icons = dict(_TONES.values())
    return {"text": text, "title": title, "tone": tone, "icon": icons[tone]}


@register.filter
def tone(level: int) -> str:
    """The tone of a message's level."""
    return _TONES[level][0]


@register.filter
def tone_icon(level: int) -> str:
    """The icon of a message's level."""
    return _TONES[level][1]


@register.filter
def initials(name: str) -> str:
    """At most two letters that stand for a name."""
    words = name.split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


# Values


@register.simple_tag
def number(value: float | None, decimals: int | None = None) -> str:
    """A number in the reader's own writing, thousands apart; a dash when there is none."""
    if value is None:
        return NOTHING
    if decimals is None and isinstance(value, float):
        decimals = 0 if value.is_integer() else 1
    return formats.number_format(value, decimal_pos=decimals, force_grouping=True)


@register.simple_tag
def percent(part: float | None, whole: float | None, decimals: int = 0) -> str:
    """`part` of `whole` in per cent; a dash when there is no whole."""
    if part is None or not whole:
        return NOTHING
    return _("%(number)s%%") % {"number": number(100 * part / whole, decimals)}


@register.simple_tag
def local_time(
    moment: datetime | date | None, tz: ZoneInfo | str | None = None, style: str = "full"
) -> SafeString | str:
    """A moment in a time zone, as `<time>`. `style`: full (names the zone), short, date."""
    if moment is None:
        return NOTHING
    if not isinstance(moment, datetime):
        return _time(moment, formats.date_format(moment, "DATE_FORMAT"))
    zone = ZoneInfo(tz) if isinstance(tz, str) and tz else tz
    local = timezone.localtime(moment, zone or None)
    if style == "date":
        return _time(local, formats.date_format(local, "DATE_FORMAT"))
    words = formats.date_format(local, "DATETIME_FORMAT")
    return _time(local, words if style == "short" else f"{words} {local.tzname()}")


def _time(moment: date, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)
