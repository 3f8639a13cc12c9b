"""The emails of an automation, written in blocks: the right one for each person."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils import timezone

from tests import make
from tests.automations.making import NOON, add, by, draft, joins, start, tick, written_to
from tests.outbox.relays import running as relaying
from undersigned.accounts.models import Membership
from undersigned.automations import drafting, renewing, running
from undersigned.automations.models import Automation, Step
from undersigned.campaigns.models import Campaign
from undersigned.config.environment import Relay as RelayAddress
from undersigned.ledger.models import Leaf
from undersigned.lib import leasing
from undersigned.mailings import preflight, sampling, sending
from undersigned.mailings import running as mailings_running
from undersigned.mailings.audience import Choice
from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.editing import Blocks
from undersigned.mailings.checking import Finding
from undersigned.mailings.models import Mailing, Template
from undersigned.organisations.models import Organisation
from undersigned.outbox import transport
from undersigned.outbox.models import Message
from undersigned.petitions.models import CountSnapshot
from undersigned.segments.models import Segment

pytestmark = pytest.mark.django_db
OHIO = Choice(states=["OH"]).rules()


def letter(automation: Automation, *blocks: dict[str, object], subject: str = "Hi") -> Mailing:
    """A step whose email is made of these blocks."""
    made = add(automation, Step.Kind.SEND).mailing
    assert made is not None
    write(made, list(blocks), subject=subject)
    return made


def write(made: Mailing, blocks: Blocks, **values: object) -> None:
    """As a colleague saves them."""
    Mailing.objects.filter(pk=made.pk).update(in_blocks=True, blocks=blocks, **values)
    made.refresh_from_db()


def text(words: str, **values: object) -> dict[str, object]:
    return kinds.new("text", words=words, **values)


def by_member(ours: Organisation) -> Membership:
    return Membership.objects.get(organisation=ours)


def goes_out() -> None:
    while sending.send_due(at=leasing.now()):
        pass


def counted(campaign: Campaign, count: int, *, at=None) -> str:
    """A source for figures."""
    Leaf.objects.pending().update(index=campaign.pk)  # its text is in the log
    CountSnapshot.objects.update_or_create(
        petition=campaign.petition, defaults={"count": count, "as_of": at or NOON}
    )
    return f"count:{campaign.uuid}"


@pytest.fixture
def relay(settings, tmp_path):
    settings.DATA = tmp_path
    with relaying() as started:
        settings.RELAY = RelayAddress(
            host="127.0.0.1", port=started.port, user="", password="", security="none"
        )
        yield started
        transport.close_this_thread()


@pytest.mark.enable_socket
def test_each_person_gets_the_block_that_is_for_them_by_smtp(
    ours: Organisation, campaign: Campaign, relay
) -> None:
    made = draft(ours)
    buckeye = text(
        "Dear {{ first_name or 'friend' }} of Ohio", when=OHIO, otherwise="Dear all elsewhere"
    )
    figure = kinds.new("figure", words="people want it", source=counted(campaign, 12_345))
    letter(made, buckeye, figure, kinds.new("button", words="Read", url="/post-offices/"))
    start(made)
    joins(campaign, "Rosa Diaz", at=NOON, region="OH")
    joins(campaign, "Cho Park", at=NOON, region="IA")

    tick(at=NOON + timedelta(minutes=1))
    goes_out()

    got = {
        taken.rcpt_tos[0]: message_from_bytes(taken.content, policy=default)
        for taken in relay.taken
    }
    assert set(got) == {"rosa.diaz@example.org", "cho.park@example.org"}
    for kind in ("html", "plain"):
        hers, his = (
            got[f"{who}@example.org"].get_body((kind,)).get_content()
            for who in ("rosa.diaz", "cho.park")
        )
        assert "Dear Rosa of Ohio" in hers
        assert "Dear all elsewhere" not in hers
        assert "Dear all elsewhere" in his
        assert "of Ohio" not in his
        assert "12,345" in hers
        assert "12,345" in his


def test_who_is_on_the_way_reads_the_blocks_of_the_version_they_began(
    ours: Organisation, campaign: Campaign
) -> None:
    kept = Segment.objects.create(organisation=ours, name="Near", created_at=NOON, rules=OHIO)
    near = Choice(segment=str(kept.uuid)).rules()
    made = draft(ours)
    add(made, Step.Kind.WAIT, hours=48)
    first = letter(made, text("Old words", when=near, otherwise="Far away"))
    start(made)
    rosa = joins(campaign, "Rosa Diaz", at=NOON + timedelta(minutes=1))
    tick(at=NOON + timedelta(minutes=2))

    new = drafting.being_written(automation=made, at=NOON, by=by(made))
    second = new.steps.get(kind="send").mailing
    assert second is not None
    assert second.blocks[0]["when"] == near  # the audience as it was chosen, to choose again
    write(second, [text("New words")], subject="New")
    kept.delete()  # nobody below knows that an email names it
    start(made)
    joins(campaign, "Eva Berg", at=NOON + timedelta(minutes=5))
    tick(at=NOON + timedelta(minutes=6))
    tick(at=NOON + timedelta(days=4))

    assert dict(written_to()) == {"Rosa": "Hi", "Eva": "New"}
    first.refresh_from_db()
    assert first.blocks[0]["when"] == {"all": [OHIO]}
    assert "Old words" in sampling.as_person(first, rosa).html
    assert mailings_running.Run(first).mailing.pk == first.pk  # a sender can make it ready


def test_a_figure_is_that_of_the_day_and_left_out_once_it_is_stale(
    ours: Organisation, campaign: Campaign
) -> None:
    made = draft(ours)
    source = counted(campaign, 100)
    one = letter(made, text("Hello"), kinds.new("figure", words="signed", source=source))
    start(made)

    def read() -> str:
        one.refresh_from_db()
        return sampling.as_person(one, None).html

    assert ">100<" in read()
    counted(campaign, 2_500)
    assert ">100<" in read()
    before = one.version
    assert renewing.renew_due(at=NOON) == 0
    assert ">2,500<" in read()
    assert one.version == before + 1  # senders prepare it anew
    renewing.renew_due(at=NOON)
    read()
    assert one.version == before + 1

    CountSnapshot.objects.update(as_of=None)
    assert renewing.renew_due(at=NOON) == 1
    assert renewing.renew_due(at=NOON) == 0
    assert "signed" not in read()
    told = Message.objects.get()
    assert "Nothing is counted yet of the petition" in told.text
    client = make.signed_in(by_member(ours))
    page = client.get(f"/dashboard/{ours.slug}/automations/{made.uuid}/").content.decode()
    assert "Not right any more in what goes out." in page
    assert "Block 2, Figure" in page

    counted(campaign, 2_600)
    renewing.renew_due(at=NOON)
    assert ">2,600<" in read()


def test_what_is_wrong_in_a_block_keeps_it_from_starting_and_names_the_email(
    ours: Organisation,
) -> None:
    made = draft(ours)
    letter(made, text("Hello {{ first_name }}"), subject="Welcome")
    letter(made, kinds.new("button", words="Go", url="nowhere"), subject="Again")

    with pytest.raises(running.BlockedError) as raised:
        start(made)

    what = [finding.what for finding in raised.value.findings]
    assert any(words.startswith("Email “Welcome”: Block 1, Text") for words in what)
    assert any("Email “Again”: Block 1, Button" in words for words in what)
    page = make.signed_in(by_member(ours)).get(
        f"/dashboard/{ours.slug}/automations/{made.uuid}/"
    )
    assert page.content.decode().count("/write/") >= 2


def test_what_the_network_refuses_does_not_start(ours: Organisation, monkeypatch) -> None:
    made = draft(ours)
    one = letter(made, text("Hello"))
    dead = preflight.Warned(
        Finding("A link leads nowhere", "Correct it.", "write"), blocks=True
    )
    monkeypatch.setattr(preflight, "ask_network", lambda mailing: [dead] * (mailing == one))

    with pytest.raises(running.BlockedError, match="A link leads nowhere"):
        start(made)

    assert not made.versions.exclude(started_at=None).exists()
    one.refresh_from_db()
    assert (one.state, one.frozen_at) == (Mailing.State.DRAFT, None)


def test_what_a_colleague_saves_while_the_network_is_asked_is_not_started_unseen(
    ours: Organisation, monkeypatch
) -> None:
    made = draft(ours)
    one = letter(made, text("Hello"))

    def meanwhile(_mailing: Mailing) -> list[preflight.Warned]:
        write(one, [text("Something else")], version=one.version + 1)
        return []

    monkeypatch.setattr(preflight, "ask_network", meanwhile)
    with pytest.raises(running.NotNowError):
        start(made)

    assert Automation.objects.get().state == Automation.State.DRAFT


def test_a_figure_that_is_stale_keeps_it_from_starting(ours: Organisation) -> None:
    made = draft(ours)
    letter(made, kinds.new("figure", words="signed", source="claim:gone"))

    with pytest.raises(running.BlockedError, match="no longer in the library"):
        start(made)


def test_an_email_may_begin_with_a_template(ours: Organisation) -> None:
    Template.objects.create(
        organisation=ours, name="Thanks", subject="Thank you", in_blocks=True,
        blocks=[text("From the shelf")], created_at=timezone.now(),
    )  # fmt: skip
    made = draft(ours)
    client = make.signed_in(by_member(ours))
    page = f"/dashboard/{ours.slug}/automations/{made.uuid}/"
    chosen = str(Template.objects.get().uuid)

    added = client.post(f"{page}steps/new/send/", {"kind": "send", "template": chosen})
    shown = client.get(added["Location"], follow=True)

    assert shown.redirect_chain[-1][0].endswith("/blocks/")
    assert "From the shelf" in shown.content.decode()
    assert "Thank you" in shown.content.decode()
