"""What a file says about calls, texts and letters: a no always counts, a yes never above it."""

import pytest

from tests import make
from tests.supporters import moving
from tests.supporters.headers import ACTION_NETWORK, BREVO
from undersigned.segments import compiling
from undersigned.segments.areas import EVERYWHERE
from undersigned.supporters import consenting
from undersigned.supporters.matching import guessing
from undersigned.supporters.models import Consent, EmailConsent, Supporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.organisation()


def words(address="rosa@example.org"):
    """The newest about each channel but email."""
    found = consenting.standing(moving.person(address))
    return {name: one.said for name, one in found.items() if one and name != "email"}


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("can2_sms_status", "unsubscribed", {"text": "withdrawn"}),
        ("can2_sms_status", "subscribed", {"text": "given"}),
        ("can2_sms_status", "bouncing", {}),
        ("SMS Opt-In Status", "Opt-Out", {"text": "withdrawn"}),
        ("SMS Opt-In Status", "Unknown", {}), ("SMS_BLACKLISTED", "Yes", {"text": "withdrawn"}),
        ("SMS_BLACKLISTED", "No", {}), ("mobile_opt_in", "false", {"text": "withdrawn"}),
        ("mobile_opt_in", "true", {"text": "given"}),
        ("do_not_call", "true", {"phone": "withdrawn"}),
        ("Do Not Phone", "1", {"phone": "withdrawn"}),
        ("Do Not Mail", "1", {"post": "withdrawn"}),
        ("Do Not Sms", "0", {}), ("Do Not Sms", "1", {"text": "withdrawn"}),
        ("do_not_contact", "true", dict.fromkeys(("phone", "text", "post"), "withdrawn")),
    ],
)  # fmt: skip
def test_each_systems_words_are_a_consent_event_of_their_channel(ours, header, cell, expected):
    batch = moving.bring(ours, f"email,{header}\nrosa@example.org,{cell}\n")

    assert words() == expected
    for event in Consent.objects.exclude(channel="email"):
        assert (event.how, event.source, event.by_label) == ("import", "list.csv", "Ana Lopez")
        assert event.reason == (batch.basis if event.said == "given" else "")
    nos = {f"no:{channel}": 1 for channel, word in expected.items() if word == "withdrawn"}
    assert nos.items() <= batch.checked.items(), "the dry run shows it"
    if header == "do_not_contact":
        assert moving.person("rosa@example.org").email_consent == EmailConsent.WITHDRAWN


def test_columns_of_known_systems_are_recognised():
    for text, between in ((ACTION_NETWORK, ","), (BREVO, ";")):
        mapping = guessing.guess(text.splitlines()[0].split(between)).mapping
        assert {"texts_status", "no_texts"} & set(mapping)


def test_a_yes_counts_only_if_the_file_is_said_to_hold_consent(ours):
    moving.bring(ours, "email,mobile_opt_in\nrosa@example.org,true\n", agreed="nobody")

    assert words() == {}


def test_a_no_stays_whatever_a_file_says_and_a_no_in_a_file_ends_a_yes(ours):
    for address, said in (("rosa@example.org", "withdrawn"), ("luis@example.org", "given")):
        person = make.supporter(ours, address.split("@", maxsplit=1)[0], email=address)
        consenting.record([consenting.Saying(
            organisation_id=ours.pk, supporter_id=person.pk, said=Consent.Said(said),
            how=Consent.How.FORM, at=make.NOON, channel=Consent.Channel.TEXT,
        )])  # fmt: skip
    before = Consent.objects.count()

    batch = moving.bring(
        ours,
        "email,can2_sms_status\nrosa@example.org,subscribed\nluis@example.org,unsubscribed\n"
        "ana@example.org,subscribed\nana@example.org,unsubscribed\n",
    )

    assert words("rosa@example.org") == {"text": "withdrawn"}
    assert words("luis@example.org") == {"text": "withdrawn"}
    assert words("ana@example.org") == {"text": "withdrawn"}
    rule = {"all": [{"criterion": "agreed", "value": "text"}]}
    found = compiling.compile_rules(rule, organisation_id=ours.pk, by=EVERYWHERE)
    assert not found.exists(), "the audience rule sees it"

    moving.bring(ours, "email,can2_sms_status\nluis@example.org,unsubscribed\n", name="b.csv")
    assert Consent.objects.count() == before + 2, "what is known is not written again"

    moving.undo(batch)
    assert words("luis@example.org") == {"text": "given"}
    assert not Supporter.objects.filter(email="ana@example.org").exists()
