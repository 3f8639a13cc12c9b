"""How often the bands hold on the real polls in ../shared/data/polls: three tables.

Forward chaining: each poll is forecast from those that had ended before it. Few polls: each run
of 2, 3, 5 or 8 polls is read as if there were no other. Takes some minutes on one core.
Run: python benchmarks/calibration.py [folder]
"""

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from undersigned.evidence import calibrating
from undersigned.evidence.calibrating import NOMINAL, FewPolls, Forecast
from undersigned.evidence.choosing import choose
from undersigned.evidence.gaussian.points import Observed
from undersigned.evidence.layouts import reading

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / ".." / "shared" / "data" / "polls", Path("/work/shared/data/polls"))
FEW, RUNS = (2, 3, 5, 8), 60
RACES = "races"
LEAST = 10  # polls of a series that is forecast


def main() -> None:
    folder = (
        Path(sys.argv[1]) if len(sys.argv) > 1 else next(filter(Path.is_dir, FOLDERS), None)
    )
    if folder is None:
        print("Skipped: no ../shared/data/polls with the real poll files.")
        return
    forecasts: dict[str, list[Forecast]] = defaultdict(list)
    few: dict[int, dict[str, list[FewPolls]]] = {count: defaultdict(list) for count in FEW}
    for number, (name, observed) in enumerate(series(folder)):
        if len(observed) >= LEAST:
            forecasts[name].extend(calibrating.forecasts(observed))
        if name.startswith(RACES) and number % 4:
            continue  # a quarter of the 1,428 races is enough for few polls
        for count in FEW:
            few[count][name].extend(calibrating.few_polls(observed, count, most=RUNS))
    _print_forecasts(forecasts)
    for count in FEW:
        _print_few(count, few[count])


def series(folder: Path) -> Iterator[tuple[str, Observed]]:
    """Every first answer of every topic; the small topics of a file share a line."""
    for path in sorted(folder.glob("*.csv")):
        try:
            polls = reading.read(path)
        except reading.NotPollsError:
            continue
        for topic, records in polls.series.items():
            ends = [record.end for record in records if record.end]
            if not ends or not records[0].answers:
                continue
            answer = next(iter(records[0].answers))
            chosen = choose(records, answer=answer, as_of=max(ends))
            if chosen.counted:
                yield _name(path, topic), calibrating.as_they_ended(chosen)


def _name(path: Path, topic: str) -> str:
    short = path.stem.split("_polls")[0].split("-polls")[0]
    if path.stem.startswith("raw-polls"):
        kind = "primaries" if "-D_" in topic or "-R_" in topic else "general elections"
        return f"{RACES}, {kind}"
    if path.stem.startswith(("favorability", "guns")):
        return short
    return short if topic.startswith(short) or topic == path.stem else f"{short}, {topic}"


def _print_forecasts(found: dict[str, list[Forecast]]) -> None:
    print("Next poll, by forward chaining: per cent of polls inside each band\n")
    print("| series | forecasts | 50 | 80 | 90 | 95 | error | of a 14-day mean |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for name, row in found.items():
        _print_row(name, row)
    issues = [one for name, row in found.items() if not name.startswith(RACES) for one in row]
    _print_row("**all but races**", issues)
    _print_row("**all**", [one for row in found.values() for one in row])


def _print_row(name: str, row: Sequence[Forecast]) -> None:
    ours, plain = (np.sqrt(np.mean(one**2)) for one in calibrating.errors(row))
    held = " | ".join(f"{100 * calibrating.coverage(row, part):.1f}" for part in NOMINAL)
    print(f"| {name} | {len(row):,} | {held} | {ours:.2f} | {plain:.2f} |")


def _print_few(count: int, found: dict[str, list[FewPolls]]) -> None:
    print(f"\n{count} polls alone: per cent of 95 % intervals that hold\n")
    print("| series | runs | next poll | level by all polls | pooled margin: next | level |")
    print("|---|--:|--:|--:|--:|--:|")
    every = [one for row in found.values() for one in row]
    for name, row in [*found.items(), ("**all**", every)]:
        if row:
            cells: list[Callable[[FewPolls], bool]] = [
                lambda one: one.next_poll.holds(0.95), lambda one: one.level_holds,
                lambda one: one.pooled_holds_next, lambda one: one.pooled_holds,
            ]  # fmt: skip
            held = " | ".join(f"{100 * np.mean([of(one) for one in row]):.1f}" for of in cells)
            print(f"| {name} | {len(row):,} | {held} |")


if __name__ == "__main__":
    main()
