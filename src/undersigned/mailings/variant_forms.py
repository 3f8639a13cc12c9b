"""What a variant says in place of the mailing itself, which is variant A."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.mailings import merging
from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.kinds import Block, Part
from undersigned.mailings.forms import WriteForm
from undersigned.mailings.models import Mailing, Variant
from undersigned.mailings.variants import PARTS

_ALTOGETHER = gettext_lazy("Another text altogether, in place of all blocks")


class VariantForm(WriteForm):
    """What is left empty is as in variant A; name and Reply-To are the mailing's.

    Of a mailing in blocks each part of a block has a field of its own, so that its conditions
    and figures stay.
    """

    def __init__(self, *args: Any, mailing: Mailing, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name in ("name", "reply_to"):
            del self.fields[name]
        self._named: dict[str, tuple[str, Part]] = {}
        for number, block in enumerate(mailing.blocks if mailing.in_blocks else [], 1):
            self._add(number, block)
        if mailing.in_blocks:
            self.fields["body"].label = _ALTOGETHER
            self.fields["body"].help_text = _("What only some people see is not in it.")
        for field in self.fields.values():
            field.required = field is self.fields["version"]

    @staticmethod
    def of(variant: Variant, mailing: Mailing) -> dict[str, object]:
        """What it says so far."""
        found: dict[str, object] = {name: getattr(variant, name) for name in PARTS}
        for block, parts in variant.parts.items():
            found |= {_field(block, name): words for name, words in parts.items()}
        return found | {"version": mailing.version}

    def blocks(self) -> Iterator[forms.BoundField]:
        """The fields of single blocks."""
        return (self[name] for name in self._named)

    def values(self) -> dict[str, Any]:
        """As the row has them."""
        parts: dict[str, dict[str, str]] = {}
        for name, (block, part) in self._named.items():
            if words := self.cleaned_data[name]:
                parts.setdefault(block, {})[part.name] = words
        return {name: self.cleaned_data[name] for name in PARTS} | {"parts": parts}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for name, (_block, part) in self._named.items():
            if part.is_merged:
                try:
                    merging.find(found.get(name, ""))
                except merging.MergeError as error:
                    self.add_error(name, str(error))
        return found

    def _add(self, number: int, block: Block) -> None:
        kind = kinds.kind(block)
        for part in kind.parts:
            words = _("Block %(number)s, %(kind)s: %(part)s")
            told = {"number": number, "kind": kind.label, "part": part.label}
            name = _field(str(block["id"]), part.name)
            widget = forms.Textarea(attrs={"rows": part.lines}) if part.lines > 1 else None
            self.fields[name] = forms.CharField(
                label=words % told,
                max_length=part.longest,
                required=False,
                widget=widget,
                help_text=Truncator(block.get(part.name, "")).chars(200),
            )
            self._named[name] = str(block["id"]), part


def _field(block: str, part: str) -> str:
    return f"block_{block}_{part}"
