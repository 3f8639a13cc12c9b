"""A mail provider on loopback: its HTTP API as it answers, and the webhooks that it posts."""

import base64
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from undersigned.config.mail_api import MailApi

MANNERS = ("mailgun", "postmark")
KEY = "key-of-the-account"
SIGNING_KEY = "signing-key-of-mailgun"
USER_AND_PASSWORD = "events:a-long-password-of-ours"
SILENCE, HANG_UP = "silence", "hang up"
Answer = str | tuple[int, dict[str, object]]
TAKEN: Answer = (200, {})
REFUSED = {
    # What each says of an address that it will not have.
    "mailgun": (400, {"message": "to parameter is not a valid address. please check"}),
    "postmark": (
        422,
        {"ErrorCode": 300, "Message": "Invalid 'To' address: 'ana@x.example'."},
    ),
}


@dataclass(frozen=True)
class Call:
    at: float
    to: str
    token: str
    options: dict[str, Any]  # what went beside the message
    mime: bytes = b""


@dataclass
class Provider:
    """`answers` by address, one a call, the last for ever; who is not named is taken."""

    manner: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    delay: float = 0.0
    calls: list[Call] = field(default_factory=list)
    at_once: int = 0  # the most calls that were under way together
    port: int = 0

    def __post_init__(self) -> None:
        self.lock, self.over = threading.Lock(), threading.Event()
        self.under_way = 0

    @property
    def api(self) -> MailApi:
        place, secret = {
            "mailgun": ("mg.rivervalley.example", SIGNING_KEY),
            "postmark": ("", USER_AND_PASSWORD),
        }[self.manner]
        return MailApi(
            provider=self.manner, host="127.0.0.1", url=f"http://127.0.0.1:{self.port}",
            place=place, key=KEY, secret=secret,
        )  # fmt: skip

    def to(self, address: str) -> list[Call]:
        return [call for call in self.calls if call.to == address]

    def answer(self, call: Call) -> Answer:
        with self.lock:
            self.calls.append(call)
            left = self.answers.get(call.to, [TAKEN])
            return left.pop(0) if len(left) > 1 else left[0]

    # what a provider does

    def read(self, path: str, headers: Any, body: bytes) -> Call | None:
        """None where the key is wrong."""
        if self.manner == "mailgun":
            assert path == "/v3/mg.rivervalley.example/messages.mime"
            right = "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode()
            return _mailgun(headers, body) if headers["Authorization"] == right else None
        assert path == "/email"
        return _postmark(body) if headers["X-Postmark-Server-Token"] == KEY else None

    def taken(self, call: Call) -> dict[str, object]:
        if self.manner == "mailgun":
            return {"id": f"<{uuid.uuid4()}@mg>", "message": "Queued. Thank you."}
        return {
            "To": call.to, "SubmittedAt": "2026-11-29T12:00:00Z", "ErrorCode": 0,
            "MessageID": str(uuid.uuid4()), "Message": "OK",
        }  # fmt: skip


def _mailgun(headers: Any, body: bytes) -> Call:
    kind = headers["Content-Type"].encode()
    form = message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + body)
    fields = {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in form.walk()
        if part is not form
    }
    options = {
        name: value.decode()
        for name, value in fields.items()
        if isinstance(value, bytes) and name != "message"
    }
    mime = fields["message"]
    assert isinstance(mime, bytes)
    return Call(time.monotonic(), options["to"], options.get("v:token", ""), options, mime)


def _postmark(body: bytes) -> Call:
    data = json.loads(body)
    token = data.get("Metadata", {}).get("token", "")
    return Call(time.monotonic(), data["To"], token, data)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    provider: Provider

    def handle_error(self, *_args: object) -> None:
        """A sender that was killed hangs up: nothing to tell."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_args: object) -> None:
        """Not on a test's output."""

    def do_POST(self) -> None:
        provider = self.server.provider
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with provider.lock:
            provider.under_way += 1
            provider.at_once = max(provider.at_once, provider.under_way)
        time.sleep(provider.delay)
        with provider.lock:  # before the answer: then the next may come
            provider.under_way -= 1
        self._answer(provider, provider.read(self.path, self.headers, body))

    def _answer(self, provider: Provider, call: Call | None) -> None:
        if call is None:
            self._say(401, {"message": "Forbidden", "Message": "Forbidden"})
            return
        answer = provider.answer(call)
        if answer == SILENCE:
            provider.over.wait(10)
        if isinstance(answer, str):
            self.close_connection = True
            return
        self._say(answer[0], answer[1] or provider.taken(call))

    def _say(self, status: int, words: dict[str, object]) -> None:
        data = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def running(manner: str, **values: Any) -> Iterator[Provider]:
    """The provider on a free port of loopback, until the block ends."""
    provider = Provider(manner, **values)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.provider, provider.port = provider, server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield provider
    finally:
        provider.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


# what its webhooks post: the bodies, and with what they are signed


@dataclass(frozen=True)
class Event:
    """`what` is a class of ours; `words` the server's answer."""

    token: str
    what: str
    words: str = ""
    to: str = "ana@valley.example"
    at: float = 0.0


def webhook(manner: str, event: Event, *, key: str = "") -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a request, signed with that key or the right one."""
    at = event.at or time.time()
    if manner == "mailgun":
        return json.dumps(_of_mailgun(event, at, key or SIGNING_KEY)).encode(), {}
    signed = base64.b64encode((key or USER_AND_PASSWORD).encode()).decode()
    return json.dumps(_of_postmark(event, at)).encode(), {"authorization": f"Basic {signed}"}


def _of_mailgun(event: Event, at: float, key: str) -> dict[str, object]:
    token, stamp = uuid.uuid4().hex, str(int(time.time()))
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    kind = {"complaint": "complained", "left": "unsubscribed", "delivered": "delivered"}
    data: dict[str, object] = {
        "event": kind.get(event.what, "failed"), "timestamp": at, "recipient": event.to,
        "user-variables": {"token": event.token},
        "message": {"headers": {"message-id": "one@mg"}},
    }  # fmt: skip
    if event.what not in kind:
        data |= {
            "severity": "temporary" if event.what == "deferred" else "permanent",
            "reason": "bounce", "delivery-status": {"code": 550, "message": event.words},
        }  # fmt: skip
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": data,
    }


def _of_postmark(event: Event, at: float) -> dict[str, object]:
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    common: dict[str, object] = {"Metadata": {"token": event.token}, "MessageID": "one"}
    if event.what == "delivered":
        return common | {
            "RecordType": "Delivery", "Recipient": event.to, "DeliveredAt": when,
        }  # fmt: skip
    if event.what == "left":
        return common | {
            "RecordType": "SubscriptionChange", "Recipient": event.to, "ChangedAt": when,
            "SuppressSending": True, "SuppressionReason": "ManualSuppression",
        }  # fmt: skip
    kinds = {
        "hard": "HardBounce", "full": "SoftBounce", "temporary": "SoftBounce",
        "blocked": "Blocked", "complaint": "SpamComplaint", "deferred": "Transient",
        "other": "ManuallyDeactivated",
    }  # fmt: skip
    return common | {
        "RecordType": "SpamComplaint" if event.what == "complaint" else "Bounce",
        "Type": kinds[event.what], "Email": event.to, "BouncedAt": when, "ID": 42,
        "Details": event.words, "Description": "ex: unknown user, mailbox not found",
    }  # fmt: skip
