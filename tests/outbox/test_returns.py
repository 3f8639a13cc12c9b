"""Mail that comes back: what it says, which message it is about, and what follows."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests import make
from tests.make import NOON
from tests.outbox import reports
from undersigned.lib.text import canonical_address
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing, return_path, suppression
from undersigned.outbox.models import Message, Return, Suppression
from undersigned.outbox.queueing import Letter
from undersigned.outbox.return_path import About, Named
from undersigned.outbox.returns import fetching, reading, recording, settling
from undersigned.outbox.returns.fetching import Maildir
from undersigned.outbox.returns.kinds import Kind, classify

ID = uuid.UUID("5b0e7f3c-8f3a-4a2b-9a43-0d6d2f1c7e55")


@pytest.fixture(autouse=True)
def _return_path(settings: Settings) -> None:
    settings.RETURN_PATH = "b@bounces.river.example"


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        ("postfix", Kind.HARD),
        ("gmail", Kind.HARD),
        ("gmail full", Kind.FULL),
        ("gmail blocked", Kind.BLOCKED),
        ("microsoft", Kind.OTHER),  # 'unavailable' may be anything: nobody is given up for it
        ("microsoft blocked", Kind.BLOCKED),
        ("yahoo", Kind.HARD),
        ("yahoo complaints", Kind.BLOCKED),
        ("timeout", Kind.TEMPORARY),
        ("no host", Kind.HARD),
        ("content", Kind.CONTENT),
    ],
)
def test_a_bounce_is_classed_by_what_the_server_said(server: str, kind: Kind) -> None:
    report = reading.read(reports.bounce(server, sent_from="b@x.example"))
    assert report is not None
    assert report.kind == kind
    assert report.domain == "dead.example"
    assert "rosa" not in report.words


def test_a_report_in_words_alone_is_understood() -> None:
    report = reading.read(reports.exim(sent_from="b@x.example"))
    assert report is not None
    assert (report.kind, report.domain, report.code) == (Kind.HARD, "dead.example", 550)


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_what_only_tells_of_the_way_is_no_bounce(action: str) -> None:
    mail = reports.bounce("postfix", sent_from="b@x.example", action=action)
    assert reading.read(mail) is None


def test_an_answer_out_of_office_is_no_bounce() -> None:
    assert reading.read(reports.out_of_office(sent_from="b@x.example")) is None


def test_a_complaint_is_told_from_a_report_that_it_was_no_spam() -> None:
    angry = reading.read(reports.complaint(token="x"))
    assert angry is not None
    assert (angry.kind, angry.domain) == (Kind.COMPLAINT, "angry.example")
    assert reading.read(reports.complaint(token="x", kind="not-spam")) is None


@given(
    st.integers(4, 5), st.integers(0, 9), st.integers(0, 50), st.integers(400, 599) | st.none()
)
def test_not_now_and_not_you_never_mean_that_an_address_is_gone(
    first: int, subject: int, detail: int, code: int | None
) -> None:
    kind = classify(status=f"{first}.{subject}.{detail}", code=code)
    if kind == Kind.HARD:
        assert first == 5
        assert subject != 7


@given(st.binary(max_size=300))
def test_no_mail_breaks_the_reading(data: bytes) -> None:
    recording.read_mail(data)
    recording.read_mail(b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n" + data)


def test_the_return_path_names_the_message_and_cannot_be_forged() -> None:
    address = return_path.envelope_from(About.RECIPIENT, ID, otherwise="news@river.example")
    local, _at, domain = address.partition("@")
    assert domain == "bounces.river.example"
    assert len(local) <= 64  # RFC 5321
    for shown in (address, address.upper(), f"<{address}>"):
        assert return_path.found_in(shown.encode()) == Named(About.RECIPIENT, ID)
    forged = address.replace(address[5], "a" if address[5] != "a" else "b", 1)
    assert return_path.found_in(forged.encode()) is None


def test_without_a_return_path_bounces_go_to_the_sender(settings: Settings) -> None:
    settings.RETURN_PATH = ""
    sender = return_path.envelope_from(About.LETTER, ID, otherwise="news@river.example")
    assert sender == "news@river.example"


def test_a_link_back_survives_a_rotated_key(settings: Settings) -> None:
    token = return_path.token(About.LETTER, ID)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether"
    assert return_path.read(token.encode()) == Named(About.LETTER, ID)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    (tmp_path / "new").mkdir()
    return tmp_path


@pytest.fixture
def ours(db: None) -> Organisation:
    return make.organisation()


def sent_letter(ours: Organisation, to: str = "rosa@dead.example") -> Message:
    letter = Letter(
        organisation_id=ours.pk, to=to, subject="Confirm", text="…", from_name="River Valley",
        from_address="news@river.example", kind="confirmation",
    )  # fmt: skip
    queueing.queue([letter], at=NOON)
    Message.objects.update(state=Message.State.SENT, finished_at=NOON)
    return Message.objects.latest("pk")


def test_a_letter_that_bounced_says_so_and_its_address_is_mailed_no_more(
    ours: Organisation, box: Path
) -> None:
    letter = sent_letter(ours)
    back = return_path.envelope_from(About.LETTER, letter.uuid, otherwise="")
    (box / "new" / "1").write_bytes(reports.bounce("gmail", sent_from=back))

    assert fetching.take(Maildir(box), at=NOON) == 1
    assert settling.settle_due(at=NOON) == 1

    letter.refresh_from_db()
    assert letter.state == Message.State.RETURNED
    why = suppression.reason(organisation_id=ours.pk, canonical="rosa@dead.example")
    assert why == "The address does not exist"
    assert list((box / "new").iterdir()) == []
    assert settling.settle_due(at=NOON) == 0


def test_a_blocked_letter_leaves_the_person_alone(ours: Organisation) -> None:
    letter = sent_letter(ours)
    back = return_path.envelope_from(About.LETTER, letter.uuid, otherwise="")
    came = recording.read_mail(reports.bounce("microsoft blocked", sent_from=back))
    assert came is not None
    recording.record([came], at=NOON)
    settling.settle_due(at=NOON)
    assert not Suppression.objects.exists()


def test_what_is_no_report_stays_in_the_box_as_seen(db: None, box: Path) -> None:
    (box / "new" / "1").write_bytes(reports.out_of_office(sent_from="b@x.example"))
    assert fetching.take(Maildir(box), at=NOON) == 1
    assert [path.name for path in (box / "cur").iterdir()] == ["1:2,S"]
    assert not Return.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(reports.exim(sent_from="b@x.example").replace(b"550", b"550\0"), id="NUL"),
        pytest.param(
            reports.exim(sent_from="b@x.example").replace(b"550", b"550 =ED=A0=80 \xff"),
            id="no text",
        ),
        pytest.param(
            b"Content-Type: message/rfc822\r\n\r\n" * 5000 + b"deep",
            id="mails in each other",
        ),
    ],
)
def test_a_strangers_mail_stops_no_bounce_behind_it(
    ours: Organisation, box: Path, hostile: bytes
) -> None:
    letter = sent_letter(ours)
    back = return_path.envelope_from(About.LETTER, letter.uuid, otherwise="")
    (box / "new" / "1").write_bytes(hostile)
    (box / "new" / "2").write_bytes(reports.bounce("postfix", sent_from=back))
    assert fetching.take(Maildir(box), at=NOON) == 2
    assert settling.settle_due(at=NOON) == 1
    letter.refresh_from_db()
    assert letter.state == Message.State.RETURNED
    assert list((box / "new").iterdir()) == []


def test_a_report_that_is_read_twice_counts_once(ours: Organisation) -> None:
    back = return_path.envelope_from(About.LETTER, sent_letter(ours).uuid, otherwise="")
    came = recording.read_mail(reports.bounce("postfix", sent_from=back))
    assert came is not None
    recording.record([came], at=NOON)
    recording.record([came], at=NOON)
    assert Return.objects.count() == 1


def test_a_forged_bounce_reaches_nobody(ours: Organisation) -> None:
    sent_letter(ours)
    came = recording.read_mail(reports.bounce("postfix", sent_from="b@x.example"))
    assert came is not None
    recording.record([came], at=NOON)
    assert settling.settle_due(at=NOON) == 0
    assert Return.objects.get().about == Return.About.UNKNOWN


def test_an_address_that_rested_is_woken_and_one_that_is_gone_is_not(
    ours: Organisation,
) -> None:
    stops = [
        suppression.Stop(
            organisation_id=ours.pk, canonical=canonical_address(address), reason=reason
        )
        for address, reason in (
            ("full@x.example", Suppression.Reason.RESTING),
            ("gone@x.example", Suppression.Reason.BOUNCED),
        )
    ]
    suppression.suppress(stops, at=NOON)
    assert settling.wake_due(at=NOON + timedelta(days=29)) == 0
    assert settling.wake_due(at=NOON + timedelta(days=31)) == 1
    assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED


def test_an_address_that_rests_and_then_bounces_rests_no_more_but_is_gone(
    ours: Organisation,
) -> None:
    for reason in (Suppression.Reason.RESTING, Suppression.Reason.BOUNCED):
        stop = suppression.Stop(organisation_id=ours.pk, canonical="a@x.example", reason=reason)
        suppression.suppress([stop], at=NOON)
    assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED


def test_what_came_back_is_forgotten_after_ninety_days(ours: Organisation) -> None:
    back = return_path.envelope_from(About.LETTER, sent_letter(ours).uuid, otherwise="")
    came = recording.read_mail(reports.bounce("postfix", sent_from=back))
    assert came is not None
    recording.record([came], at=NOON)
    assert recording.forget_due(at=NOON + timedelta(days=89)) == 0
    assert recording.forget_due(at=NOON + timedelta(days=91)) == 1
