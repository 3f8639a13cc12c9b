"""Where each decision maker stands: the newest position on each demand, else 'none stated'."""

from collections.abc import Iterable
from dataclasses import dataclass

from undersigned.campaigns.models import Demand, Position
from undersigned.officials.models import DecisionMaker, Statement

_TONES = {
    Position.Stance.NONE: "",
    Position.Stance.OPPOSED: "bad",
    Position.Stance.UNCLEAR: "warn",
    Position.Stance.LEANING: "info",
    Position.Stance.SUPPORTS: "good",
    Position.Stance.GRANTED: "good",
}


@dataclass(frozen=True, kw_only=True)
class Stand:
    """One demand, and what this person's newest position on it is."""

    demand: Demand
    label: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Voice:
    """A decision maker, what they said, and where that leaves each demand."""

    person: DecisionMaker
    statements: list[Statement]
    stands: list[Stand]


def of(
    *,
    target: DecisionMaker | None,
    statements: Iterable[Statement],
    demands: list[Demand],
    positions: Iterable[Position],
) -> list[Voice]:
    """The target first, also when nothing was said; then the others as they come."""
    people: dict[int, DecisionMaker] = {target.pk: target} if target else {}
    said: dict[int, list[Statement]] = {}
    for statement in statements:
        people.setdefault(statement.decision_maker_id, statement.decision_maker)
        said.setdefault(statement.decision_maker_id, []).append(statement)
    newest: dict[tuple[int, int], Position] = {}
    for position in sorted(positions, key=lambda one: (one.date, one.pk)):
        newest[position.decision_maker_id, position.demand_id] = position
    return [
        Voice(
            person=person,
            statements=said.get(pk, []),
            stands=[_stand(demand, newest.get((pk, demand.pk))) for demand in demands],
        )
        for pk, person in people.items()
    ]


def _stand(demand: Demand, position: Position | None) -> Stand:
    stance = Position.Stance(position.stance) if position else Position.Stance.NONE
    return Stand(demand=demand, label=str(stance.label), tone=_TONES[stance])
