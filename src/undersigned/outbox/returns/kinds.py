"""What an answer of a mail server means for the address: gone, full, not trusted, later.

The classes are those of RFC 3463's status codes. Only 'hard bounce' says that an address does
not exist; x.7.z says that the receiving side does not trust the sender: nothing of the person.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What came back. HARD, COMPLAINT and LEFT alone stop further mail to it."""

    HARD = "hard"  # the address does not exist
    FULL = "full"  # a soft bounce: the mailbox is full
    TEMPORARY = "temporary"  # a soft bounce: the server could not, and gave up
    BLOCKED = "blocked"  # the sender is not trusted, or limited
    CONTENT = "content"  # this content was refused
    COMPLAINT = "complaint"  # marked as spam by the person
    OTHER = "other"  # refused for a reason that the answer does not tell
    LEFT = "left"  # no failure: unsubscribed at the mail provider


SOFT = (Kind.FULL, Kind.TEMPORARY)
BLOCKS = (Kind.BLOCKED, Kind.CONTENT)
ARRIVED = (Kind.COMPLAINT, Kind.LEFT)  # the person has it

# RFC 3463, with the registry at IANA: subject.detail without the first digit.
_BY_DETAIL = {
    "1.4": Kind.OTHER,  # ambiguous destination
    "1.5": Kind.OTHER,  # destination is valid
    "1.7": Kind.BLOCKED,  # the sender's address
    "1.8": Kind.BLOCKED,
    "1.9": Kind.OTHER,  # relayed to a system that reports nothing
    "2.0": Kind.TEMPORARY,
    "2.1": Kind.HARD,  # mailbox disabled
    "2.2": Kind.FULL,
    "2.3": Kind.CONTENT,  # too long for this mailbox
    "2.4": Kind.TEMPORARY,
    "3.1": Kind.FULL,  # mail system full
    "3.4": Kind.CONTENT,  # too big
    "4.4": Kind.HARD,  # no such host
    "4.7": Kind.TEMPORARY,  # delivery time expired
}
_BY_SUBJECT = {
    "1": Kind.HARD,
    "3": Kind.TEMPORARY,
    "4": Kind.TEMPORARY,
    "5": Kind.OTHER,
    "6": Kind.CONTENT,
    "7": Kind.BLOCKED,
}
_BY_WORDS = (
    # What is said of the sender comes first: 'user unknown' may stand in a server's advice.
    (
        Kind.BLOCKED,
        (
            r"spam|block(?:ed| ?list)|black ?list|reputation|dnsbl|\brbl\b|access denied"
            r"|policy|not (?:authori[sz]ed|allowed)|dmarc|\bspf\b"
        ),
    ),
    (Kind.FULL, r"(?:mailbox|quota|storage)[^.]{0,40}(?:full|exceed)|over ?quota"),
    (
        Kind.HARD,
        (
            r"(?:user|recipient|mailbox|address|account)[^.]{0,40}(?:unknown|not found"
            r"|disabled|does(?: not|n't) exist|not exist|inactive)"
            r"|(?:no such|unknown|invalid) (?:user|recipient|mailbox|address|account)"
        ),
    ),
    (Kind.CONTENT, r"message (?:content|rejected)|virus|too (?:big|large)|size limit"),
)
_WORDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _BY_WORDS)
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_PERMANENT = 500


def classify(*, status: str = "", code: int | None = None, words: str = "") -> Kind:
    """The class by enhanced status ('5.1.1'), else by the words, else by the code's hundreds.

    >>> classify(status="5.1.1").value, classify(status="4.2.2").value
    ('hard', 'full')
    >>> classify(status="5.7.1", words="user unknown").value
    'blocked'
    >>> classify(code=550, words="No such user here").value, classify(code=451).value
    ('hard', 'temporary')
    """
    found = STATUS.search(status) or STATUS.search(words)
    if found and (kind := _by_status(found[1], found[2], found[3])):
        return kind
    lasting = found[1] == "5" if found else code is None or code >= _PERMANENT
    by_words = next((kind for kind, words_ in _WORDS if words_.search(words)), None)
    if by_words and (lasting or by_words != Kind.HARD):
        return by_words
    return Kind.OTHER if lasting else Kind.TEMPORARY


def _by_status(first: str, subject: str, detail: str) -> Kind | None:
    """None where the status says too little: x.0.0, or a subject of no RFC."""
    kind = _BY_DETAIL.get(f"{subject}.{detail}")
    if kind is None and (subject, detail) != ("2", "0"):
        kind = _BY_SUBJECT.get(subject)
    if kind in (Kind.HARD, Kind.OTHER) and first == "4":
        return Kind.TEMPORARY  # 'not now' never means 'does not exist'
    return kind
