"""Runs the suite on both databases and with the browser, and says what this machine lacks.

    python tests/run.py [--coverage] [what pytest takes]

With DATABASE_URL set it runs once, there. The exit code is that of the first run that failed.
"""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import chromium, postgres


def main(arguments: list[str]) -> int:
    covered = "--coverage" in arguments
    rest = [argument for argument in arguments if argument != "--coverage"]
    _say_what_is_missing()
    if os.environ.get("DATABASE_URL"):
        return _pytest("the database of DATABASE_URL", {}, rest, covered=covered)
    codes = [_pytest("SQLite", {}, rest, covered=covered)]
    if postgres.programs() is not None:
        with postgres.running() as url:
            # Pages look the same on both databases, so the browser is driven once.
            once = ["-m", "not browser and not endure"] if "-m" not in rest else []
            codes.append(
                _pytest("PostgreSQL", {"DATABASE_URL": url}, [*once, *rest], covered=covered)
            )
    return next((code for code in codes if code != 0), 0)


def _say_what_is_missing() -> None:
    lacking = []
    if postgres.programs() is None and not os.environ.get("DATABASE_URL"):
        lacking.append("no PostgreSQL found: SQLite only (sudo apt install postgresql)")
    if chromium.path() is None:
        lacking.append("no Chromium found: no browser tests (sudo apt install chromium)")
    for line in lacking:
        print(f"Skipped: {line}", flush=True)  # noqa: T201
    if lacking and os.environ.get("CI") == "true":
        sys.exit("CI=true, and something was skipped: that counts as a failure.")


def _pytest(
    database: str, environment: dict[str, str], arguments: list[str], *, covered: bool
) -> int:
    print(f"\n== The tests on {database}", flush=True)  # noqa: T201
    module = ["coverage", "run", "-m", "pytest"] if covered else ["pytest"]
    workers = [] if any(a == "-n" or a.startswith("-n") for a in arguments) else ["-n", "2"]
    command = [sys.executable, "-m", *module, *workers, *arguments]
    code = subprocess.call(command, env=os.environ | environment)  # noqa: S603
    # Tests of one database alone may be all that was asked for.
    nothing_here = 5
    return 0 if code == nothing_here and environment else code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
