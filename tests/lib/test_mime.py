"""What is written by hand is read by Python's parser as it was meant."""

import quopri
import re
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.lib import mime

# What people type: no control characters but line breaks, no lone surrogates.
words = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300)
lines = st.lists(words, max_size=8).map("\n".join)


def same(one: str, other: str) -> bool:
    """But for how lines end, and what stands behind the last."""
    return one.replace("\r\n", "\n").rstrip() == other.rstrip()


@given(subject=words.map(str.strip), text=lines, html=lines)
def test_subject_text_and_html_come_back_as_they_were(
    subject: str, text: str, html: str
) -> None:
    head = [mime.line("Subject", mime.encoded("Subject", subject))]

    data = mime.message(head, text=text, html=html.strip() and html, boundary="=_b")

    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    mail = message_from_bytes(data, policy=default)
    assert not mail.defects
    assert " ".join(str(mail["Subject"]).split()) == " ".join(subject.split())
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert same(plain.get_content(), text)
    found = mail.get_body(("html",))
    assert (found is not None) == bool(html.strip())
    assert found is None or same(found.get_content(), html)


@given(st.text("ab=. \t\r\nä", max_size=400))
def test_whatever_breaks_a_line_goes_out_as_crlf(text: str) -> None:
    data = mime.quoted(text)

    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", data)
    assert all(len(line) <= 76 for line in data.split(b"\r\n"))
    meant = re.sub(r"\r\n|\r", "\n", text).rstrip()
    assert same(quopri.decodestring(data).decode(), meant)


BREAKS = [*"a.\x0b\x0c\x1c\x1e\x85\u2028", "é ", "Bcc: x"]


@given(value=st.lists(st.sampled_from(BREAKS)).map("".join))
def test_a_header_goes_on_in_lines_that_begin_with_a_blank(value: str) -> None:
    """Python folds at a form feed too, and a line with a dot alone would end the message."""
    _first, *others = mime.encoded("List-Id", value).split("\r\n")

    assert all(line[:1] in {" ", "\t"} for line in others)


def test_no_line_of_a_header_begins_with_a_dot() -> None:
    with pytest.raises(mime.WrongHeaderError):
        mime.message(["Subject: a\r\n.\r\nMAIL FROM:<b@c>"], text="", html="", boundary="b")


@pytest.mark.parametrize("value", ["a\r\nBcc: b@example.org", "a\0b", "a\nb"])
def test_nothing_begins_another_header(value: str) -> None:
    with pytest.raises(mime.WrongHeaderError, match="Subject holds a line break"):
        mime.encoded("Subject", value)


@pytest.mark.parametrize("name", ["", "Ana Lopez", 'Ana "the" Lopez, Dayton', "Ana López"])
def test_a_mailbox_is_a_name_and_an_address_in_ascii(name: str) -> None:
    line = mime.line("To", mime.mailbox("To", name, "ana@bücher.example"))

    assert line.isascii()
    mail = message_from_bytes(f"{line}\r\n\r\n".encode(), policy=default)
    (read,) = mail["To"].addresses
    assert (read.display_name, read.addr_spec) == (name, "ana@xn--bcher-kva.example")


@pytest.mark.parametrize(
    "address", ["", "ana", "@example.org", "a b@c.org", "a@c d.org", "a@c.org,d.org"]
)
def test_what_is_no_address_is_refused_by_the_name_of_its_header(address: str) -> None:
    with pytest.raises(mime.WrongHeaderError, match=r"^To "):
        mime.address("To", address)


@pytest.mark.parametrize(
    ("name", "typed", "stands"),
    [
        ("To", "josé@müller.example", "josé@xn--mller-kva.example"),
        ("To", "ana@müller.example", "ana@xn--mller-kva.example"),
    ],
)
def test_letters_beyond_ascii_stand_in_the_domain_as_idna_and_before_the_at_in_to(
    name, typed, stands
):
    assert mime.address(name, typed) == stands


def test_a_sender_has_no_letters_beyond_ascii():
    with pytest.raises(mime.WrongHeaderError, match="From is no address"):
        mime.address("From", "josé@example.org")
