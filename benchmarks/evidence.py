"""Time and memory of an average of polls on one core, beside statsmodels on the same polls.

The baseline is statsmodels' likelihood of the same model without its drift (which it has no
state for), times the steps that a fit takes: an estimate, for a whole fit would take too long.
Run: make bench, or python benchmarks/evidence.py
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother  # noqa: E402

from undersigned.evidence.averaging import average, observe  # noqa: E402
from undersigned.evidence.choosing import choose  # noqa: E402
from undersigned.evidence.gaussian import fitting, kernel  # noqa: E402
from undersigned.evidence.gaussian.points import Observed  # noqa: E402
from undersigned.evidence.gaussian.priors import PRIORS  # noqa: E402
from undersigned.evidence.judging import level  # noqa: E402
from undersigned.evidence.records import PollRecord  # noqa: E402

LIMITS = {10: 0.020, 100: 0.060, 1_000: 4.0, 5_000: None}  # seconds, with the fit
MEMORY = 300  # MB, at 1,000 polls


def main() -> None:
    if len(sys.argv) > 1:
        _memory(int(sys.argv[1]))
        return
    print(f"{'polls':>6} {'ours':>10} {'limit':>8} {'statsmodels':>14} {'ratio':>8}  MB")
    for count, limit in LIMITS.items():
        records = polls(count)
        ours = _time(lambda records=records: run(records), 5 if count <= 100 else 1)
        peak = _peak(count)
        if limit is None:
            print(
                f"{count:6,} {ours * 1e3:7.1f} ms {'none':>8} {'not run':>12} {'':>9}  {peak}"
            )
            continue
        theirs, what = baseline(records)
        print(
            f"{count:6,} {ours * 1e3:7.1f} ms {limit * 1e3:6.0f}ms {theirs * 1e3:9.0f} ms "
            f"{theirs / ours:7.0f}x  {peak}  ({what})",
            flush=True,
        )
        if ours > limit or (count == 1_000 and peak > MEMORY):
            print(f"  over the limit at {count} polls")


def polls(count: int) -> list[PollRecord]:
    """A made-up series: 40 pollsters at most, two wordings, three populations, three years."""
    random = np.random.default_rng(7)
    from datetime import date, timedelta  # noqa: PLC0415

    pollsters = max(3, min(40, count // 4))
    houses = random.normal(0, 3, pollsters)
    found = []
    for place in range(count):
        who = int(random.integers(pollsters))
        day = date(2022, 1, 3) + timedelta(days=int(1_100 * place / count))
        share = 46 + houses[who] + 4 * np.sin(place / count * 6) + random.normal(0, 2)
        found.append(
            PollRecord(
                pollster=f"P{who}", id=str(place), end=day, start=day - timedelta(days=3),
                size=float(random.integers(400, 2_000)),
                population=("a", "rv", "lv")[who % 3], family=("stay", "leave")[who % 2],
                answers={"Yes": round(share, 1), "No": round(90 - share, 1)},
            )
        )  # fmt: skip
    return found


def run(records: list[PollRecord]) -> None:
    """Data rules, fit, line with bands, and today's level: what a page asks for."""
    found = average(records, answer="Yes", as_of=max(r.end for r in records if r.end))
    level(found)
    for line in found.lines:
        line.band(0.8), line.band(0.95), line.next_band(0.95)


def _time(work: Callable[[], object], times: int) -> float:
    """The median; what is loaded on first use is loaded before."""
    run(polls(10))
    taken = []
    for _round in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def baseline(records: list[PollRecord]) -> tuple[float, str]:
    """Seconds of statsmodels for a fit, or estimated from one likelihood times our number."""
    chosen = choose(records, answer="Yes", as_of=max(r.end for r in records if r.end))
    observed = observe(chosen)
    task = fitting._Task(observed, float(observed.share.mean()), PRIORS)  # noqa: SLF001
    evaluations = _evaluations(task)
    scales = np.exp(PRIORS.log_scales)
    start = time.perf_counter()
    repeats = 3 if len(observed) <= 100 else 1
    for _round in range(repeats):
        state_space(observed, scales).loglike()
    one = (time.perf_counter() - start) / repeats
    # Without an analytic gradient each step costs a likelihood a scale more.
    return one * evaluations * 5, f"{one * 1e3:.0f} ms a likelihood, {evaluations} steps of 5"


def _evaluations(task: fitting._Task) -> int:
    calls = 0
    value = task.value

    def counted(steps: np.ndarray) -> tuple[float, np.ndarray]:
        nonlocal calls
        calls += 1
        return value(steps)

    from scipy.optimize import minimize  # noqa: PLC0415

    minimize(counted, np.zeros(5), jac=True, method="L-BFGS-B", bounds=[(-6, 6)] * 5,
             options={"maxiter": 60, "ftol": 1e-10, "gtol": 1e-4})  # fmt: skip
    return calls


def state_space(observed: Observed, scales: np.ndarray) -> KalmanSmoother:
    """As in tests/evidence/test_oracles.py."""
    points, count = observed.points, len(observed)
    design, variances = [np.ones(count)], [PRIORS.level**2]
    for code, spread in (
        (points.pollster, scales[1] ** 2), (points.variant, scales[3] ** 2),
        (points.population, PRIORS.population**2), (points.family, PRIORS.family**2),
    ):  # fmt: skip
        for value in range(code.max() + 1):
            design.append((code == value).astype(float))
            variances.append(spread)
    states = len(design)
    model = KalmanSmoother(k_endog=1, k_states=states, k_posdef=1)
    model.bind(observed.share[:, None] - observed.share.mean())
    model["design"] = np.array(design)[None]
    model["transition"] = np.eye(states)
    model["selection"] = np.eye(states)[:, :1]
    walked = np.maximum(np.diff(points.day, append=points.day[-1]), 0)
    model["state_cov"] = (scales[0] ** 2 * walked)[None, None]
    model["obs_cov"] = kernel.noise(observed, scales)[None, None]
    model.initialize_known(np.zeros(states), np.diag(variances))
    return model


def _peak(count: int) -> int:
    """MB at most of a process of its own that does nothing but average so many polls."""
    command = [sys.executable, __file__, str(count)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _memory(count: int) -> None:
    """The process's own peak: `ru_maxrss` would be that of the process which started it."""
    run(polls(count))
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    print(int(peak.split()[1]) // 1024)


if __name__ == "__main__":
    main()
