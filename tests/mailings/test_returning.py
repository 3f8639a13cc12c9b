"""Bounces and complaints: the recipient's row, the address, the mailing itself."""

import uuid
from datetime import timedelta

import pytest

from tests import make
from tests.make import NOON
from undersigned.accounts.models import Role
from undersigned.mailings import protecting, returning, scheduling
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.outbox.models import Message, Return, Suppression
from undersigned.outbox.returns.kinds import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organisation:
    return make.organisation()


def going(ours: Organisation, name: str = "Five to go") -> Mailing:
    return make.mailing(ours, name=name, state=Mailing.State.SENDING, frozen_at=NOON)


def recipients(mailing: Mailing, number: int, *, at: str = "x.example") -> list[Recipient]:
    rows = [
        Recipient(
            organisation=mailing.organisation, mailing=mailing, state=Recipient.State.SENT,
            canonical_address=f"p{place}@{at}", done_at=NOON,
        )
        for place in range(number)
    ]  # fmt: skip
    return Recipient.objects.bulk_create(rows)


def come_back(rows: list[Recipient], kind: Kind) -> None:
    Return.objects.bulk_create(
        [
            Return(
                fingerprint=uuid.uuid4().hex, came_by=Return.CameBy.MAIL, kind=kind,
                about=Return.About.RECIPIENT, about_uuid=row.uuid, at=NOON,
            )
            for row in rows
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.HARD, Suppression.Reason.BOUNCED),
        (Kind.COMPLAINT, Suppression.Reason.COMPLAINED),
        (Kind.BLOCKED, None),
        (Kind.CONTENT, None),
        (Kind.FULL, None),
        (Kind.TEMPORARY, None),
        (Kind.OTHER, None),
    ],
)
def test_only_a_bad_address_or_a_complaint_stops_further_mail(
    ours: Organisation, kind: Kind, reason: str | None
) -> None:
    rows = recipients(going(ours), 1)
    come_back(rows, kind)

    assert returning.settle_due(at=NOON) == 1

    rows[0].refresh_from_db()
    assert (rows[0].returned, rows[0].returned_at) == (kind, NOON)
    found = Suppression.objects.values_list("reason", flat=True).first()
    assert found == reason
    assert returning.settle_due(at=NOON) == 0


def test_a_complaint_outlasts_a_bounce(ours: Organisation) -> None:
    rows = recipients(going(ours), 1)
    for kind in (Kind.COMPLAINT, Kind.FULL):
        come_back(rows, kind)
        returning.settle_due(at=NOON)
    rows[0].refresh_from_db()
    assert rows[0].returned == Kind.COMPLAINT


def test_an_address_whose_mail_came_back_softly_four_times_rests(ours: Organisation) -> None:
    for number in range(4):
        assert not Suppression.objects.exists()
        come_back(recipients(going(ours, f"Mailing {number}"), 1), Kind.FULL)
        returning.settle_due(at=NOON + timedelta(days=number))
    assert Suppression.objects.get().reason == Suppression.Reason.RESTING


def test_soft_bounces_of_long_ago_no_longer_count(ours: Organisation) -> None:
    for number in range(4):
        come_back(recipients(going(ours, f"Mailing {number}"), 1), Kind.FULL)
        returning.settle_due(at=NOON + timedelta(days=30 * number))
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("kind", "harmless", "harmful", "because"),
    [
        (Kind.HARD, 20, 21, "bounces"),
        (Kind.COMPLAINT, 2, 3, "complaints"),
        (Kind.BLOCKED, 80, 81, "blocks"),
    ],
)
def test_a_mailing_of_which_much_comes_back_stops_by_itself(
    ours: Organisation, kind: Kind, harmless: int, harmful: int, because: str
) -> None:
    mailing = going(ours)
    rows = recipients(mailing, 400)
    come_back(rows[:harmless], kind)
    returning.settle_due(at=NOON)
    assert protecting.protect_due(at=NOON) == 0

    come_back(rows[harmless:harmful], kind)
    returning.settle_due(at=NOON)
    assert protecting.protect_due(at=NOON) == 1

    mailing.refresh_from_db()
    assert (mailing.state, mailing.stopped_because) == (Mailing.State.STOPPED, because)


def test_colleagues_who_may_approve_mailings_are_written_to_when_one_stops(
    ours: Organisation,
) -> None:
    owner, _writer = make.member(ours, "Ana Lopez"), make.member(ours, "Wes", Role.WRITER)
    mailing = going(ours)
    come_back(recipients(mailing, 400)[:81], Kind.BLOCKED)
    returning.settle_due(at=NOON)

    assert protecting.protect_due(at=NOON) == 1

    letter = Message.objects.get(kind="stop")
    assert (letter.to_address, letter.subject) == (owner.user.email, f"Stopped: {mailing.name}")
    assert "mail providers refused too much of it" in letter.text
    assert f"/mailings/{mailing.uuid}/check/" in letter.text


def test_what_a_person_lets_go_on_is_not_stopped_again(ours: Organisation) -> None:
    mailing = going(ours)
    come_back(recipients(mailing, 40), Kind.HARD)
    returning.settle_due(at=NOON)
    protecting.protect_due(at=NOON)
    mailing.refresh_from_db()

    scheduling.go_on(mailing=mailing, at=NOON, by=make.actor(make.member(ours)))

    assert protecting.protect_due(at=NOON) == 0
    mailing.refresh_from_db()
    assert mailing.stopped_because == ""
