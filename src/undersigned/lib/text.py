"""Canonical text: the forms in which two ways of writing one thing are equal."""

import contextlib
import unicodedata
from functools import lru_cache

# Domains that deliver name+anything@ to name@; those in _DOTLESS also ignore dots.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_SAME_DOMAIN = {"googlemail.com": "gmail.com"}
_PLUS = _DOTLESS | {
    "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com", "fastmail.com",
    "protonmail.com", "proton.me", "pm.me",
}  # fmt: skip


def canonical_address(address: str) -> str:
    """The form of an email address under which one mailbox has one supporter.

    Lower case, Unicode NFC, the domain in IDNA; at known providers without what follows `+`,
    and without dots where the provider ignores them. Never mailed: mail goes to the address
    as typed.
    """
    local, _, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    domain = _ascii(domain)
    if domain in _PLUS:
        local = local.split("+", 1)[0] or local
    if domain in _DOTLESS:
        local = local.replace(".", "")
    return f"{local}@{_SAME_DOMAIN.get(domain, domain)}"


@lru_cache(maxsize=10_000)
def _ascii(domain: str) -> str:
    """In IDNA, where it can be: a list of a million has few domains."""
    with contextlib.suppress(UnicodeError):
        return domain.encode("idna").decode("ascii")
    return domain


def mail_domain(canonical: str) -> str:
    """The domain that somebody registered, of a canonical address.

    Whoever owns a domain has as many below it as they like, so those count as one: the last
    two parts, three where the second last is a country's own 'co', 'ac', 'gov'.
    """
    parts = canonical.rpartition("@")[2].split(".")
    wide = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3  # noqa: PLR2004
    return ".".join(parts[-3:] if wide else parts[-2:])


def canonical_name(*parts: str) -> str:
    """A name folded for comparison: case, accents, spaces and punctuation do not count."""
    folded = unicodedata.normalize("NFKD", " ".join(parts)).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
