"""An organiser writes, chooses, checks and sends; a reader unsubscribes."""

import pytest
from django.test import Client

from tests import make
from undersigned.accounts.models import Role
from undersigned.lib import leasing
from undersigned.mailings import rendering, sending
from undersigned.mailings.models import Mailing, Recipient
from undersigned.outbox.models import CaughtMessage, Message
from undersigned.supporters.models import Consent, EmailConsent

pytestmark = pytest.mark.django_db
ALL = "/dashboard/river-valley/mailings/"


@pytest.fixture
def ours(settings, tmp_path):
    settings.DEMO = True
    settings.DATA = tmp_path
    return make.organisation(postal_address="1 Main Street", hold_minutes=0)


@pytest.fixture
def organiser(ours) -> Client:
    return make.signed_in(make.member(ours))


def page(mailing: Mailing, name: str) -> str:
    return f"{ALL}{mailing.uuid}/{name}/"


def finish() -> None:
    while sending.send_due(at=leasing.now()):
        pass


def test_an_organiser_mails_the_signers_of_two_states(ours, organiser):  # noqa: PLR0915  one story
    campaign = make.campaign(ours)
    for name, state in (("Rosa Diaz", "OH"), ("Cho Park", "IA"), ("Lee Moss", "TX")):
        person = make.supporter(ours, name, region=state, consent=EmailConsent.GIVEN)
        make.signature(campaign, person)
    assert b"No mailings yet" in organiser.get(ALL).content
    assert organiser.get(f"{ALL}new/").status_code == 200

    organiser.post(f"{ALL}new/", {"name": "News", "kind": "mailing", "campaign": ""})
    mailing = Mailing.objects.get()
    words = {
        "version": 1, "name": "News", "subject": "Hello {{ first_name or 'friend' }}",
        "from_name": "River Valley", "from_address": "news@rv.example",
        "body": "Dear {{ first_name or 'friend' }}, [sign](/post-offices/)",
    }  # fmt: skip
    assert b"Rosa" in organiser.post(page(mailing, "preview"), words).content
    assert b"Rosa" in organiser.post(page(mailing, "write"), words | {"preview": "y"}).content
    wrong = organiser.post(page(mailing, "write"), words | {"body": "{{ first_name }}"})
    assert (wrong.status_code, b"has no fallback" in wrong.content) == (422, True)
    answer = organiser.post(page(mailing, "write"), words)
    assert answer.url == page(mailing, "audience")
    assert organiser.get(page(mailing, "write")).status_code == 200
    chosen = {"version": 2, "signed": str(campaign.uuid), "states": ["OH", "IA"]}
    counted = organiser.post(page(mailing, "count"), chosen)
    assert b"<strong>2</strong> may be emailed" in counted.content
    assert organiser.post(page(mailing, "audience"), chosen).url == page(mailing, "check")
    assert b"Ohio" in organiser.get(page(mailing, "audience")).content

    checked = organiser.get(page(mailing, "check"))
    assert b"in 2 states" in checked.content
    assert "frame-src 'self'" in checked["Content-Security-Policy"]
    for show in ("normal", "empty", "longest", "1"):
        assert organiser.get(page(mailing, "look") + f"?show={show}").status_code == 200
        framed = organiser.get(page(mailing, "shown") + f"?show={show}")
        assert b"1 Main Street" in framed.content
        assert "'unsafe-inline'" in framed["Content-Security-Policy"]
    organiser.post(page(mailing, "test"), {"show": "normal"})
    assert Message.objects.all().delete()[0]  # a letter that waits long holds mailings up
    organiser.post(page(mailing, "send"), {"version": 3})
    finish()

    got = CaughtMessage.objects.values_list("to_address", flat=True)
    assert sorted(got) == ["cho.park@example.org", "rosa.diaz@example.org"]
    assert organiser.get(page(mailing, "check")).url == page(mailing, "results")
    came = organiser.get(page(mailing, "results")).content
    assert b"usmap" in came
    assert b"Iowa" in came
    assert b"2 / 2" in organiser.get(page(mailing, "progress")).content
    assert b"Cho Park" in organiser.get(page(mailing, "recipients")).content
    file = b"".join(organiser.post(page(mailing, "export")).streaming_content)
    assert b"rosa.diaz@example.org,OH,sent" in file
    assert b"News" in organiser.get(ALL).content

    made = organiser.post(page(mailing, "correction"))
    draft = Mailing.objects.get(corrects=mailing)
    assert made.url == page(draft, "write")
    assert b"Was sent" in organiser.get(page(draft, "audience")).content


