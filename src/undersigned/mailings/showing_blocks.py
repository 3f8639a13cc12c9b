"""What the page of a mailing's blocks shows of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from undersigned.mailings.blocks import judging, kinds, typed
from undersigned.mailings.blocks.kinds import Block
from undersigned.mailings.figuring import StaleError
from undersigned.segments import reading
from undersigned.segments.criteria import RuleError


def cards(
    blocks: Sequence[Block], *, stale: Mapping[str, StaleError], organisation_id: int
) -> list[dict[str, Any]]:
    """One a block, in their order; a query for each different condition."""
    last = len(blocks) - 1
    read = _Reader(organisation_id)
    return [
        {
            "id": block["id"],
            "kind": kinds.kind(block),
            "number": place + 1,
            "block": block,
            "fields": _fields(block),
            "problems": [*judging.problems(block), *_stale(stale, block)],
            "when": read.words(block.get("when")),
            "is_first": place == 0,
            "is_last": place == last,
            "file_field": typed.name(block, "file"),
            "path_field": typed.name(block, "path"),
            "width_field": typed.name(block, "width"),
            "held": typed.held(block),
            "held_field": typed.name(block, "held"),
            "kind_field": typed.name(block, "kind"),
            "source_field": typed.name(block, "source"),
            "region_field": typed.name(block, "region"),
        }
        for place, block in enumerate(blocks)
    ]


def _stale(stale: Mapping[str, StaleError], block: Block) -> list[str]:
    error = stale.get(str(block["id"]))
    return [f"{error.what} {error.remedy}"] if error else []


def _fields(block: Block) -> list[dict[str, Any]]:
    return [
        {"part": part, "name": typed.name(block, part.name), "value": block[part.name]}
        for part in kinds.kind(block).parts
    ]


class _Reader:
    """Conditions in words, each asked for once."""

    def __init__(self, organisation_id: int) -> None:
        self._ours = organisation_id
        self._known: dict[str, dict[str, str]] = {}

    def words(self, rules: object) -> dict[str, str]:
        """'words', or a 'problem' where the rules cannot be used; nothing without any."""
        if not rules:
            return {}
        key = repr(rules)
        if key not in self._known:
            self._known[key] = self._read(rules)
        return self._known[key]

    def _read(self, rules: object) -> dict[str, str]:
        try:
            return {"words": reading.read(rules, organisation_id=self._ours)}
        except RuleError as error:
            return {"problem": str(error)}
