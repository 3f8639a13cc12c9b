"""Merge fields: {{ first_name or "friend" }} in a subject or body, each with a fallback."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Record = TypeVar("Record", bound=DataclassInstance)

# What may be merged; what each is, for the page that offers them.
FIELDS = {
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"),
    "full_name": gettext_lazy("first and last name"),
    "state": gettext_lazy("name of the state"),
    "postal_code": gettext_lazy("ZIP code"),
}

# Characters that no keyboard has and Markdown leaves alone stand for Jinja's brackets.
OPEN, CLOSE = "\ue000", "\ue001"
_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_INSIDE = re.compile(
    r"""^\s*([a-z_]+)\s*(?:or\s*(?:"([^"]*)"|'([^']*)'|“([^”"]*)[”"])\s*)?$""", re.DOTALL
)
_OPTIONS = {
    "variable_start_string": OPEN,
    "variable_end_string": CLOSE,
    "block_start_string": "\ue002",
    "block_end_string": "\ue003",
    "comment_start_string": "\ue004",
    "comment_end_string": "\ue005",
}
_SLOT = re.compile(f"{OPEN}([a-z0-9_]+){CLOSE}")
_OTHERS = re.compile("[\ue002-\ue005]")  # of a condition or a comment
# All that a mailing's template is made of: words, slots, and conditions on one value.
_SIMPLE = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not)


class MergeError(ValueError):
    """A merge field that cannot be used; the text names it and the next step."""


@dataclass(frozen=True)
class Slot:
    """One merge field in a text, with what stands for an empty value."""

    field: str
    fallback: str
    condition: str = ""  # of its block, where it has one; shown to those who meet it,
    met: bool = True  # or to the others


def find(text: str) -> list[Slot]:
    """The merge fields in the text, in order; raises MergeError for the first wrong one."""
    slots = [_slot(match[1]) for match in _BRACES.finditer(text)]
    rest = _BRACES.sub("", text)
    for mark in ("{{", "}}", "{%", "%}"):
        if mark in rest:
            words = _(
                "“%(mark)s” stands alone. "
                'A merge field is written {{ first_name or "friend" }}.'
            )
            raise MergeError(words % {"mark": mark})
    return slots


def _slot(inside: str) -> Slot:
    match = _INSIDE.match(inside)
    shown = " ".join(inside.split())
    if match is None:
        words = _('“{{ %(field)s }}” cannot be read. Write it as {{ first_name or "friend" }}.')
        raise MergeError(words % {"field": shown})
    if match[1] not in FIELDS:
        words = _("There is no merge field “%(field)s”. There are: %(known)s.")
        raise MergeError(words % {"field": match[1], "known": ", ".join(FIELDS)})
    fallback = next((words for words in match.groups()[1:] if words), "")
    if not fallback.strip():
        words = _(
            "The merge field “%(field)s” has no fallback for people without one. "
            'Write {{ %(field)s or "friend" }}.'
        )
        raise MergeError(words % {"field": match[1]})
    return Slot(match[1], fallback.strip())


def mark(text: str, *, start: int = 0) -> tuple[str, list[Slot]]:
    """The text with slots as f0, f1 … between OPEN and CLOSE, ready for `template`."""
    slots = find(clean(text))
    numbers = iter(range(start, start + len(slots)))
    return _BRACES.sub(lambda _match: f"{OPEN}f{next(numbers)}{CLOSE}", clean(text)), slots


def choice(name: str, one: str, other: str = "") -> str:
    """A piece of a template: `one` where that value is there, `other` where it is not."""
    start, end = _OPTIONS["block_start_string"], _OPTIONS["block_end_string"]
    between = f"{start} else {end}{other}" if other else ""
    return f"{start} if {name} {end}{one}{between}{start} endif {end}"


def clean(text: str) -> str:
    """Without the characters that stand for brackets.

    Every text that becomes a part of a template goes through here, whoever wrote it: a
    pollster's name is as much a stranger's as the words of a block.
    """
    return re.sub("[\ue000-\ue005]", "", text)


def cleaned(record: "Record") -> "Record":
    """The record with each of its texts clean."""
    texts = {
        name: clean(kept) for name, kept in asdict(record).items() if isinstance(kept, str)
    }
    return replace(record, **texts)


def holding(drawn: str, *, slots: range) -> str:
    """What was drawn of clean words, with these slots once each and no other bracket.

    Markdown makes a character of what is written as `&#xE002;`. Raises MergeError where a
    slot is not among them, or got lost.
    """
    drawn = _OTHERS.sub("", drawn)
    found = sorted(_SLOT.findall(drawn))
    if drawn.count(OPEN) != len(found) or found != sorted(f"f{number}" for number in slots):
        raise MergeError(
            _("A merge field cannot stand inside the address of a link or a picture.")
        )
    return drawn


@lru_cache(maxsize=64)
def template(source: str, *, html: bool) -> Template:
    """A template of Jinja; `html` escapes what is merged. Raises MergeError like `parse`."""
    return _environment(html=html).from_string(parse(source))


def parse(source: str) -> nodes.Template:
    """What a template is made of. Raises MergeError for one that says more than words, slots
    and conditions: it would be a program.
    """
    try:
        tree = _environment(html=False).parse(source)
    except TemplateSyntaxError as error:
        raise too_much() from error
    if not all(isinstance(node, _SIMPLE) for node in tree.find_all(nodes.Node)):
        raise too_much()
    return tree


@lru_cache(maxsize=2)
def _environment(*, html: bool) -> ImmutableSandboxedEnvironment:
    """Jinja's sandbox, and nothing in it."""
    made = ImmutableSandboxedEnvironment(
        autoescape=html, keep_trailing_newline=True, **_OPTIONS
    )
    for known in (made.globals, made.filters, made.tests):
        known.clear()
    return made


def too_much() -> MergeError:
    return MergeError(_("It holds characters that stand for something else. Type it anew."))


def fill(slots: Sequence[Slot], values: Mapping[str, str], *, start: int = 0) -> dict[str, str]:
    """Each slot's words for one person."""
    return {
        f"f{number}": values.get(slot.field, "").strip() or slot.fallback
        for number, slot in enumerate(slots, start)
    }
