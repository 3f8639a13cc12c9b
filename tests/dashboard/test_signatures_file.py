"""The signatures of a campaign as a file: all that was confirmed once, with what was said."""

import csv
import io
import json

import pytest

from tests import make
from undersigned.accounts.models import Role
from undersigned.actions.models import OwnQuestion
from undersigned.organisations.models import AuditEntry
from undersigned.petitions import exporting
from undersigned.petitions.models import Signature, TextVersion

pytestmark = pytest.mark.django_db
State = Signature.State


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def campaign(ours):
    """Rosa in Ohio answered and said why; Luis in Iowa withdrew; Ida has not confirmed."""
    made = make.campaign(ours)
    text = TextVersion.objects.create(
        petition=made.petition, number=2, title="Keep it open", made_at=make.NOON
    )
    asked = OwnQuestion.objects.create(campaign=made, kind="text", label="=Why?")
    make.signature(
        made, make.supporter(ours), text=text, comment="My aunt", comment_state="approved",
        answers={str(asked.uuid): "I post letters"},
    )  # fmt: skip
    make.signature(
        made, make.supporter(ours, "Luis Ortega", region="IA"), state=State.WITHDRAWN,
        withdrawn_at=make.NOON,
    )  # fmt: skip
    make.signature(
        made, make.supporter(ours, "Ida Larsen"), state=State.PENDING, confirmed_at=None
    )
    make.signature(make.campaign(ours, "other"), make.supporter(ours, "Omar Haddad"))
    return made


def page(campaign):
    return f"/dashboard/{campaign.organisation.slug}/campaigns/{campaign.uuid}/"


def download(client, campaign, form="csv", **kwargs):
    return client.post(f"{page(campaign)}signatures/", {"form": form}, **kwargs)


def test_who_signed_is_in_it_with_state_text_answers_and_comment(ours, campaign):
    ana = make.signed_in(make.member(ours))
    assert "Signatures as a file" in ana.get(f"{page(campaign)}results/").text

    answer = download(ana, campaign)

    text = answer.getvalue().decode("utf-8-sig")
    rosa, luis = csv.DictReader(io.StringIO(text))
    assert (rosa["first_name"], rosa["status"], rosa["state"]) == ("Rosa", "confirmed", "OH")
    assert (rosa["text_version"], rosa["text_title"]) == ("2", "Keep it open")
    assert (rosa["comment"], rosa["comment_status"]) == ("My aunt", "approved")
    assert rosa["'=Why?"] == "I post letters"
    assert rosa["signed"] == make.NOON.isoformat()
    assert (luis["status"], luis["withdrawn"], luis["'=Why?"]) == (
        "withdrawn", make.NOON.isoformat(), "",
    )  # fmt: skip
    entry = AuditEntry.objects.get(verb="exported the signatures of")
    assert entry.after == {"number": 2}


def test_json_lines_say_the_same(ours, campaign):
    answer = download(make.signed_in(make.member(ours)), campaign, form="jsonl")

    rosa, luis = map(json.loads, answer.getvalue().decode().splitlines())
    assert rosa["answers"] == [{"question": "=Why?", "answer": "I post letters"}]
    assert (luis["first_name"], luis["answers"]) == ("Luis", [])


def test_it_is_read_in_two_queries(campaign, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(list(exporting.as_csv(exporting.of(campaign), campaign))) == 3


def test_a_member_gets_whom_their_area_holds_and_no_more_than_it_says(ours, campaign):
    mia = make.member(ours, "Mia Member")
    mia.area_states = ["IA"]
    mia.save()
    text = download(make.signed_in(mia), campaign).getvalue().decode()
    assert "Luis" in text
    assert "Rosa" not in text

    mia.area_states, mia.area_most = [], 1
    mia.save()
    refused = download(make.signed_in(mia), campaign, follow=True)
    assert "you may reach 1 at a time" in refused.text


def test_who_may_export_nobody_gets_none_and_a_get_gives_nothing(ours, campaign):
    writer = make.signed_in(make.member(ours, "Will Writer", Role.WRITER))
    theirs = make.signed_in(make.member(make.organisation("Others", "others"), "Olga Other"))
    ana = make.signed_in(make.member(ours))

    assert download(writer, campaign).status_code == 403
    assert "Signatures as a file" not in writer.get(f"{page(campaign)}results/").text
    assert download(theirs, campaign).status_code == 404
    assert ana.get(f"{page(campaign)}signatures/").status_code == 405


def test_the_page_of_everything_says_what_is_not_in_its_file(ours):
    ana = make.signed_in(make.member(ours))

    shown = ana.get(f"/dashboard/{ours.slug}/supporters/everything/").text

    assert "Signatures that were made here" in shown
    assert "Mailings and who got them" in shown
