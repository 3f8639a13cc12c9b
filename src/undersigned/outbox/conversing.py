"""One connection to a relay: its greeting, TLS, sign-in, then a message after another.

With PIPELINING the envelope of the next message goes out with the content of the last, so that
each costs one round trip. Answers come in the order of the commands: each is taken off the list
of what is expected, and can belong to no other message. At most one content at a time is
without an answer; it alone is uncertain when the line breaks.
"""

import asyncio
import re
from collections import deque
from typing import Protocol

from undersigned.lib import faults
from undersigned.outbox.items import Item
from undersigned.outbox.outcomes import Delivered, Outcome, Refused, Uncertain
from undersigned.outbox.replies import Replies, Reply, WrongReplyError

_OK, _FORWARDED, _GO_ON, _CLOSING, _PERMANENT = 250, 251, 354, 421, 500
_BARE = re.compile(rb"\r\n|\r|\n")


class Owner(Protocol):
    """Who gives a conversation its work and is told what comes of it."""

    def next_for(self, conversation: "Conversation") -> Item | None: ...

    def ready(self, conversation: "Conversation", item: Item) -> None: ...

    def done(self, item: Item, outcome: Outcome) -> None: ...

    def again(self, item: Item, refused: Refused) -> None: ...

    def gone(self, conversation: "Conversation") -> None: ...

    def time(self) -> float: ...


