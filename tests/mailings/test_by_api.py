"""A mailing and a letter by a provider's API, and what its webhooks tell of them: all of it."""

import json
import time

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.mailings.test_sending import finish, under_way
from tests.outbox import apis
from tests.outbox.apis import HANG_UP, MANNERS, REFUSED, TAKEN, Event, running
from undersigned.lib import leasing
from undersigned.mailings import counting, returning, sending
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing, transport
from undersigned.outbox import sending as outbox_sending
from undersigned.outbox.models import Message, Return, SentDay, Suppression
from undersigned.outbox.queueing import Letter
from undersigned.outbox.returns import settling
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("manner", MANNERS)]
State = Recipient.State
LATER = (500, {"message": "later", "Message": "later"})


@pytest.fixture
def provider(manner, settings, tmp_path):
    settings.DATA = tmp_path
    with running(manner) as started:
        settings.MAIL_API = started.api
        yield started
        transport.close_this_thread()


@pytest.fixture
def ours(provider) -> Organisation:
    return make.organisation(postal_address="1 Main Street, Athens, OH 45701")


def address(place: int) -> str:
    return f"p{place}@valley.example"


def crowd(organisation: Organisation, number: int) -> None:
    for place in range(number):
        make.supporter(
            organisation, f"P{place} Valley", email=address(place), consent=EmailConsent.GIVEN
        )


def tell(provider: apis.Provider, event: Event, **options: str) -> int:
    body, headers = apis.webhook(provider.manner, event, **options)
    url = f"/mail/webhooks/{provider.manner}/"
    answer = Client().post(url, body, content_type="application/json", headers=headers)
    return answer.status_code


def state_of(mailing: Mailing, place: int) -> str:
    return mailing.recipients.get(canonical_address=address(place)).state


def wait_no_more() -> None:
    """The pause after a refusal for now is over."""
    Recipient.objects.filter(state=State.DEFERRED).update(not_before=leasing.now())
    Mailing.objects.filter(state=Mailing.State.SENT).update(state=Mailing.State.SENDING)


def test_a_mailing_by_it_is_accounted_for_to_the_last_number(manner, provider, ours):
    crowd(ours, 12)
    provider.answers = {
        address(0): [REFUSED[manner]], address(1): [HANG_UP], address(2): [LATER, TAKEN],
    }  # fmt: skip
    mailing = under_way(make.mailing(ours))
    finish()
    assert [state_of(mailing, place) for place in (0, 1, 2, 3)] == [
        State.FAILED, State.UNCERTAIN, State.DEFERRED, State.SENT,
    ]  # fmt: skip
    wait_no_more()
    finish()

    calls = [len(provider.to(address(place))) for place in range(12)]
    assert calls == [1, 1, 2, *[1] * 9]
    assert state_of(mailing, 1) == State.UNCERTAIN, "nobody sends it again by itself"
    told = {3: "hard", 4: "full", 5: "blocked", 6: "complaint", 7: "left", 8: "delivered"}
    words = {"hard": "550 5.1.1 unknown", "full": "552 5.2.2 full", "blocked": "550 5.7.1 no"}
    at = time.time()
    for place, what in [*told.items(), *told.items()]:  # each is told twice
        (call,) = provider.to(address(place))
        event = Event(call.token, what, words.get(what, ""), to=address(place), at=at)
        assert tell(provider, event) == 200
    returning.settle_due(at=leasing.now())

    cells, _at = counting.of(mailing)
    numbers = counting.whole(cells)
    assert (numbers.total, numbers.handled, numbers.uncertain) == (12, 12, 1)
    assert (numbers.hard, numbers.soft, numbers.blocked, numbers.refused) == (1, 1, 1, 1)
    assert (numbers.delivered, numbers.complaints, numbers.unsubscribed) == (7, 1, 1)
    assert not mailing.recipients.filter(returned="left").exists()
    reasons = Suppression.objects.values_list("reason", flat=True)
    assert set(reasons) - {"unsubscribed"} == {"bounced", "complained"}
    left = Supporter.objects.get(canonical_address=address(7))
    assert left.email_consent == EmailConsent.WITHDRAWN
    assert Return.objects.filter(came_by=Return.CameBy.WEBHOOK).count() == 5
    assert SentDay.objects.get().relay == "127.0.0.1"


