"""What a mailing says, in Markdown or in blocks: HTML and text, with slots. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString, mark_safe

from undersigned.mailings import merging
from undersigned.mailings.blocks import drawing, kinds
from undersigned.mailings.blocks.drawing import Drawn, Figures
from undersigned.mailings.blocks.kinds import Block
from undersigned.mailings.merging import Slot
from undersigned.mailings.models import Mailing


@dataclass(frozen=True)
class Condition:
    """Who sees something: `name` is its slot, `rules` those of an audience."""

    name: str
    rules: Mapping[str, object]


@dataclass
class Body:
    """`text` ends with an empty line, unless there is none at all."""

    html: str = ""
    text: str = ""
    slots: list[Slot] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    @property
    def safe(self) -> SafeString:
        """Markdown's HTML is clean, and every other word in it is escaped."""
        return mark_safe(self.html)  # noqa: S308


def source(mailing: Mailing) -> str:
    """All that is written in it, as it is typed."""
    return kinds.words(mailing.blocks) if mailing.in_blocks else mailing.body


def is_empty(mailing: Mailing) -> bool:
    return not (mailing.blocks if mailing.in_blocks else mailing.body.strip())


def write(mailing: Mailing, *, start: int, figures: Figures) -> Body:
    """Slots are numbered from `start`. Raises MergeError for one that cannot be used."""
    body = Body()
    figures = {key: merging.cleaned(figure) for key, figure in figures.items()}
    for block in (
        mailing.blocks if mailing.in_blocks else [kinds.new("text", words=mailing.body)]
    ):
        _add(body, block, start=start, figures=figures)
    return body


def _add(body: Body, block: Block, *, start: int, figures: Figures) -> None:
    if not block.get("when"):
        drawn = _draw(body, block, Slot("", ""), start=start, figures=figures)
        body.html += drawn.html
        body.text += _apart(drawn.text)
        return
    condition = Condition(f"when_{block['id']}", block["when"])
    body.conditions.append(condition)
    shown = Slot("", "", condition=condition.name)
    drawn = _draw(body, block, shown, start=start, figures=figures)
    other = Drawn("", "")
    if block.get("otherwise"):
        instead = {"id": block["id"], "kind": "text", "words": block["otherwise"]}
        hidden = replace(shown, met=False)
        other = _draw(body, instead, hidden, start=start, figures=figures)
    body.html += merging.choice(condition.name, drawn.html, other.html)
    body.text += merging.choice(condition.name, _apart(drawn.text), _apart(other.text))


def _apart(text: str) -> str:
    return f"{text}\n\n" if text else ""


def _draw(body: Body, block: Block, shown: Slot, *, start: int, figures: Figures) -> Drawn:
    """`shown` says to whom: each of its slots takes that over."""
    block = {
        name: merging.clean(value) if isinstance(value, str) else value
        for name, value in block.items()
    }
    first = start + len(body.slots)

    def mark(text: str) -> str:
        marked, slots = merging.mark(text, start=start + len(body.slots))
        for slot in slots:
            body.slots.append(replace(slot, condition=shown.condition, met=shown.met))
        return marked

    drawn = drawing.draw(block, mark, figures)
    mine = range(first, start + len(body.slots))
    return replace(drawn, html=merging.holding(drawn.html, slots=mine))
