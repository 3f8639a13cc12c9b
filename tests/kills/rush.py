"""People who sign at a steady rate over HTTP, and a relay that knows when each email came."""

import http.client
import itertools
import queue
import quopri
import re
import threading
import time
from typing import Any
from urllib.parse import urlencode

from tests.outbox.relays import Relay

_LINK = re.compile(rb"http://[^/\s]+(/[^/\s]+/confirm/[^/\s\"]+/)")
_SIGNING, _CONFIRMING = 6, 2  # threads
_CONFIRMS = 3  # every third signer presses the button at once


class Timed(Relay):
    """Keeps when the first email to an address came and its link, and no email."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: dict[str, float] = {}
        self.links: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.number = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        to = envelope.rcpt_tos[0]
        self.number += 1
        if to.startswith("signer") and to not in self.arrived:
            self.arrived[to] = time.monotonic()
            found = _LINK.search(quopri.decodestring(envelope.content))
            if found and len(self.arrived) % _CONFIRMS == 0:
                self.links.put(found[1].decode())
        return "250 taken"


class Rush:
    """`signed` holds when the server said to each address that it is done."""

    def __init__(self, port: int, form: dict[str, str], relay: Timed, *, rate: float) -> None:
        self.signed: dict[str, float] = {}
        self.confirmed = 0
        self.wrong: list[str] = []
        self._port, self._form, self._relay, self._rate = port, form, relay, rate
        self._numbers = itertools.count()
        self._lock = threading.Lock()  # guards `confirmed`

    def last(self, seconds: float) -> None:
        """Signs so long at that rate, whatever the server needs; waits for the answers."""
        began = time.monotonic()
        signing = [
            threading.Thread(target=self._sign, args=(began, seconds)) for _ in range(_SIGNING)
        ]
        confirming = [threading.Thread(target=self._confirm) for _ in range(_CONFIRMING)]
        for thread in (*signing, *confirming):
            thread.start()
        for thread in signing:
            thread.join()
        for _ in confirming:
            self._relay.links.put(None)
        for thread in confirming:
            thread.join()

    def _sign(self, began: float, seconds: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=40)
        while (number := next(self._numbers)) < seconds * self._rate:
            time.sleep(max(0.0, began + number / self._rate - time.monotonic()))
            address = f"signer{number}@town{number}.example"
            form = {
                "given_name": "Luis", "family_name": f"Ortega {number}", "email": address,
                "postal_code": "43004", "country": "US", "asked": self._form["asked"],
                "stamp": self._form["stamp"],
            }  # fmt: skip
            if self._post(connection, f"/{self._form['slug']}/sign", form, number):
                self.signed[address] = time.monotonic()
        connection.close()

    def _confirm(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=40)
        while (path := self._relay.links.get()) is not None:
            if self._post(connection, path, {}, 0):
                with self._lock:
                    self.confirmed += 1
        connection.close()

    def _post(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        form: dict[str, str],
        number: int,
    ) -> bool:
        """Whether the server said that it is done."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.1",
        }
        try:
            connection.request("POST", path, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            self.wrong.append(repr(error))
            return False
        if answer.status != 303:
            self.wrong.append(f"{path.split('/')[2]}: {answer.status}")
        return answer.status == 303