def test_an_event_concerns_the_organisation_whose_mail_it_is_about(manner, provider, ours):
    theirs = make.organisation("Hill Side", "hill-side", postal_address="2 Hill Street")
    for organisation in (ours, theirs):
        crowd(organisation, 1)
    under_way(make.mailing(ours))
    under_way(make.mailing(theirs))
    finish()
    their_token = provider.to(address(0))[1].token
    row = Recipient.objects.get(organisation=theirs)

    event = Event(their_token, "hard", "550 5.1.1 unknown", to=address(0))
    assert tell(provider, event, key="someone:elses-key-of-length") == 403
    assert tell(provider, event) == 200
    returning.settle_due(at=leasing.now())

    assert Suppression.objects.get().organisation == theirs
    row.refresh_from_db()
    assert row.returned == "hard"
    assert Recipient.objects.get(organisation=ours).returned == ""


def test_too_many_calls_cost_nobody_a_try(manner, provider, ours):
    crowd(ours, 6)
    slow = (429, {"message": "too many", "Message": "too many"})
    provider.answers = {address(place): [slow, TAKEN] for place in range(6)}
    mailing = under_way(make.mailing(ours))

    assert sending.send_batch(mailing=mailing) == 0
    states = set(mailing.recipients.values_list("state", "tries"))
    assert states == {(State.WAITING, 0)}

    for _try in range(6):
        time.sleep(0.5)
        finish()
    assert set(mailing.recipients.values_list("state", "code")) == {(State.SENT, "250")}
    assert not Return.objects.exists()


def test_what_an_organiser_sees_says_one_click_and_carries_our_token(manner, provider, ours):
    crowd(ours, 1)
    mailing = under_way(make.mailing(ours))
    finish()

    (call,) = provider.calls
    row = mailing.recipients.get()
    said = call.mime.decode() if manner == "mailgun" else json.dumps(call.options)
    assert "List-Unsubscribe=One-Click" in said
    assert f"{mailing.uuid.hex}.{row.uuid.hex}@" in said
    assert "DKIM-Signature" not in said


def queue(ours: Organisation, to: str, *, kind: str) -> None:
    letter = Letter(
        organisation_id=ours.pk, to=to, subject="Please confirm", text="Dear Ana,",
        from_name="River Valley", from_address="news@rivervalley.example", kind=kind,
    )  # fmt: skip
    queueing.queue([letter])


def test_letters_go_by_it_and_only_a_confirmation_may_come_twice(manner, provider, ours):
    provider.answers = {address(0): [HANG_UP, TAKEN], address(1): [HANG_UP, TAKEN]}
    queue(ours, address(0), kind="confirmation")
    queue(ours, address(1), kind="invitation")
    for _time in range(2):
        outbox_sending.send_due(at=timezone.now())
        Message.objects.filter(state="waiting").update(not_before=leasing.now())

    states = dict(Message.objects.values_list("kind", "state"))
    assert states == {"confirmation": "sent", "invitation": "uncertain"}
    assert [len(provider.to(address(place))) for place in (0, 1)] == [2, 1]


def test_a_letter_whose_address_is_gone_comes_back(manner, provider, ours):
    queue(ours, address(0), kind="confirmation")
    outbox_sending.send_due(at=timezone.now())

    (call,) = provider.calls
    assert tell(provider, Event(call.token, "hard", "550 5.1.1 unknown")) == 200
    settling.settle_due(at=leasing.now())

    assert Message.objects.get().state == Message.State.RETURNED
    assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED


def test_who_unsubscribes_at_the_provider_has_the_letter_and_gets_no_more(
    manner, provider, ours
):
    queue(ours, address(0), kind="confirmation")
    outbox_sending.send_due(at=timezone.now())

    (call,) = provider.calls
    assert tell(provider, Event(call.token, "left")) == 200
    settling.settle_due(at=leasing.now())

    assert Message.objects.get().state == Message.State.SENT
    assert Suppression.objects.get().reason == Suppression.Reason.UNSUBSCRIBED


def test_with_a_wrong_key_mail_waits(manner, provider, ours, settings):
    values = {**vars(provider.api), "key": "another"}
    settings.MAIL_API = type(provider.api)(**values)
    queue(ours, address(0), kind="confirmation")

    assert outbox_sending.send_due(at=timezone.now()) == 0

    message = Message.objects.get()
    assert (message.state, message.attempts, message.code) == ("waiting", 0, 535)
