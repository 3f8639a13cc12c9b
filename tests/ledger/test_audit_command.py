"""`undersigned audit URL` over HTTP, as a stranger with nothing but the address runs it."""

import io
import json
import subprocess
import sys
import time

import pytest

from tests.ledger import logs, web
from undersigned.ledger import (
    audit_command,
    auditing,
    breakdowns,
    leaves,
    notes,
    stores,
)


@pytest.fixture
def site():
    with web.serving() as made:
        yield made


@pytest.fixture
def audit(tmp_path):
    def run(*words):
        out, err = io.StringIO(), io.StringIO()
        code = audit_command.main([*words, "--state", str(tmp_path)], out=out, err=err)
        return code, out.getvalue() + err.getvalue()

    return run


def serve(site, entries, **files):
    store = logs.log(entries)
    site.files.clear()
    site.log(store, logs.KEY.vkey())
    found = auditing.audit(store, key=logs.KEY, today=logs.DAY)
    facts = found.figures[logs.petition()].facts()
    facts |= {"petition": str(logs.petition()), "size": found.checkpoint.size}
    site.files["/library/count.json"] = json.dumps(facts).encode()
    site.files |= files
    return store


def test_a_right_log_ends_with_0_and_is_remembered(site, audit):
    serve(site, logs.crowd(600))
    code, said = audit(f"{site.url}/library/")

    assert code == 0
    assert "601 leaves are signed" in said
    assert "600 count = 600 signed - 0 removed + 0 carried over" in said
    assert f"Compared with {site.url}/library/count.json" in said
    assert "Seen for the first time" in said

    serve(site, logs.crowd(900))
    code, said = audit(site.url)
    assert (code, "It continues 1 checkpoints that were seen before" in said) == (0, True)


def test_where_signatures_came_from_is_compared_with_what_the_log_binds(site, audit):
    told = breakdowns.make(
        petition=logs.petition(), size=13, countries={"US": 12}, states={"US-NH": 12}
    )
    tally = leaves.Tally(logs.petition(), 13, 12, breakdowns.digest(told))
    served = {"breakdowns": [{"leaf": 13, "breakdown": told}]}
    serve(site, [*logs.crowd(12), tally])
    site.files["/library/breakdowns.json"] = json.dumps(served).encode()
    code, said = audit(f"{site.url}/library/")
    assert code == 0
    assert "1 breakdowns by place are those that the log binds." in said

    told["by_region"] = {"US-OH": 12}
    site.files["/library/breakdowns.json"] = json.dumps(served).encode()
    code, said = audit(f"{site.url}/library/")
    assert code == 1
    assert "breakdown of leaf 13: its hash is not the one in the log" in said


def test_it_is_a_command_that_needs_no_settings(site, tmp_path):
    serve(site, logs.crowd(10))
    done = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-m", "undersigned", "audit", site.url, "--state", str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={"DATABASE_URL": "nonsense", "PATH": ""},
    )  # fmt: skip

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "All is right.")


def test_a_flipped_byte_is_found(site, audit):
    serve(site, logs.crowd(600))
    data = site.files["/log/tile/entries/001"]
    site.files["/log/tile/entries/001"] = data[:999] + bytes([data[999] ^ 1]) + data[1000:]

    code, said = audit(site.url)

    assert code == 1
    assert "The count does not stand." in said


def test_a_dropped_leaf_is_found_by_the_second_run(site, audit):
    serve(site, logs.crowd(600))
    assert audit(site.url)[0] == 0
    entries = logs.crowd(700)
    del entries[77]
    serve(site, entries)

    code, said = audit(site.url)

    assert code == 1
    assert "the first 601 leaves are not those of a checkpoint saved before" in said


def test_a_rewritten_checkpoint_is_found(site, audit):
    serve(site, logs.crowd(600))
    other = logs.log(logs.crowd(600, region="US-NV"))
    site.files["/log/checkpoint"] = other.files["checkpoint"]

    assert "the signed root is not that of the leaves" in audit(site.url)[1]


def test_a_doubled_commitment_is_found(site, audit):
    entries = logs.crowd(600)
    entries[500] = entries[12]
    serve(site, entries)

    assert "leaf 500: its commitment was used before, by leaf 12" in audit(site.url)[1]


def test_a_count_that_does_not_match_is_found(site, audit):
    serve(site, logs.crowd(600))
    facts = json.loads(site.files["/library/count.json"]) | {"count": 700}
    site.files["/library/count.json"] = json.dumps(facts).encode()

    code, said = audit(site.url, "--count", f"{site.url}/library/")

    assert code == 1
    assert f"{site.url}/library/count.json: it says count 700, and the log says 600" in said


def test_another_key_than_the_first_time_is_a_fault(site, audit):
    serve(site, logs.crowd(5))
    assert audit(site.url)[0] == 0
    other = notes.Signer.from_seed(logs.ORIGIN, bytes(32)).key
    site.log(stores.MemoryStore(), other.vkey())

    code, said = audit(site.url)
    assert (code, "was first seen. Ask its operator why" in said) == (1, True)
    assert audit(site.url, "--key", logs.KEY.vkey())[0] == 0


def test_a_wrong_key_given_once_is_not_remembered(site, audit):
    serve(site, logs.crowd(5))
    assert audit(site.url)[0] == 0
    other = notes.Signer.from_seed(logs.ORIGIN, bytes(32)).key

    assert audit(site.url, "--key", other.vkey())[0] == 1
    code, said = audit(site.url)

    assert (code, "It continues 1 checkpoints" in said) == (0, True)


@pytest.mark.parametrize("status", [500, 403, 301])
def test_a_server_that_refuses_was_not_checked(site, audit, status):
    serve(site, logs.crowd(5))
    site.statuses["/log/checkpoint"] = status

    code, said = audit(site.url)

    assert (code, f"/log/checkpoint answers {status}" in said) == (3, True)


def test_a_site_without_a_log_was_not_checked(site, audit):
    assert audit(site.url)[0] == 3


def test_a_file_without_end_is_not_read_to_the_end(site, audit):
    serve(site, logs.crowd(5))
    site.files["/log/checkpoint"] = b"x" * (2 * 1024 * 1024)

    code, said = audit(site.url)

    assert (code, "is longer than" in said) == (3, True)


def test_the_time_limit_ends_a_slow_server(site, audit):
    serve(site, logs.crowd(5))
    site.delay = 5
    began = time.monotonic()

    code, said = audit(site.url, "--seconds", "0.3")

    assert (code, "the time was up" in said) == (3, True)
    assert time.monotonic() - began < 4


def test_a_machine_that_is_away_and_an_address_that_is_none_are_told_apart(site, audit):
    assert "cannot be read" in audit("http://127.0.0.1:9/")[1]
    assert "not a web address" in audit("ftp://example.org/")[1]
