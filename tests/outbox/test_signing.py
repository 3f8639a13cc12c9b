"""Signatures of our email, judged by somebody else's verifier (dkimpy)."""

import base64
import re
from io import StringIO

import dkim
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from undersigned.lib import mime
from undersigned.outbox import keys, signing

DOMAIN = "rivervalley.example"


@pytest.fixture
def made(settings, tmp_path):
    """An RSA and an Ed25519 key that sign."""
    settings.DATA = tmp_path
    found = keys.make(DOMAIN, with_ed25519=True)
    keys.switch(DOMAIN, on=True)
    signing._known.cache_clear()
    return found


def message(text="Dear Ana,\n\nthe  office \n.\nstays.\n\n\n", html="<p>Dear Ana</p>"):
    lines = [
        mime.line("From", mime.mailbox("From", "Neighbors of Zoë", f"news@{DOMAIN}")),
        "To: ana@example.org",
        mime.line("Subject", mime.encoded("Subject", "Gute Nachrichten für Zoë " * 6)),
        "Date: Tue, 03 Mar 2026 12:00:00 +0000",
        "List-Unsubscribe: <https://act.example.org/unsubscribe/abc/>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]
    return mime.message(lines, text=text, html=html, boundary="=_b")


def verified(data, made, *, number=0):
    """As a receiving server does it: with what the DNS says, and nothing else."""
    names = {f"{record.name}.": record.value for record in map(keys.record, made)}

    def dns(name, timeout=5):
        return names.get(name.decode() if isinstance(name, bytes) else name, "").encode()

    try:
        return dkim.DKIM(data).verify(idx=number, dnsfunc=dns)
    except dkim.ValidationError:  # the body is another
        return False


@pytest.mark.parametrize("number", [0, 1])
def test_both_signatures_are_accepted(made, number):
    data = signing.signed(message(), sender=f"news@{DOMAIN}")

    assert verified(data, made, number=number)
    assert data.endswith(message())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Dear Ana", b"Dear Eve"),
        (b"To: ana", b"To: eve"),
        (b"unsubscribe/abc", b"unsubscribe/abd"),
        (b"From: ", b"From: eve@example.org\r\nFrom: "),
    ],
)
def test_what_was_changed_on_its_way_is_not_accepted(made, old, new):
    data = signing.signed(message(), sender=f"news@{DOMAIN}")

    changed = data.replace(old, new, 1)

    assert changed != data
    assert not verified(changed, made)


def test_the_signature_says_what_the_rules_ask_for(made):
    data = signing.signed(message(), sender=f"news@{DOMAIN}")

    first = re.sub(rb"\r\n ", b" ", data).split(b"\r\n")[0].decode()
    tags = dict(part.strip().split("=", 1) for part in first.partition(":")[2].split(";"))
    assert (tags["a"], tags["c"], tags["d"]) == ("rsa-sha256", "relaxed/relaxed", DOMAIN)
    assert "l" not in tags
    names = tags["h"].split(":")
    assert names.count("from") == 2
    assert {"list-unsubscribe", "list-unsubscribe-post", "subject", "to"} <= set(names)
    assert len(base64.b64decode(tags["b"].replace(" ", ""))) * 8 == 2048
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_a_subdomain_signs_with_the_key_above_and_a_stranger_not_at_all(made):
    data = message()

    assert verified(signing.signed(data, sender=f"news@act.{DOMAIN}"), made)
    assert signing.signed(data, sender="news@example.org") == data


def test_nothing_is_signed_before_the_record_is_published(settings, tmp_path):
    settings.DATA = tmp_path
    said = StringIO()
    signing._known.cache_clear()

    call_command("dkim", "RiverValley.example", stdout=said)

    assert "undersigned-rsa._domainkey.rivervalley.example. TXT" in said.getvalue()
    assert "v=DKIM1; k=rsa; p=MII" in said.getvalue()
    assert "NOT signed yet" in said.getvalue()
    assert signing.signed(message(), sender=f"news@{DOMAIN}") == message()
    first = [keys.record(key) for key in signing.read(DOMAIN)]
    call_command("dkim", DOMAIN, sign="yes", stdout=said)
    signing._known.cache_clear()
    assert [keys.record(key) for key in signing.read(DOMAIN)] == first
    assert signing.signed(message(), sender=f"news@{DOMAIN}").startswith(b"DKIM-Signature: ")
    assert (signing.folder(DOMAIN) / f"{keys.RSA}.pem").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("domain", ["", "localhost", "../secrets", "a b.example", "a_.example"])
def test_what_is_no_domain_gets_no_key(settings, tmp_path, domain):
    settings.DATA = tmp_path

    with pytest.raises(CommandError, match="is no domain"):
        call_command("dkim", domain)

    assert not list(tmp_path.rglob("*.pem"))


WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs"), include_characters="\t\n "))


@how(max_examples=30, deadline=None)
@given(text=WORDS, html=WORDS)
def test_whatever_is_written_the_signature_holds(made_once, text, html):
    data = message(text=text, html=html)

    assert verified(b"".join([*signing.signatures(data, made_once, at=1), data]), made_once)


@pytest.fixture(scope="module")
def made_once():
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return [signing.Key(DOMAIN, keys.RSA, private)]
