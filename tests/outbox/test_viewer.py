"""The demo's mail viewer: what it shows, and to whom."""

import pytest
from django.core import mail

from undersigned.lib import leasing
from undersigned.outbox import queueing, sending
from undersigned.outbox.models import CaughtMessage, Message

pytestmark = pytest.mark.django_db

PAGES = ["/mail/", "/mail/messages.json", "/mail/{id}/", "/mail/{id}/html/"]


@pytest.fixture
def caught(settings):
    settings.DEMO = True
    queueing.queue([
        queueing.Letter(
            organisation_id=None, to="ana@example.org", subject="Please confirm, Ana",
            text="Press here: http://localhost:8000/c/abc.", html="<p>Press <b>here</b></p>",
            from_name="Rural Post", from_address="us@example.org", kind="confirmation",
        )
    ])  # fmt: skip
    sending.send_due(at=leasing.now())
    return CaughtMessage.objects.get()


def test_scripts_read_the_mail_as_json(client, caught):
    (message,) = client.get("/mail/messages.json", {"to": "ANA@example.org"}).json()["messages"]

    assert message["to"] == "ana@example.org"
    assert message["from"] == "Rural Post <us@example.org>"
    assert message["subject"] == "Please confirm, Ana"
    assert message["links"] == ["http://localhost:8000/c/abc"]
    assert message["html"].strip() == "<p>Press <b>here</b></p>"
    assert message["headers"]["Auto-Submitted"] == "auto-generated"
    assert client.get("/mail/messages.json", {"to": "bo@example.org"}).json() == {
        "messages": []
    }


def test_people_read_the_mail_on_pages(client, caught):
    assert b"Please confirm, Ana" in client.get("/mail/").content
    page = client.get(f"/mail/{caught.pk}/")
    assert b'href="http://localhost:8000/c/abc"' in page.content
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_the_html_of_a_message_runs_no_script(client, caught):
    page = client.get(f"/mail/{caught.pk}/html/")

    assert b"<b>here</b>" in page.content
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "sandbox" in page["Content-Security-Policy"]
    assert "allow-scripts" not in page["Content-Security-Policy"]


def test_an_empty_viewer_says_what_will_come(client, settings):
    settings.DEMO = True

    assert b"No email yet" in client.get("/mail/").content


@pytest.mark.parametrize("path", PAGES)
def test_outside_the_demo_there_is_no_viewer(client, caught, settings, path):
    settings.DEMO = False

    assert client.get(path.format(id=caught.pk)).status_code == 404


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "asker",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_HOST": "evil.example"},
    ],
)
def test_only_someone_at_this_machine_sees_the_mail(client, caught, path, asker):
    assert client.get(path.format(id=caught.pk), **asker).status_code == 404


def test_email_of_the_framework_goes_into_the_queue(settings):
    settings.EMAIL_BACKEND = "undersigned.outbox.backend.QueueingBackend"
    message = mail.EmailMultiAlternatives(
        "Your code", "1234", "Undersigned <us@example.org>", ["Ana <ana@example.org>"],
        reply_to=["help@example.org"], headers={"X-Kind": "code"},
    )  # fmt: skip
    message.attach_alternative("<p>1234</p>", "text/html")

    message.send()

    row = Message.objects.get()
    assert (row.to_address, row.from_name, row.from_address, row.reply_to) == (
        "ana@example.org", "Undersigned", "us@example.org", "help@example.org",
    )  # fmt: skip
    assert (row.html, row.headers, row.repeatable) == ("<p>1234</p>", {"X-Kind": "code"}, True)


def test_plain_email_of_the_framework_has_no_html(settings):
    settings.EMAIL_BACKEND = "undersigned.outbox.backend.QueueingBackend"

    mail.EmailMessage("Your code", "1234", "us@example.org", ["ana@example.org"]).send()

    assert Message.objects.get().html == ""
