"""Two ways of writing one thing are equal, and different things stay different."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from undersigned.lib import hashing, text

ADDRESSES = some.builds(
    "{}@{}".format,
    some.text(min_size=1, max_size=20),
    some.sampled_from(["gmail.com", "GoogleMail.com", "example.org", "bücher.example", "a..b"]),
)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Ana.Lopez@Example.ORG", "ana.lopez@example.org"),
        ("  ana@example.org ", "ana@example.org"),
        ("ana.lopez+news@gmail.com", "analopez@gmail.com"),
        ("AnaLopez@googlemail.com", "analopez@gmail.com"),
        ("ana.lopez+news@outlook.com", "ana.lopez@outlook.com"),
        ("ana.lopez+news@hotmail.co.uk", "ana.lopez@hotmail.co.uk"),
        ("ana+news@outlook.fr", "ana@outlook.fr"),
        ("ana+news@live.example.org", "ana+news@live.example.org"),
        ("ana+news@example.org", "ana+news@example.org"),
        ("+news@gmail.com", "+news@gmail.com"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@a..b", "ana@a..b"),
    ],
)
def test_one_mailbox_has_one_canonical_address(typed, canonical):
    assert text.canonical_address(typed) == canonical


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("ana@example.org", "example.org"),
        ("ana@mail.example.org", "example.org"),
        ("ana@example.co.uk", "example.co.uk"),
        ("ana@mail.example.co.uk", "example.co.uk"),
        ("ana@cleveland.k12.oh.us", "k12.oh.us"),
        ("bot@one.ab1.io", "ab1.io"),
        ("bot@two.abc.de", "abc.de"),
        ("bot@a.b.c.example.tk", "example.tk"),
    ],
)
def test_what_somebody_registered_is_one_mail_domain_with_all_below_it(address, domain):
    assert text.mail_domain(address) == domain


@given(ADDRESSES)
@example("İ@example.org")
def test_a_canonical_address_is_its_own_canonical_form(address):
    canonical = text.canonical_address(address)

    assert text.canonical_address(canonical) == canonical


@given(some.text(max_size=30))
def test_the_way_unicode_is_composed_does_not_count(local):
    composed = unicodedata.normalize("NFC", local)
    taken_apart = unicodedata.normalize("NFD", local)

    assert text.canonical_address(f"a{composed}@example.org") == text.canonical_address(
        f"a{taken_apart}@example.org"
    )


def test_an_address_kept_as_a_hash_cannot_be_read_and_depends_on_our_key(settings):
    ours = hashing.address_hash("ana@example.org")
    settings.ADDRESS_KEY = "another"

    assert len(ours) == 64
    assert "ana" not in ours
    assert hashing.address_hash("ana@example.org") != ours


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ana", "López"), ("ana lopez",)),
        (("Ana-María", "O'Neill"), ("anamaria", "oneill")),
        (("STRASSE",), ("Straße",)),
    ],
)
def test_case_accents_and_punctuation_do_not_tell_names_apart(one, other):
    assert text.canonical_name(*one) == text.canonical_name(*other)


def test_different_people_have_different_names():
    assert text.canonical_name("Ana", "López") != text.canonical_name("Ben", "López")
