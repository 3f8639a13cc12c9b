"""`undersigned verify RECEIPT`: a signer holds the log to its word from the command line."""

import io

import pytest

from tests.ledger import logs, web
from undersigned.ledger import leaves, openings, proofs, tiles, verify_command

SECRETS = proofs.Secrets(logs.digest("s1"), logs.digest("s2"), logs.digest("tag"))
WORDS = {"email": "ana.lopez@example.org", "name": "Ana Lopez", "locality": "43004"}
ANA = leaves.Sign(logs.petition(), 0, logs.DAY, "US-OH", openings.commitment(SECRETS, **WORDS))
MINE = ["--email", "Ana.Lopez@Example.org", "--name", "Ana Lopez", "--zip", "43004"]


@pytest.fixture
def verify(tmp_path):
    with web.serving() as site:

        def run(*words, now, then=400, index=300):
            """The receipt of the tree of `then` leaves, checked when the log is `now`."""
            store = logs.log(now[:then])
            hashes = tiles.Reader(store, then).inclusion(index)
            proof = proofs.Proof(index, hashes, store.files["checkpoint"], SECRETS.data())
            (tmp_path / "signature.tlog-proof").write_bytes(proof.data())
            site.log(logs.log(now), logs.KEY.vkey())
            site.replaced(site)
            out, err = io.StringIO(), io.StringIO()
            given = [str(tmp_path / "signature.tlog-proof"), "--log", site.url, *words]
            code = verify_command.main(
                [*given, "--state", str(tmp_path / "state")], out=out, err=err
            )
            return code, out.getvalue() + err.getvalue()

        site.replaced = lambda _site: None
        run.site = site
        yield run


def log(*later, size=400):
    entries = logs.crowd(size - 1)
    entries[300] = ANA
    return [*entries, *later]


def test_a_signature_that_counts_is_right_in_five_lines(verify):
    code, said = verify(*MINE, now=log(*(logs.signing(f"later {n}") for n in range(500))))

    assert code == 0
    assert said.splitlines() == [
        f"Right: {logs.ORIGIN} signed a tree of 400 entries.",
        f"Right: entry 300 of it is a signature of 2026-10-14 under {logs.petition()}.",
        "Right: it is the signature of the name and address that you typed.",
        "Right: today's log of 900 entries continues that tree.",
        "Right: no later entry removes it.",
    ]


def test_one_changed_letter_of_the_name_is_refused(verify):
    code, said = verify(*MINE[:3], "Ana Lopes", "--zip", "43004", now=log())

    assert (code, "WRONG: the name, address or ZIP code" in said) == (1, True)


def test_a_removal_is_told_with_its_reason_and_its_end(verify):
    void = leaves.Void(300, "fraud", logs.DAY)

    code, said = verify(now=log(void))
    assert (code, "entry 400 removed this signature (fraud)" in said) == (1, True)
    code, said = verify(now=log(void, leaves.Restore(400, "error", logs.DAY)))
    assert (code, "no later entry removes it" in said) == (0, True)


def test_a_log_that_forgot_the_tree_of_the_receipt_is_wrong(verify):
    def rewrite(site):
        entries = log(*(logs.signing(f"later {n}") for n in range(50)))
        del entries[77]
        site.log(logs.log(entries), logs.KEY.vkey())

    verify.site.replaced = rewrite
    code, said = verify(now=log())

    assert (code, said.splitlines()[-1][:6]) == (1, "WRONG:")


def test_a_log_that_shrank_is_wrong(verify):
    verify.site.replaced = lambda site: site.log(logs.log(log()[:390]), logs.KEY.vkey())

    code, said = verify(now=log())

    assert (code, "some were taken away" in said) == (1, True)


def test_a_receipt_of_another_leaf_than_a_signature_is_wrong(verify):
    assert "entry 0 is no signature" in verify(now=log(), index=0)[1]


def test_what_cannot_be_checked_says_so(verify, tmp_path):
    out, err = io.StringIO(), io.StringIO()

    assert verify_command.main([str(tmp_path / "none")], out=out, err=err) == 3
    assert "No such file" in err.getvalue()
    (tmp_path / "words").write_text("hello")
    assert verify_command.main([str(tmp_path / "words")], out=out, err=err) == 1
    assert "not a c2sp.org/tlog-proof@v1 file" in out.getvalue()
    with pytest.raises(SystemExit):
        verify_command.main([str(tmp_path / "words"), "--email", "ana@example.org"])
