"""A list is brought in while its process is killed: each row of it once."""

import pytest

pytestmark = [pytest.mark.kills]

ROWS = 1_500


def test_an_import_that_is_killed_goes_on_where_it_was(installation, tmp_path):
    installation.ask("organisation")
    people = [f"rosa{number}@example.org" for number in range(ROWS)]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(["email", *people]) + "\n")

    installation.start("import", str(path), fault="importing.before_commit:2")
    installation.dies("import")
    begun = installation.ask("imported")
    assert 0 < begun["done"] < ROWS
    assert begun["done"] == len(begun["emails"]), "it is as far as it says"
    installation.ask("lapse")
    installation.start("worker", "--only", "clock", fault="importing.after_slice:1")
    installation.dies("worker")
    installation.ask("lapse")
    installation.start("worker")
    installation.wait_until(lambda: installation.ask("imported")["state"] == "done")

    found = installation.ask("imported")
    assert sorted(found["emails"]) == sorted(people)
    assert found["found"]["new"] == ROWS
