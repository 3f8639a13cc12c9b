"""Canonical text: the forms in which two ways of writing one thing are equal."""

import contextlib
import unicodedata
from functools import lru_cache

# Domains that deliver name+anything@ to name@; those in _DOTLESS also ignore dots.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_SAME_DOMAIN = {"googlemail.com": "gmail.com"}
_PLUS = _DOTLESS | {
    "icloud.com", "me.com", "mac.com", "fastmail.com", "fastmail.fm", "hey.com",
    "protonmail.com", "proton.me", "pm.me", "mail.ru", "inbox.ru", "list.ru", "bk.ru",
    "ya.ru", "mailbox.org", "runbox.com", "zoho.com", "zohomail.com",
}  # fmt: skip
# The same, under the ending of many a country: outlook.fr, hotmail.co.uk.
_PLUS_EVERYWHERE = frozenset({"outlook", "hotmail", "live", "msn", "yandex", "posteo"})

# Below which names anybody registers, in many countries. Short names that are none of these
# (ab1.io) are somebody's own. In the United States also below a state: k12.oh.us.
_SHARED = frozenset({
    "ac", "asn", "co", "com", "ed", "edu", "gen", "go", "gob", "gov", "govt",
    "gouv", "gv", "id", "ind", "info", "k12", "lg", "ltd", "me", "mil", "ne", "net", "nhs",
    "nom", "or", "org", "pe", "plc", "police", "re", "sch", "web",
})  # fmt: skip


@lru_cache(maxsize=5_000)  # whoever folds a batch asks for each several times
def canonical_address(address: str) -> str:
    """The form of an email address under which one mailbox has one supporter.

    Lower case, Unicode NFC, the domain in IDNA; at known providers without what follows `+`,
    and without dots where the provider ignores them. Never mailed: mail goes to the address
    as typed.
    """
    local, _, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    domain = _ascii(domain)
    if _has_plus(domain):
        local = local.split("+", 1)[0] or local
    if domain in _DOTLESS:
        local = local.replace(".", "")
    return f"{local}@{_SAME_DOMAIN.get(domain, domain)}"


@lru_cache(maxsize=10_000)
def _has_plus(domain: str) -> bool:
    everywhere = domain.split(".", 1)[0] in _PLUS_EVERYWHERE
    return domain in _PLUS or (everywhere and mail_domain(domain) == domain)


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
    wide = len(parts) > 2 and len(parts[-1]) == 2 and _is_shared(*parts[-2:])  # noqa: PLR2004
    return ".".join(parts[-3:] if wide else parts[-2:])


def _is_shared(second: str, country: str) -> bool:
    return second in _SHARED or (country == "us" and len(second) == 2)  # noqa: PLR2004


def canonical_name(*parts: str) -> str:
    """A name folded for comparison: case, accents, spaces and punctuation do not count."""
    folded = unicodedata.normalize("NFKD", " ".join(parts)).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
