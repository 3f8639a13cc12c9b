"""An import is killed, again and again: it ends as one that nobody killed, row for row."""

import time

import pytest

from tests.kills.moments import random_moments

pytestmark = [pytest.mark.kills]

POINTS = ("importing.before_commit", "importing.after_slice")
_AGREED = ("--agreed", "everyone", "--basis", "Ticked a box")


def write(path, rows):
    """Repeats, people who left, bounces and refused rows among the others."""
    lines = ["email,first name,zip,status,tags,shoes,petition,signed at,first seen"]
    for number in range(rows):
        kind = number % 10
        address = f"p{number - 7 if kind == 9 else number}@example.org"
        status = {3: "unsubscribed", 4: "bounced"}.get(kind, "")
        lines.append(
            f"{'nobody' if kind == 5 else address},P{number},4570{kind},{status},"
            f"t{number % 40},{kind},Save the library,2019-01-0{kind % 9 + 1},2015-03-04"
        )
    path.write_text("\n".join(lines))
    return path


def following(installation, first):
    """What an operator does after a crash; None when it is over."""
    installation.ask("lapse")
    uuid, state = installation.ask("moving", "killed")
    if state == "done":
        return None
    return ("import", "--resume", uuid) if uuid else first


def compare(installation, rows):
    whole, killed = (installation.ask("brought", slug) for slug in ("whole", "killed"))
    assert killed == whole
    assert whole["rows"] == rows


@pytest.mark.parametrize("rows", [1_000, pytest.param(60_000, marks=pytest.mark.endure)])
def test_an_import_that_is_killed_goes_on_to_the_same_end(installation, tmp_path, rows):
    file = write(tmp_path / "list.csv", rows)
    installation.ask("organisations", "whole", "killed")
    installation.run("import", str(file), "--organisation", "whole", *_AGREED, code=2)
    moments = random_moments()
    last = 20 if rows > 10_000 else 5

    command = first = ("import", str(file), "--organisation", "killed", *_AGREED)
    for turn in range(last):
        point = f"{POINTS[turn % 2]}:{moments.randint(1, 2 if rows < 10_000 else 6)}"
        installation.start(*command, fault=point)
        if turn % 3 == 2:  # a third of them anywhere at all
            time.sleep(moments.uniform(0, 1.5))
            installation.kill("import")
        else:
            installation.wait_for_death("import")
        command = following(installation, first)
        if command is None:
            break
    if command is not None:
        installation.start(*command)
        assert installation.wait_for_death("import") == 2

    compare(installation, rows)
