"""An average as text and as tables: for the command, and for who computes on with it."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from undersigned.evidence.averaging import Average, Line
from undersigned.evidence.deriving import Opinion
from undersigned.evidence.diagnosing import Contribution, contributions, support
from undersigned.evidence.gaussian.priors import SCALES
from undersigned.evidence.judging import House, houses, majority

_RECENT = 14  # days of the plain mean that stands beside the average
_ODD = 2.5  # standard deviations from which on a poll is named
_HOUSES = 6
POLL_COLUMNS = (
    "pollster", "sponsor", "start", "end", "size", "population", "subgroup", "wording",
    "share", "weight", "expected", "residual", "surprise", "level_without", "flags",
    "left_out", "url",
)  # fmt: skip


def report(average: Average) -> Iterator[str]:
    """Lines of text: levels, what they rest on, houses, odd polls, what was left out."""
    rests, parts = support(average), contributions(average)
    polls, pollsters = len(average.polls), len(average.pollsters)
    yield f"{average.chosen.answer}, as of {average.as_of}. {_whom(average)}"
    yield (
        f"{polls:,} polls by {pollsters} pollsters, the last ended {average.last_poll}; "
        f"worth {rests.polls:.1f} polls by {rests.pollsters:.1f} pollsters of equal weight."
    )
    if not average.has_line:
        yield "Too few for a line, which needs 3 polls by 2 pollsters: the bands alone hold."
    if rests.too_large:
        yield f"{rests.largest} has {rests.largest_part:.0%} of the weight: read it as theirs."
    yield from ("", *_levels(average.lines))
    yield (
        f"Probability that {average.chosen.answer} is over 50 %: {majority(average):.2f}. "
        f"Plain mean of the last {_RECENT} days: {_plain(average)}."
    )
    yield from ("", *_houses(houses(average)), *_odd(parts), *_left_out(average))
    yield (f"Learnt: {_scales(average)} (points; the walk is a day's). Rule {average.rule}.")


def _whom(average: Average) -> str:
    chosen = average.chosen
    population = {
        "a": "Adults",
        "v": "Voters",
        "rv": "Registered voters",
        "lv": "Likely voters",
    }
    said = population.get(chosen.population, chosen.population) or "Population not printed"
    asked = f" Question: {average.question[:90]}" if average.question else ""
    return f"{said}.{asked}"


def _levels(lines: Sequence[Line]) -> Iterator[str]:
    yield f"{'':24}{'level':>7}{'80 % band':>15}{'95 % band':>15}{'95 % of next polls':>21}"
    for line in lines:
        bands = (line.band(0.8), line.band(0.95), line.next_band(0.95))
        spans = [f"{low[-1]:.1f} to {high[-1]:.1f}" for low, high in bands]
        yield (
            f"{line.answer[:23]:24}{line.level.mean[-1]:7.1f}"
            f"{spans[0]:>15}{spans[1]:>15}{spans[2]:>21}"
        )


def of_opinion(found: Opinion) -> Iterator[str]:
    """Lines of text: what those with an opinion come to."""
    yield (
        f"Of those with an opinion: by 100 less {' and '.join(found.without)}. "
        "Derived; no poll printed it."
    )
    yield from _levels(found.lines)


def _plain(average: Average) -> str:
    shares = [
        poll.record.answers[average.chosen.answer]
        for poll in average.polls
        if average.as_of.toordinal() - poll.day <= _RECENT
    ]
    return f"{sum(shares) / len(shares):.1f} ({len(shares)} polls)" if shares else "no poll"


def _houses(found: Sequence[House]) -> Iterator[str]:
    yield "Pollsters farthest from the level (95 % band):"
    far = sorted(found, key=lambda house: -abs(house.effect.mean))[:_HOUSES]
    for house in sorted(far, key=lambda house: -house.effect.mean):
        effect = house.effect
        yield (
            f"  {house.pollster[:38]:40}{effect.mean:+5.1f}  ({effect.low95:+.1f} to "
            f"{effect.high95:+.1f}), {house.polls:,} polls"
        )


def _odd(parts: Iterable[Contribution]) -> Iterator[str]:
    odd = sorted(
        (one for one in parts if abs(one.surprise) > _ODD), key=lambda one: one.residual
    )
    if odd:
        yield f"{len(odd)} polls lie over {_ODD} sd from what the others expect; the farthest:"
    for one in sorted(odd, key=lambda one: -abs(one.surprise))[:3]:
        record = one.poll.record
        yield (
            f"  {record.pollster}, {record.end}: {one.expected + one.residual:g}, "
            f"expected {one.expected:.1f}"
        )


def _left_out(average: Average) -> Iterator[str]:
    counts = Counter(left.reason.value for left in average.chosen.left_out)
    for reason, count in counts.most_common():
        yield f"Left out: {count:,}, {reason}."
    flags = Counter(flag.value for poll in average.polls for flag in poll.flags)
    for flag, count in flags.most_common():
        yield f"Counted and marked: {count:,}, {flag}."


def _scales(average: Average) -> str:
    fit = average.fit
    means = fit.weights @ fit.scales
    return ", ".join(f"{name} {mean:.2g}" for name, mean in zip(SCALES, means, strict=True))


def polls_csv(average: Average) -> str:
    """A row a poll, counted or left out, with its part in the average."""
    out = io.StringIO()
    rows = csv.DictWriter(out, POLL_COLUMNS, lineterminator="\n")
    rows.writeheader()
    for one in contributions(average):
        record, share = one.poll.record, one.expected + one.residual
        rows.writerow(
            _cells(record) | {
                "share": f"{share:g}", "size": f"{one.poll.size:g}",
                "weight": f"{one.weight:.5f}", "expected": f"{one.expected:.2f}",
                "residual": f"{one.residual:.2f}", "surprise": f"{one.surprise:.2f}",
                "level_without": f"{one.without:.2f}", "flags": "; ".join(one.poll.flags),
            }
        )  # fmt: skip
    for left in average.chosen.left_out:
        answer = left.record.answers.get(average.chosen.answer)
        rows.writerow(
            _cells(left.record) | {
                "share": "" if answer is None else f"{answer:g}", "left_out": left.reason.value,
            }
        )  # fmt: skip
    return out.getvalue()


def _cells(record: object) -> dict[str, object]:
    """The columns that are as printed; what was not printed is empty."""
    found = {name: getattr(record, name, "") for name in POLL_COLUMNS}
    return {name: "" if value is None else value for name, value in found.items()}


def days_csv(average: Average, derived: Opinion | None = None) -> str:
    """A row a day and answer: level, bands of 80 and 95 %, and that of the next poll.

    With the levels of those with an opinion each row says of which it is.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(
        ("day", "answer", "level", "low80", "high80", "low95", "high95", "next_low95",
         "next_high95", *(("of",) if derived else ()))
    )  # fmt: skip
    for line in derived.lines if derived else average.lines:
        bands = [
            edge
            for band in (line.band(0.8), line.band(0.95), line.next_band(0.95))
            for edge in band
        ]
        for place, day in enumerate(average.days):
            numbers = (line.level.mean, *bands)
            rows.writerow(
                (
                    date.fromordinal(int(day)), line.answer,
                    *(f"{one[place]:.3f}" for one in numbers),
                    *(("those with an opinion",) if derived else ()),
                )
            )  # fmt: skip
    return out.getvalue()
