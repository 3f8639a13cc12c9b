"""What stands beside an average, as plain values: each poll's part, houses, what is out."""

from collections.abc import Callable, Mapping
from typing import Any

from undersigned.evidence.averaging import Average
from undersigned.evidence.choosing import Chosen
from undersigned.evidence.diagnosing import Contribution, contributions, support
from undersigned.evidence.judging import houses, level, next_poll
from undersigned.evidence.records import Flag

_RECENT = 14  # days of the plain mean that stands beside the average


def details(average: Average) -> dict[str, Any]:
    """Rounded for reading; the average itself is kept unrounded."""
    rests = support(average)
    upcoming = next_poll(average)
    return {
        "polls": [_poll(one) for one in contributions(average)],
        "houses": [
            {
                "pollster": house.pollster, "polls": house.polls,
                "mean": round(house.effect.mean, 2), "low": round(house.effect.low95, 2),
                "high": round(house.effect.high95, 2),
            }
            for house in houses(average)
        ],
        "left_out": left_out(average.chosen, answer=average.chosen.answer),
        "support": {
            "polls": round(rests.polls, 1), "pollsters": round(rests.pollsters, 1),
            "largest": rests.largest, "largest_part": round(rests.largest_part, 4),
            "too_large": rests.too_large,
        },
        "level80": _band(average),
        "next": [round(upcoming.low95, 1), round(upcoming.high95, 1)],
        "plain": plain(average, lambda answers: answers[average.chosen.answer]),
        "wordings": len({poll.record.wording or poll.record.family for poll in average.polls}),
        "population": average.chosen.population,
    }  # fmt: skip


def _band(average: Average) -> list[float]:
    now = level(average)
    return [round(now.low80, 2), round(now.high80, 2)]


def _poll(one: Contribution) -> dict[str, Any]:
    record = one.poll.record
    return {
        "id": record.id, "pollster": record.pollster, "sponsor": record.sponsor,
        "start": record.start.isoformat() if record.start else "",
        "end": record.end.isoformat() if record.end else "",
        "size": round(one.poll.size), "assumed": Flag.SIZE_ASSUMED in one.poll.flags,
        "population": record.population, "wording": record.wording,
        "share": round(one.expected + one.residual, 3), "weight": round(one.weight, 5),
        "expected": round(one.expected, 2), "residual": round(one.residual, 2),
        "surprise": round(one.surprise, 2), "without": round(one.without, 2),
        "flags": [flag.value for flag in one.poll.flags], "url": record.url,
    }  # fmt: skip


def left_out(chosen: Chosen, *, answer: str) -> list[dict[str, Any]]:
    return [
        {
            "id": left.record.id, "pollster": left.record.pollster,
            "end": left.record.end.isoformat() if left.record.end else "",
            "share": left.record.answers.get(answer), "population": left.record.population,
            "reason": left.reason.value, "detail": left.record.excluded or left.detail,
            "url": left.record.url,
        }
        for left in chosen.left_out
    ]  # fmt: skip


def plain(
    average: Average, share: Callable[[Mapping[str, float]], float]
) -> dict[str, Any] | None:
    """The mean that everybody can check by hand; `share` is a poll's, of its answers."""
    shares = [
        share(poll.record.answers)
        for poll in average.polls
        if average.as_of.toordinal() - poll.day <= _RECENT
    ]
    return {"mean": sum(shares) / len(shares), "polls": len(shares)} if shares else None