class Conversation(asyncio.Protocol):
    """`opening.open_connection` brings it to where messages can go."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._replies = Replies()
        self._waiter: asyncio.Future[Reply] | None = None  # while it is being opened
        self._early: deque[Reply] = deque()
        self._expected: deque[str] = deque()
        self._envelope: Item | None = None
        self._refused: Refused | None = None  # of the envelope
        self._content: Item | None = None
        self._at_data = False  # the relay waits for the content of the envelope
        self._moved_at = owner.time()
        self.transport: asyncio.Transport | None = None
        self.offers: dict[str, str] = {}
        self.is_open = False
        self.is_lost = False
        self.place: object = None  # the owner's: which relay it is

    # asyncio's names

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  what create_connection makes
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._moved_at = self._owner.time()
        try:
            for reply in self._replies.feed(data):
                self._take(reply)
        except WrongReplyError:
            self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost, self.is_open = True, False
        words = f"{type(exc).__name__}: {exc}"[:500] if exc else "the relay hung up"
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(ConnectionError(words))
        if self._content is not None:
            self._owner.done(self._content, Uncertain(words))
        if self._envelope is not None:
            refused = Refused(_CLOSING, permanent=False, stage=self._stage(), reply=words)
            self._owner.again(self._envelope, refused)
        self._content = self._envelope = None
        self._owner.gone(self)

    # while it is being opened: a command after another

    async def reply(self) -> Reply:
        if self._early:
            return self._early.popleft()
        if self.is_lost:
            raise ConnectionError("the relay hung up")
        self._waiter = asyncio.get_running_loop().create_future()
        return await self._waiter

    async def ask(self, command: str) -> Reply:
        self._write(command.encode("utf-8") + b"\r\n")
        return await self.reply()

    @property
    def has_more_to_say(self) -> bool:
        """Something came that nobody asked for: after STARTTLS, an attack."""
        return bool(self._early) or not self._replies.is_empty

    # once it is open

    def advance(self) -> None:
        """Takes the next message, if there is room for one."""
        if self.is_open and self._envelope is None and self._content is None:
            item = self._owner.next_for(self)
            if item is not None:
                self._write(self._begin(item))

    @property
    def is_idle(self) -> bool:
        return self.is_open and self._envelope is None and self._content is None

    def go(self, item: Item) -> None:
        """Its content goes, and the envelope of the next."""
        if self._envelope is not item or not self._at_data:  # the line broke meanwhile
            return
        faults.point("outbox.before_data")
        self._content, self._envelope, self._at_data = item, None, False
        self._expected.append("content")
        parts = [_content(item.data, is_ready=item.is_ready)]
        if "PIPELINING" in self.offers and (following := self._owner.next_for(self)):
            parts.append(self._begin(following))
        self._write(b"".join(parts))
        faults.point("outbox.after_content")

    def withdraw(self, item: Item) -> None:
        """It must not go after all. SMTP knows no way back from here but to hang up."""
        if self._envelope is item:
            self._envelope = None
            self.drop()

    def drop(self) -> None:
        self.is_open = False
        if self.transport is not None:
            self.transport.abort()

    def leave(self) -> None:
        """Says goodbye; for one that is idle."""
        self.is_open = False
        if self.transport is not None and not self.is_lost:
            self.transport.write(b"QUIT\r\n")
            self.transport.close()

    def is_overdue(self, *, after: float) -> bool:
        return bool(self._expected) and self._owner.time() - self._moved_at > after

    def rested(self) -> float:
        return self._owner.time() - self._moved_at if self.is_idle else 0.0

    def _begin(self, item: Item) -> bytes:
        """The commands of the envelope; without PIPELINING only the first."""
        self._envelope, self._refused = item, None
        self._expected.append("mail")
        first = self._mail(item)
        if "PIPELINING" not in self.offers:
            return first
        self._expected += ("rcpt", "data")
        return b"%bRCPT TO:<%b>\r\nDATA\r\n" % (first, item.to.encode("utf-8"))

    def _mail(self, item: Item) -> bytes:
        options = b""
        if "SIZE" in self.offers:
            options += b" SIZE=%d" % len(item.data)
        if not item.is_ascii:
            options += b" BODY=8BITMIME" if "8BITMIME" in self.offers else b""
            options += b" SMTPUTF8" if "SMTPUTF8" in self.offers else b""
        return b"MAIL FROM:<%b>%b\r\n" % (item.sender.encode("utf-8"), options)

    def _write(self, data: bytes) -> None:
        if self.transport is not None and not self.is_lost:
            self._moved_at = self._owner.time()
            self.transport.write(data)

    def _stage(self) -> str:
        return self._expected[0] if self._expected else "data"

    def _take(self, reply: Reply) -> None:
        if not self.is_open:
            self._hear(reply)
        elif not self._expected:
            self.drop()  # 421 after a long rest: it goes away
        else:
            getattr(self, f"_on_{self._expected.popleft()}")(reply)

    def _hear(self, reply: Reply) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(reply)
        else:
            self._early.append(reply)

    def _on_mail(self, reply: Reply) -> None:
        if reply.code != _OK:
            self._note("mail", reply)
        if "PIPELINING" in self.offers or self._hangs_up(reply):
            return
        if self._refused:
            self._give_up()
        elif self._envelope is not None:
            self._expected.append("rcpt")
            self._write(b"RCPT TO:<%b>\r\n" % self._envelope.to.encode("utf-8"))

    def _on_rcpt(self, reply: Reply) -> None:
        if reply.code not in (_OK, _FORWARDED):
            self._note("rcpt", reply)
        if "PIPELINING" in self.offers or self._hangs_up(reply):
            return
        if self._refused:
            self._give_up()
        else:
            self._expected.append("data")
            self._write(b"DATA\r\n")

    def _on_data(self, reply: Reply) -> None:
        if reply.code != _GO_ON:
            self._note("data", reply)
            if not self._hangs_up(reply):
                self._give_up()
        elif self._refused:  # the envelope was refused, yet it waits for a content: none
            self._expected.append("nothing")
            self._write(b".\r\n")
            self._give_up(begun=False)
        elif self._envelope is not None:
            self._at_data = True
            self._owner.ready(self, self._envelope)

    def _on_content(self, reply: Reply) -> None:
        faults.point("outbox.after_answer")
        item, self._content = self._content, None
        if item is None:
            return
        if reply.code == _OK:
            self._owner.done(item, Delivered(reply.code, reply.text))
        else:
            self._owner.done(item, _refusal("content", reply))
        if not self._hangs_up(reply):
            self.advance()

    def _on_nothing(self, reply: Reply) -> None:
        if not self._hangs_up(reply):
            self.advance()

    def _on_reset(self, reply: Reply) -> None:
        if not self._hangs_up(reply):
            self.advance()

    def _hangs_up(self, reply: Reply) -> bool:
        if reply.code == _CLOSING:
            self.drop()
        return reply.code == _CLOSING

    def _note(self, stage: str, reply: Reply) -> None:
        """The first refusal counts; those that follow say that it was first."""
        self._refused = self._refused or _refusal(stage, reply)

    def _give_up(self, *, begun: bool = True) -> None:
        """The envelope was refused for certain; the next may come."""
        item, refused, self._envelope = self._envelope, self._refused, None
        commands = b""
        if begun:
            self._expected.append("reset")
            commands = b"RSET\r\n"
        if item is not None and refused is not None:
            if refused.code == _CLOSING:
                self._owner.again(item, refused)
            else:
                self._owner.done(item, refused)
        if "PIPELINING" in self.offers and (following := self._owner.next_for(self)):
            commands += self._begin(following)
        if commands:
            self._write(commands)


def _refusal(stage: str, reply: Reply) -> Refused:
    """What is neither yes nor 5xx is a refusal for now."""
    permanent = reply.code >= _PERMANENT
    return Refused(reply.code, permanent=permanent, stage=stage, reply=reply.text)


def _content(data: bytes, *, is_ready: bool = False) -> bytes:
    """As it goes: CRLF alone, a dot before a dot, and the end."""
    if not is_ready:
        data = _stuffed(data)
    return data + (b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n")


def _stuffed(data: bytes) -> bytes:
    if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
        data = _BARE.sub(b"\r\n", data)
    if data.startswith(b"."):
        data = b"." + data
    return data.replace(b"\r\n.", b"\r\n..")
