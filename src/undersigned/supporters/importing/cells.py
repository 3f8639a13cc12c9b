"""What one cell says, in the ways that systems write it."""

import json
import re
from datetime import UTC, datetime
from functools import lru_cache

from undersigned.places import countries, postal, regions
from undersigned.supporters.files import moments

YES, NO, BOUNCED, COMPLAINED, NEVER, UNKNOWN = (
    "yes", "no", "bounced", "complained", "never", "unknown",
)  # fmt: skip
_STATUSES = {
    YES: "subscribed active enabled optedin optin yes true 1 confirmed y",
    NO: "unsubscribed notsubscribed optedout optout disabled blocklisted blacklisted no false "
    "0 n unsubscribe donotemail suppressed archived deleted",
    BOUNCED: "bouncing bounced bounce cleaned undeliverable invalid hardbounce bad",
    COMPLAINED: "complained spam complaint spamcomplaint abuse reportedspam markedasspam",
    NEVER: "never none nonsubscribed pending unknown noopinion transactional unconfirmed",
}
_WORDS = {word: status for status, words in _STATUSES.items() for word in words.split()}
_NOT_YES = frozenset({"", "0", "n", "no", "f", "false", "off", "none", "null"})

_ADDRESS = re.compile(
    r"[^@\s,;:<>()\[\]\"\\]+@(?:[^@\s,;:<>()\[\]\"\\.]+\.)+[^@\s,;:<>()\[\]\"\\.]{2,}"
)
_PACKED = re.compile(r"[^<>]*<([^<>]+)>")
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
_LONGEST_ADDRESS, _LONGEST_TAG, _MOST_TAGS = 254, 60, 200


def clean(text: str) -> str:
    """Without spaces around it and without what no database or page can hold."""
    text = text.strip()
    if text.isprintable():
        return text
    kept = "".join(
        letter if letter.isprintable() or letter in "\n\t" else " " for letter in text
    )
    return kept.strip()


def address(text: str) -> str:
    """The email address in the cell, or '' if it can be none."""
    if text.endswith(">") and (packed := _PACKED.fullmatch(text)):
        text = packed[1].strip()
    text = text.removeprefix("mailto:").rstrip(".")
    good = len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None
    return text if good else ""


@lru_cache(maxsize=1000)
def status(text: str) -> str:
    """What the word means; a table's file name, as Mailchimp gives it, means its first word."""
    word = (
        text.rpartition("/")[2].partition("_")[0] if text.endswith((".csv", ".txt")) else text
    )
    folded = "".join(letter for letter in word.casefold() if letter.isalnum())
    return _WORDS.get(folded, UNKNOWN)


def is_yes(text: str) -> bool:
    return text.casefold() not in _NOT_YES


@lru_cache(maxsize=10_000)
def moment(text: str) -> datetime | None:
    """None for what is no date, or none that a list of people could hold."""
    if text.startswith("0000-00-00"):
        return None
    found = moments.read(text)
    return found if found is not None and found >= _EARLIEST else None


def full_name(text: str) -> tuple[str, str]:
    """Given and family name: 'Diaz, Rosa' and 'Rosa Diaz'. One word is a given name."""
    family, comma, given = text.partition(",")
    if comma:
        return given.strip(), family.strip()
    given, _space, family = text.rpartition(" ")
    return (given.strip(), family) if given else (family, "")


@lru_cache(maxsize=10_000)
def tags(text: str) -> tuple[str, ...]:
    """Between commas, or semicolons; Mailchimp puts each in quotes, we write a JSON list."""
    parts = re.split(r"[,;|]", text)
    words = (" ".join(part.replace('"', "").split())[:_LONGEST_TAG] for part in parts)
    return tuple(word for word in dict.fromkeys(words) if word)[:_MOST_TAGS]


def attributes(text: str) -> dict[str, str]:
    """A cell with a JSON object, as listmonk has it; what is no object is kept whole."""
    try:
        thing = json.loads(text)
    except (ValueError, RecursionError):
        thing = None
    if not isinstance(thing, dict):
        return {"attributes": text}
    return {
        clean(key): clean(_plain(value))
        for key, value in thing.items()
        if value not in (None, "", [], {})
    }


def _plain(value: object) -> str:
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value)


def whole_address(text: str) -> dict[str, str]:
    """Mailchimp parts street, city, state, ZIP and country by two spaces."""
    parts = [part.strip() for part in re.split(r"\s{2,}|\n", text) if part.strip()]
    if len(parts) < 4:  # noqa: PLR2004  street, city, state, ZIP
        return {"street": " ".join(parts)}
    found = {}
    if _country(parts[-1]) and not parts[-1].isdigit() and len(parts) > 4:  # noqa: PLR2004
        found["country"] = parts.pop()
    found["postal_code"], found["region"], found["city"] = parts.pop(), parts.pop(), parts.pop()
    return {"street": ", ".join(parts), **found}


@lru_cache(maxsize=50_000)
def place(country: str, region: str, code: str) -> tuple[str, str, str, tuple[str, ...]]:
    """The three in their written form, and why which is left out because it cannot be one.

    A state that the file does not name is taken from the code.
    """
    without = []
    if country and not (known := _country(country)):
        without.append("country")
        country = ""
    elif country:
        country = known
    where = country or "US"
    if region and not (state := _region(where, region)):
        without.append("region")
        region = ""
    elif region:
        region = state
    if code:
        code = _code(where, code, region)
        if not code:
            without.append("postal_code")
        elif not region:
            region = _state(where, code)
    return country, region, code, tuple(without)


@lru_cache(maxsize=50_000)
def _code(country: str, text: str, region: str) -> str:
    """'' for what can be none. A spreadsheet ate the zero of 02134 if its state says so."""
    if country == "US" and text.isdigit() and 3 <= len(text) <= 4:  # noqa: PLR2004
        whole = text.zfill(5)
        state = postal.state_of(country, whole)
        return whole if state and region in {"", state} else ""
    try:
        return postal.normalise(country, text)
    except postal.PostalCodeError:
        return ""


@lru_cache(maxsize=50_000)
def _state(country: str, code: str) -> str:
    return postal.region_of(country, code)


@lru_cache(maxsize=10_000)
def _region(country: str, text: str) -> str:
    return regions.code_of(country, text)


@lru_cache(maxsize=1_000)
def _country(text: str) -> str:
    """The code of a country written as code or English name; '' if unknown."""
    word = " ".join(text.split()).casefold().replace(".", "")
    if word in {"usa", "united states of america", "united states"}:
        return "US"
    if word in {"uk", "great britain", "england"}:
        return "GB"
    if word.upper() in countries.NAMES:
        return word.upper()
    return next(
        (code for code, name in countries.NAMES.items() if str(name).casefold() == word), ""
    )
