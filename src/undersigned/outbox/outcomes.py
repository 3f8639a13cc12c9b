"""What can come of handing a message over: surely taken, surely not, or unknown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Delivered:
    """The relay answered the content with 250: the message is its business now."""

    code: int = 250
    reply: str = ""


@dataclass(frozen=True)
class Refused:
    """Not delivered, for certain. `permanent` says that asking again is pointless.

    `stage` is where: connect, starttls, auth, limit, mail, rcpt, data, content; at the first
    four it is the connection's trouble, or the account's, and says nothing of this message.
    """

    code: int
    permanent: bool
    stage: str
    reply: str = ""

    @property
    def is_about_connection(self) -> bool:
        return self.stage in ("connect", "starttls", "auth", "limit")


@dataclass(frozen=True)
class Uncertain:
    """The connection broke after the content began: it may have been taken, or not."""

    reply: str = ""


@dataclass(frozen=True)
class Withheld:
    """Not handed over, because its source did not want it any more; the reason is its own."""

    reason: str


Outcome = Delivered | Refused | Uncertain | Withheld

NEVER_LEAVES = Refused(
    550, permanent=True, stage="mail", reply="mail of a demonstration does not leave"
)