def test_a_later_save_is_told_and_nothing_is_lost(ours, organiser):
    mailing = make.mailing(ours, version=4)
    typed = {
        "version": 3, "name": "N", "subject": "Mine", "from_name": "A",
        "from_address": "a@example.org", "body": "Mine too",
    }  # fmt: skip

    answer = organiser.post(page(mailing, "write"), typed)

    assert b"colleague saved" in answer.content
    assert b"Mine too" in answer.content
    assert organiser.post(page(mailing, "write"), typed | {"version": 4}).status_code == 302


def test_a_second_person_approves_and_the_hold_can_be_undone(ours, organiser):
    ours.approval_above, ours.hold_minutes = 0, 10
    ours.save()
    make.supporter(ours, consent=EmailConsent.GIVEN)
    mailing = make.mailing(ours)
    ben = make.signed_in(make.member(ours, "Ben Hart", Role.ORGANISER))

    organiser.post(page(mailing, "send"), {"version": 1})
    assert b"Approve and send" not in organiser.get(page(mailing, "check")).content
    organiser.post(page(mailing, "approval"), {"version": 2})
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.WAITING
    assert b"Approve and send" in ben.get(page(mailing, "check")).content
    ben.post(page(mailing, "approval"), {"version": 1})
    assert b"changed meanwhile" in ben.get(page(mailing, "check")).content
    ben.post(page(mailing, "approval"), {"version": 2})
    assert b"Undo" in ben.get(page(mailing, "check")).content
    ben.post(page(mailing, "undo"))

    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT


def test_what_is_not_right_is_shown_with_its_remedy(ours, organiser):
    ours.postal_address = ""
    ours.save()
    mailing = make.mailing(ours, body="{{ shoe_size or 'big' }}")

    shown = organiser.get(page(mailing, "check")).content.decode()
    organiser.post(page(mailing, "send"), {"version": 1})

    assert "no postal address" in shown
    assert "shoe_size" in shown
    assert "Nobody would get it" in shown
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT


def test_one_press_unsubscribes_and_a_look_does_not(ours):
    person = make.supporter(ours, consent=EmailConsent.GIVEN)
    mailing = make.mailing(ours, frozen_at=make.NOON)
    row = Recipient.objects.create(
        organisation=ours,
        mailing=mailing,
        supporter=person,
        canonical_address=person.canonical_address,
    )
    url = rendering.unsubscribe_url(row.uuid, at=make.NOON)
    path = url[url.index("/unsubscribe/") :]
    reader = Client(enforce_csrf_checks=True)

    assert reader.get(path).status_code == 200
    person.refresh_from_db()
    assert person.email_consent == EmailConsent.GIVEN
    answer = reader.post(path, {"List-Unsubscribe": "One-Click"})

    person.refresh_from_db()
    assert (answer.status_code, person.email_consent) == (200, EmailConsent.WITHDRAWN)
    assert Consent.objects.get().how == Consent.How.ONE_CLICK
    assert answer["Cache-Control"] == "no-store, private"
    assert not answer.cookies
    reader.post(path)
    assert Consent.objects.count() == 1
    assert reader.get("/unsubscribe/forged/").status_code == 404


def test_stopping_going_on_and_sending_again_to_the_uncertain(ours, organiser):
    person = make.supporter(ours, consent=EmailConsent.GIVEN)
    mailing = make.mailing(ours, state=Mailing.State.SENDING, frozen_at=make.NOON)
    Recipient.objects.create(
        organisation=ours, mailing=mailing, supporter=person,
        canonical_address=person.canonical_address, state=Recipient.State.UNCERTAIN,
    )  # fmt: skip

    assert b"?state=uncertain" in organiser.get(page(mailing, "results")).content
    organiser.post(page(mailing, "stop"))
    assert b"Go on" in organiser.get(page(mailing, "results")).content
    organiser.post(page(mailing, "go-on"))
    organiser.post(page(mailing, "go-on"))
    organiser.post(page(mailing, "again/uncertain"))
    finish()

    assert CaughtMessage.objects.count() == 1


def test_mailings_are_compared_once_one_has_gone_out(ours, organiser):
    where = f"/dashboard/{ours.slug}/mailings/"
    assert "Compare" not in organiser.get(where).content.decode()
    make.mailing(ours)
    assert "Compare" not in organiser.get(where).content.decode()

    make.mailing(ours, state="sent", frozen_at=make.NOON)

    assert "Compare" in organiser.get(where).content.decode()
