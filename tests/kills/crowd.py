"""People who sign and confirm over HTTP, whatever the server does, and what they were told."""

import http.client
import itertools
import re
import threading
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlencode

from tests.outbox.relays import Relay

_LINK = re.compile(r"http://[^/\s]+(/[^/\s]+/confirm/[^/\s]+/)")
_SIGNING, _CONFIRMING = 3, 1  # threads


class Crowd:
    """`signed` and `confirmed` hold the addresses of those whom the server said so."""

    def __init__(self, port: int, form: dict[str, str], relay: Relay) -> None:
        self.signed: list[str] = []
        self.confirmed: list[str] = []
        self._port, self._form, self._relay = port, form, relay
        self._numbers = itertools.count()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=(act,))
            for act in [self._sign] * _SIGNING + [self._confirm] * _CONFIRMING
        ]
        self._letters = 0

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, act):
        while not self._stop.wait(0.02):
            try:
                act()
            except (OSError, http.client.HTTPException):
                self._stop.wait(0.05)  # nobody answered: nothing was promised

    def _sign(self):
        number = next(self._numbers)
        address = f"signer{number}@town{number}.example"
        form = {
            "given_name": "Luis", "family_name": f"Ortega {number}", "email": address,
            "postal_code": "43004", "country": "US", "asked": self._form["asked"],
            "stamp": self._form["stamp"],
        }  # fmt: skip
        if self._post(f"/{self._form['slug']}/sign", form, number=number):
            self.signed.append(address)

    def _confirm(self):
        if self._letters >= len(self._relay.taken):
            return
        envelope = self._relay.taken[self._letters]
        self._letters += 1
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=default)
        found = _LINK.search(letter.get_body(("plain",)).get_content())
        if found and self._post(found[1], {}, number=self._letters):
            self.confirmed.append(envelope.rcpt_tos[0])

    def _post(self, path, form, *, number):
        """Whether the server said that it is done; each person has a network of their own."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.1",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=40)
        try:
            connection.request("POST", path, urlencode(form), headers)
            status = connection.getresponse().status
        finally:
            connection.close()
        assert status in (303, 503), status
        return status == 303
