"""A provider's webhooks: who may post them, and what each event means."""

import json
import logging
import time
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as properties
from hypothesis import strategies as st

from tests.outbox import apis
from tests.outbox.apis import MANNERS, USER_AND_PASSWORD, Event
from undersigned.lib import leasing
from undersigned.outbox import return_path
from undersigned.outbox.models import Return
from undersigned.outbox.return_path import About
from undersigned.outbox.returns.kinds import Kind

pytestmark = pytest.mark.django_db
ROSA = uuid.UUID("5b0e7f3c-8f3a-4a2b-9a43-0d6d2f1c7e55")
GONE = "550 5.1.1 <rosa@valley.example>: user unknown"
both = pytest.mark.parametrize("manner", MANNERS)


@pytest.fixture(autouse=True)
def api(request, settings):
    manner = request.node.callspec.params.get("manner", "postmark")
    settings.MAIL_API = apis.Provider(manner).api


def rosa() -> str:
    return return_path.token(About.RECIPIENT, ROSA)


def post(manner: str, body: bytes, headers: dict[str, str]) -> int:
    client = Client(enforce_csrf_checks=True)
    url = f"/mail/webhooks/{manner}/"
    answer = client.post(url, body, content_type="application/json", headers=headers)
    return answer.status_code


def tell(manner: str, event: Event, **options: str) -> int:
    return post(manner, *apis.webhook(manner, event, **options))


def kept() -> list[tuple[str, object]]:
    return list(Return.objects.order_by("pk").values_list("kind", "about_uuid"))


@both
@pytest.mark.parametrize(
    ("what", "words", "kind"),
    [
        ("hard", GONE, Kind.HARD),
        ("hard", "550 5.7.1 our system does not trust the sender", Kind.BLOCKED),
        ("hard", "552 5.2.2 the mailbox is full", Kind.FULL),
        ("full", "452 4.2.2 over quota", Kind.FULL),
        ("temporary", "451 4.4.1 timed out", Kind.TEMPORARY),
        ("blocked", "550 5.7.26 unauthenticated mail is blocked", Kind.BLOCKED),
        ("complaint", "", Kind.COMPLAINT),
        ("left", "", Kind.LEFT),
        ("other", "550 requested action not taken", Kind.OTHER),
    ],
)
def test_each_event_is_kept_with_its_class(manner, what, words, kind):
    assert tell(manner, Event(rosa(), what, words, to="rosa@valley.example")) == 200

    row = Return.objects.get()
    assert (row.kind, row.about, row.about_uuid) == (kind, Return.About.RECIPIENT, ROSA)
    assert (row.came_by, row.domain) == (Return.CameBy.WEBHOOK, "valley.example")
    assert row.settled_at is None
    assert "rosa" not in row.words


@both
@pytest.mark.parametrize("what", ["delivered", "deferred"])
def test_what_is_no_failure_is_not_kept(manner, what):
    assert tell(manner, Event(rosa(), what)) == 200
    assert kept() == []


@both
def test_one_that_is_not_signed_by_the_provider_changes_nothing(manner, caplog):
    event = Event(rosa(), "hard", GONE, to="rosa@valley.example")
    with caplog.at_level(logging.DEBUG):
        assert tell(manner, event, key="someone:elses-key-of-length") == 403
        body, _headers = apis.webhook(manner, event)
        unsigned = json.loads(body)
        unsigned.pop("signature", None)
        assert post(manner, json.dumps(unsigned).encode(), {}) == 403
        form = Client().post(f"/mail/webhooks/{manner}/", {"token": "x", "event": "bounced"})
        assert form.status_code == 403

    assert kept() == []
    assert "rosa" not in caplog.text


@both
def test_told_again_it_counts_once(manner):
    event = Event(rosa(), "hard", GONE, at=time.time())
    for _time in range(3):  # Mailgun signs each try anew
        assert tell(manner, event) == 200
    assert kept() == [("hard", ROSA)]


@both
def test_a_token_that_is_none_of_ours_is_counted_and_concerns_nobody(manner):
    other = rosa()[:-1] + ("a" if rosa()[-1] != "a" else "b")
    for age, token in enumerate((other, "", "ü" * 40)):
        assert tell(manner, Event(token, "hard", GONE, at=time.time() - age)) == 200

    assert kept() == [("hard", None)] * 3
    assert not Return.objects.filter(settled_at=None).exists()


@both
def test_what_happened_before_all_that_is_kept_is_too_late(manner):
    long_ago = leasing.now() - timedelta(days=91)
    assert tell(manner, Event(rosa(), "hard", GONE, at=long_ago.timestamp())) == 200
    assert kept() == []


@pytest.mark.parametrize("manner", ["mailgun"])
def test_a_signature_of_long_ago_is_none(manner, monkeypatch):
    body, headers = apis.webhook(manner, Event(rosa(), "hard", GONE))
    later = time.time() + 90_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert post(manner, body, headers) == 403
    assert kept() == []


@pytest.mark.parametrize("manner", ["postmark"])
def test_mail_that_a_server_took_for_spam_is_nobodys_complaint(manner):
    body, headers = apis.webhook(manner, Event(rosa(), "hard", "rejected"))
    event = json.loads(body) | {"Type": "SpamNotification"}
    assert post(manner, json.dumps(event).encode(), headers) == 200
    assert kept() == [("blocked", ROSA)]


@both
def test_it_is_posted_to_the_provider_in_use_alone(manner, settings):
    other = next(one for one in MANNERS if one != manner)
    assert Client().get(f"/mail/webhooks/{manner}/").status_code == 405
    assert tell(other, Event(rosa(), "hard", GONE)) == 404
    settings.MAIL_API = None
    assert tell(manner, Event(rosa(), "hard", GONE)) == 404
    assert kept() == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([
                "RecordType", "Type", "Metadata", "Details", "Email", "BouncedAt", "signature",
                "event-data", "event", "user-variables", "delivery-status", "timestamp",
            ]),
            inner | st.sampled_from(["Bounce", "HardBounce", "failed", "2026-13-45"]),
            max_size=6,
        )
    ),
)  # fmt: skip


@both
@properties(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=_JSON)
def test_no_content_breaks_the_reading(manner, content):
    if manner == "mailgun":
        signed, _headers = apis.webhook(manner, Event(rosa(), "hard"))
        content = {"event-data": content, "signature": json.loads(signed)["signature"]}
    headers = apis.webhook("postmark", Event(rosa(), "hard"), key=USER_AND_PASSWORD)[1]
    status = post(manner, json.dumps(content).encode(), headers)
    assert status in (200, 400)
