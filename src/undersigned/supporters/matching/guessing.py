"""Proposes what each column of a file is; a person looks at it before anything happens."""

from collections.abc import Sequence
from dataclasses import dataclass

from undersigned.supporters.matching import headers
from undersigned.supporters.matching.targets import BY_NAME, FIELD, OUT

OWN = "own:"  # a column of our own export
OURS = "Undersigned"
OWN_MARK = "undersigned_uuid"


@dataclass(frozen=True, kw_only=True)
class Guess:
    """The system whose export it seems to be ('' for none that we know), and the targets."""

    system: str
    mapping: list[str]


def guess(names: Sequence[str]) -> Guess:
    """A column that nobody knows becomes a custom field; whoever looks may leave it out."""
    if OWN_MARK in names:
        return Guess(system=OURS, mapping=[f"{OWN}{name}" for name in names])
    folds = [headers.folded(name) for name in names]
    system = _system(folds)
    special = headers.own(system)
    mapping: list[str] = []
    for name, fold in zip(names, folds, strict=True):
        target = _target(name, fold, special)
        known = BY_NAME.get(target)
        if known is not None and not known.several and target in mapping:
            target = FIELD + name  # the first is it; this one is something else
        mapping.append(target)
    return Guess(system=system, mapping=mapping)


def _target(name: str, fold: str, special: dict[str, str]) -> str:
    if fold in special:
        return special[fold]
    if fold in headers.LEFT_OUT:
        return OUT
    return headers.COMMON.get(fold, FIELD + name)


def _system(folds: Sequence[str]) -> str:
    """The system most of whose own words are there; two of them, or one of nobody else's."""
    there = frozenset(folds)
    scores = {name: len(there.intersection(marks)) for name, marks in headers.MARKS.items()}
    best = max(scores, key=lambda name: scores[name])
    sure = scores[best] > 1 or (scores[best] == 1 and not headers.ALONE.isdisjoint(there))
    return best if sure else ""
