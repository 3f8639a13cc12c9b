"""Opens a connection to a relay: greeting, TLS with a checked certificate, sign-in."""

import asyncio
import base64
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from undersigned.outbox.conversing import Conversation
from undersigned.outbox.outcomes import Refused
from undersigned.outbox.replies import Reply

_UNAVAILABLE = 421
_HELLO_REFUSED = 500


@dataclass(frozen=True, kw_only=True)
class Address:
    """A relay, and as who we speak to it. `security` is 'none', 'starttls' or 'tls'."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = "none"
    timeout: float = 30.0  # for an answer; the content's may take ten times as long
    hostname: str = "localhost"  # ours


class NoConnectionError(Exception):
    """It is about the connection, and says nothing about any message."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.stage)
        self.refused = refused


class _RefusedError(Exception):
    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


async def open_connection(address: Address, make: Callable[[], Conversation]) -> Conversation:
    """Ready for messages. Raises NoConnectionError."""
    opening = _Opening(address)
    try:
        async with asyncio.timeout(address.timeout):
            return await opening.run(make)
    except _RefusedError as error:
        opening.drop()
        refused = Refused(
            error.reply.code, permanent=False, stage=opening.stage, reply=error.reply.text
        )
        raise NoConnectionError(refused) from error
    except OSError as error:  # time-outs, broken lines and wrong certificates among them
        opening.drop()
        words = f"{type(error).__name__}: {error}"[:500]
        refused = Refused(_UNAVAILABLE, permanent=False, stage=opening.stage, reply=words)
        raise NoConnectionError(refused) from error
    except asyncio.CancelledError:  # the pool is closed
        opening.drop()
        raise


class _Opening:
    def __init__(self, address: Address) -> None:
        self._address = address
        self._made: Conversation | None = None
        self.stage = "connect"

    def drop(self) -> None:
        if self._made is not None:
            self._made.drop()

    async def run(self, make: Callable[[], Conversation]) -> Conversation:
        address, loop = self._address, asyncio.get_running_loop()
        implicit = ssl.create_default_context() if address.security == "tls" else None
        _transport, made = await loop.create_connection(
            make, address.host, address.port, ssl=implicit
        )
        self._made = made
        _must(await made.reply(), 220)
        await self._hello(made)
        if address.security == "starttls":
            self.stage = "starttls"
            await self._start_tls(made)
            await self._hello(made)
        if address.user:
            self.stage = "auth"
            await self._sign_in(made)
        made.is_open = True
        return made

    async def _hello(self, made: Conversation) -> None:
        reply = await made.ask(f"EHLO {self._address.hostname}")
        made.offers = {}
        if reply.code >= _HELLO_REFUSED:  # a relay from before 1995
            reply = await made.ask(f"HELO {self._address.hostname}")
        _must(reply, 250)
        for line in reply.text.split("\n")[1:]:
            word, _, rest = line.strip().replace("AUTH=", "AUTH ").partition(" ")
            made.offers[word.upper()] = rest.upper()

    async def _start_tls(self, made: Conversation) -> None:
        if "STARTTLS" not in made.offers:
            raise _RefusedError(Reply(_UNAVAILABLE, "the relay offers no STARTTLS"))
        _must(await made.ask("STARTTLS"), 220)
        if made.has_more_to_say or made.transport is None:
            raise _RefusedError(Reply(_UNAVAILABLE, "something came before TLS began"))
        upgraded = await asyncio.get_running_loop().start_tls(
            made.transport, made, ssl.create_default_context(),
            server_hostname=self._address.host,
        )  # fmt: skip
        if upgraded is None:
            raise ConnectionError("the relay hung up")
        made.transport = upgraded

    async def _sign_in(self, made: Conversation) -> None:
        user, password = self._address.user, self._address.password
        offered = made.offers.get("AUTH", "").split()
        if "PLAIN" in offered:
            reply = await made.ask(f"AUTH PLAIN {_base64(f'{chr(0)}{user}{chr(0)}{password}')}")
        elif "LOGIN" in offered:
            _must(await made.ask("AUTH LOGIN"), 334)
            _must(await made.ask(_base64(user)), 334)
            reply = await made.ask(_base64(password))
        else:
            raise _RefusedError(Reply(_UNAVAILABLE, "the relay offers no AUTH that we know"))
        _must(reply, 235)


def _must(reply: Reply, code: int) -> None:
    if reply.code != code:
        raise _RefusedError(reply)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
