"""Reads a mail that came back: a report of failure (RFC 3464) or a complaint (RFC 5965)."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail

from undersigned.outbox.returns.kinds import STATUS, Kind, classify

LARGEST = 1_000_000  # bytes looked at: a report shows its headers long before
_ADDRESS = re.compile(r"[^\s<>@\"'()]+@[^\s<>@\"'();,]+")
_CODE = re.compile(r"(?:^|[\s;:>-])([45]\d\d)(?=[\s-])")
_NO_COMPLAINTS = ("not-spam", "virus", "auth-failure")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a mail says about another: its kind, the receiving domain, the server's answer.

    `words` holds no address: they are taken out.
    """

    kind: Kind
    domain: str = ""
    status: str = ""
    code: int | None = None
    words: str = ""


def read(data: bytes) -> Report | None:
    """None for a mail that is no report of failure: out of office, 'delayed', spam."""
    mail = message_from_bytes(data[:LARGEST])
    parts = {part.get_content_type(): part for part in mail.walk()}
    if "message/feedback-report" in parts:
        return _complaint(_fields(parts["message/feedback-report"]))
    if "message/delivery-status" in parts:
        return _failure(_groups(parts["message/delivery-status"]))
    if mail.get("X-Failed-Recipients"):
        return _failure_in_words(mail)
    return None


def _complaint(fields: dict[str, str]) -> Report | None:
    """Whatever the type, somebody did not want it; but what only tells of a test is none."""
    if fields.get("feedback-type", "abuse").lower() in _NO_COMPLAINTS:
        return None
    return Report(kind=Kind.COMPLAINT, domain=_domain(fields.get("original-rcpt-to", "")))


def _failure(groups: list[dict[str, str]]) -> Report | None:
    """The first recipient that failed for good: each of our messages has one."""
    failed = (group for group in groups if group.get("action", "").lower() == "failed")
    group = next(failed, None)
    if group is None:
        return None
    to = group.get("final-recipient") or group.get("original-recipient", "")
    return answer(group.get("diagnostic-code", ""), to=to, status=group.get("status", ""))


def _failure_in_words(mail: Mail) -> Report:
    """Exim's report, which has its answer in the text alone."""
    text = next((part for part in mail.walk() if part.get_content_type() == "text/plain"), mail)
    raw = text.get_payload(decode=True)
    words = raw.decode("utf-8", errors="replace")[:2000] if isinstance(raw, bytes) else ""
    return answer(words, to=str(mail.get("X-Failed-Recipients", "")))


def answer(words: str, *, to: str, status: str = "", code: int | None = None) -> Report:
    """What a server said of mail to that address."""
    status = _status(status, words)
    code = _code(words) if code is None else code
    return Report(
        kind=classify(status=status, code=code, words=words),
        domain=_domain(to),
        status=status,
        code=code,
        words=without_addresses(words),
    )


def _status(given: str, words: str) -> str:
    """The server's own status, where it says more than the report's general one."""
    found = STATUS.search(given)
    plain = found[0] if found else ""
    if plain.endswith(".0.0") or not plain:
        better = STATUS.search(words)
        return better[0] if better else plain
    return plain


def _code(words: str) -> int | None:
    found = _CODE.search(words)
    return int(found[1]) if found else None


def _groups(part: Mail) -> list[dict[str, str]]:
    """The fields of a delivery status: of the message first, then of each recipient."""
    inner = part.get_payload()
    blocks = inner if isinstance(inner, list) else []
    return [
        {name.lower(): " ".join(str(value).split()) for name, value in block.items()}
        for block in blocks
        if isinstance(block, Mail)
    ]


def _fields(part: Mail) -> dict[str, str]:
    inner = part.get_payload()
    if isinstance(inner, list):  # the parser takes what follows 'message/' for mail
        block = inner[0] if inner else None
        return {} if block is None else _of(block)
    decoded = part.get_payload(decode=True)
    return _of(message_from_bytes(decoded)) if isinstance(decoded, bytes) else {}


def _of(block: object) -> dict[str, str]:
    if not isinstance(block, Mail):
        return {}
    return {name.lower(): str(value).strip() for name, value in block.items()}


def _domain(field: str) -> str:
    """The domain of 'rfc822; someone@example.org', in lower case."""
    _name, at, domain = field.rpartition("@")
    return re.sub(r"[^a-z0-9.-].*", "", domain.strip().lower())[:253] if at else ""


def without_addresses(words: str) -> str:
    """At most 300 letters, each address in it cut out, and what no database would keep."""
    shown = "".join(letter for letter in " ".join(words.split()) if letter.isprintable())
    return _ADDRESS.sub("…", shown)[:300]
