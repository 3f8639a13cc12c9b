"""Real SMTP servers on loopback: they refuse, hang up or take mail as a test wants."""

import asyncio
import socket
import ssl
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from undersigned.config.environment import Relay as RelayAddress
from undersigned.outbox import transport

HANG_UP = "hang up"


@dataclass
class Relay:
    """What the server answers at each stage, and what it took."""

    mail: str = "250 OK"
    rcpt: str = "250 OK"
    content: str = "250 taken"
    delay: float = 0.0  # before the content is taken
    taken: list[Envelope] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    users: dict[str, str] = field(default_factory=dict)

    def connected(self) -> None:
        self.connections += 1

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        known = self.users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=known, handled=known)

    # aiosmtpd's names

    async def handle_MAIL(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self.mail == HANG_UP:
            server.transport.abort()
            return "421 gone"
        if self.mail.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self.rcpt == HANG_UP:
            server.transport.abort()
            return "421 gone"
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.content == HANG_UP:
            server.transport.abort()
            return "421 gone"
        await asyncio.sleep(self.delay)
        if self.content.startswith("250"):
            self.taken.append(envelope)
        return self.content


class _Counting(SMTP):
    """Tells the relay of each connection."""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.connected()
        super().connection_made(transport)


@contextmanager
def running(
    relay: Relay | None = None,
    *,
    certificate: tuple[Path, Path] | None = None,
    implicit: bool = False,
    smtputf8: bool = False,
) -> Iterator[Relay]:
    """The relay on a free port of loopback, until the block ends."""
    relay = relay or Relay()
    options: dict[str, Any] = {
        "enable_SMTPUTF8": smtputf8,
        "server_hostname": "localhost",  # else each connection asks the resolver
    }
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*map(str, certificate))
        options["ssl_context" if implicit else "tls_context"] = context
    if relay.users:
        options |= {
            "authenticator": relay.authenticate,
            "auth_required": True,
            "auth_require_tls": False,
        }

    class _Controller(Controller):
        def factory(self) -> SMTP:
            kept = {
                name: value for name, value in self.SMTP_kwargs.items() if name != "ssl_context"
            }
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a password without TLS: it is loopback
                return _Counting(self.handler, **kept)

        def _trigger_server(self) -> None:
            relay.port = self.server.sockets[0].getsockname()[1]
            with socket.create_connection(("127.0.0.1", relay.port)):
                self._factory_invoked.wait(5)
                while relay.connections == 0 and not implicit:
                    time.sleep(0.005)

    controller = _Controller(relay, hostname="127.0.0.1", port=0, **options)
    controller.start()
    relay.connections = 0  # without the knock at the door
    try:
        yield relay
    finally:
        controller.stop()


@contextmanager
def used(relay: Relay, settings: Any) -> Iterator[Relay]:
    """It runs, and the product sends by it."""
    with running(relay) as started:
        settings.RELAY = RelayAddress(
            host="127.0.0.1", port=started.port, user="", password="", security="none"
        )
        yield started
        transport.close_this_thread()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for localhost, and its key."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(  # noqa: S603
        ["/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key
