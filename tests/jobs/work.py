"""Work that tests let the worker do."""

from datetime import datetime
from pathlib import Path

from django_tasks import task

done: list[object] = []


@task()
def write_down(what: object) -> None:
    done.append(what)


@task(priority=5)
def hurry(what: object) -> None:
    done.append(what)


@task()
def fail(address: str) -> None:
    raise ValueError(f"no such address: {address}")


@task()
def leave_a_line(path: str) -> None:
    with Path(path).open("a", encoding="ascii") as file:
        file.write("done\n")


def drain(*, at: datetime) -> int:
    """Two the first time, then one less each time."""
    done.append(at)
    return max(0, 3 - len(done))


def break_down(*, at: datetime) -> int:
    address = "ana" + "@example.org"
    raise KeyError(address)
