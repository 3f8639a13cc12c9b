"""Two records become one person, and two again, exactly as they were."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from tests.make import NOON
from tests.supporters.everything import merged, taken_back, two
from undersigned.actions.models import Answer, OwnQuestion
from undersigned.ledger import appending
from undersigned.mailings.models import Recipient
from undersigned.organisations.models import IssuePosition
from undersigned.outbox import suppression
from undersigned.petitions import confirming
from undersigned.petitions.models import Signature
from undersigned.supporters import consenting, keeping, owning
from undersigned.supporters.merging import joining, undoing, wording
from undersigned.supporters.models import (
    Consent,
    DuplicateSearch,
    EmailConsent,
    Expiring,
    IssueInterest,
    LikelyDuplicate,
    Merge,
    MergeStep,
    Preference,
    Supporter,
    SupporterEmail,
)

pytestmark = pytest.mark.django_db

GIVEN, WITHDRAWN, NONE = EmailConsent.GIVEN, EmailConsent.WITHDRAWN, EmailConsent.NONE


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def by(ours):
    return make.actor(make.member(ours))


def say(person, said, *, at):
    consenting.record([consenting.Saying(
        organisation_id=person.organisation_id, supporter_id=person.pk, said=said,
        how=Consent.How.FORM, at=at,
    )])  # fmt: skip


def prefer(person):
    Preference.objects.create(
        supporter=person, days_between=7, only_interests=person.canonical_address[0] == "b",
        at=NOON,
    )  # fmt: skip
    issue = IssuePosition.objects.create(
        organisation=person.organisation, name=person.email, place=person.pk
    )
    both, _made = IssuePosition.objects.get_or_create(
        organisation=person.organisation, name="Both"
    )
    IssueInterest.objects.create(supporter=person, issue=issue, told="person", at=NOON)
    told = "person" if person.canonical_address[0] == "b" else "staff"
    IssueInterest.objects.create(supporter=person, issue=both, told=told, at=NOON)


def suppress(person, reason):
    stop = suppression.Stop(
        organisation_id=person.organisation_id, canonical=person.canonical_address,
        reason=reason,
    )  # fmt: skip
    suppression.suppress([stop], at=NOON)


def test_all_that_hangs_on_the_one_moves_to_the_other(ours, by):
    rosa, work = two(ours)
    question = OwnQuestion.objects.create(
        campaign=make.campaign(ours), kind="text", label="Why?"
    )
    Answer.objects.create(question=question, supporter=work, value="rivers", at=NOON)
    mailing = make.mailing(ours)
    Recipient.objects.create(
        organisation=ours,
        mailing=mailing,
        supporter=work,
        canonical_address="rdiaz@work.example",
    )
    keeping.note(supporter=work, text="met", at=NOON, by=by)
    keeping.tag(supporter=work, name="host", at=NOON, by=by)

    merged(rosa, work, by)

    assert Supporter.objects.get() == rosa
    assert rosa.notes.get().text == "met"
    assert rosa.tags.get().name == "host"
    assert Answer.objects.get().supporter == rosa
    assert Recipient.objects.get().supporter == rosa


def test_what_moved_is_said_in_words_whatever_table_it_stands_in():
    names = {
        str(model._meta.verbose_name_plural)
        for model, _name in owning._pointing()
        if owning._is_ours(model) and model not in (LikelyDuplicate, Expiring)
    }

    for name in names | {"answers", "automations", "emails", "signatures"}:
        ((words, number),) = wording.moved({name: 2})
        assert number == 2
        assert str(words) != name.capitalize() or name in {"notes", "signatures"}, name


def test_both_addresses_stay_known(ours, by):
    rosa, work = two(ours)

    merged(rosa, work, by, from_loser={"email"})

    rosa.refresh_from_db()
    assert rosa.email == "rdiaz@work.example"
    assert SupporterEmail.objects.get(supporter=rosa).email == "rosa@example.org"


@pytest.mark.parametrize(
    ("one", "other", "stands"),
    [
        (GIVEN, WITHDRAWN, WITHDRAWN), (WITHDRAWN, GIVEN, WITHDRAWN), (GIVEN, NONE, NONE),
        (NONE, WITHDRAWN, WITHDRAWN), (GIVEN, GIVEN, GIVEN),
    ],
)  # fmt: skip
def test_the_more_restrictive_consent_wins(ours, by, one, other, stands):
    rosa, work = two(ours)
    said = {GIVEN: Consent.Said.GIVEN, WITHDRAWN: Consent.Said.WITHDRAWN}
    for person, consent in ((rosa, one), (work, other)):
        if consent in said:
            say(person, said[consent], at=NOON - timedelta(days=1 + (consent != GIVEN)))

    merged(rosa, work, by)

    rosa.refresh_from_db()
    assert rosa.email_consent == stands
    newest = rosa.consents.order_by("-at", "-pk").first()
    if stands == WITHDRAWN:
        assert newest is not None
        assert newest.said == "withdrawn", "the timeline says so too"


def test_an_address_that_must_not_be_mailed_stops_the_other(ours, by):
    rosa, work = two(ours)
    suppress(work, suppression.Reason.COMPLAINED)

    merged(rosa, work, by)

    assert suppression.reason(organisation_id=ours.pk, canonical="rosa@example.org")


def signed(campaign, person, **values):
    """Confirmed, with its leaf in the log."""
    signature = make.signature(campaign, person, **values)
    campaign.petition.refresh_from_db()
    signature.text = campaign.petition.texts.get()
    signature.save()
    appending.sign([confirming.leaf(signature)], at=NOON)
    return signature


def test_who_signed_twice_counts_once(ours, by):
    rosa, work = two(ours)
    campaign = make.campaign(ours)
    first, second = signed(campaign, rosa), signed(campaign, work)

    merge = merged(rosa, work, by)

    second.refresh_from_db()
    assert (second.state, second.removed_reason) == ("removed", "duplicate")
    assert second.supporter == rosa
    first.refresh_from_db()
    assert first.state == "confirmed"
    taken_back(merge, by)
    second.refresh_from_db()
    assert (second.state, second.supporter.email) == ("confirmed", "rdiaz@work.example")


def test_under_two_names_both_signatures_stay(ours, by):
    rosa = make.supporter(ours, "Rosa Diaz", email="home@example.org")
    ben = make.supporter(ours, "Ben Diaz", email="home@example.org", slot=2)
    campaign = make.campaign(ours)
    make.signature(campaign, rosa)
    make.signature(campaign, ben, slot=2)

    merged(rosa, ben, by)

    assert Signature.objects.confirmed().filter(supporter=rosa).count() == 2


def test_a_mailing_that_waits_for_both_goes_once(ours, by):
    rosa, work = two(ours)
    mailing = make.mailing(ours)
    for person in (rosa, work):
        Recipient.objects.create(
            organisation=ours, mailing=mailing, supporter=person,
            canonical_address=person.canonical_address,
        )  # fmt: skip

    merged(rosa, work, by)

    states = Recipient.objects.order_by("pk").values_list("state", "code")
    assert list(states) == [("waiting", ""), ("skipped", "merged")]


def test_who_was_changed_since_the_page_was_opened_is_not_merged(ours, by):
    rosa, work = two(ours)

    with pytest.raises(keeping.ChangedMeanwhileError):
        joining.merge(
            organisation_id=ours.pk, winner=rosa.uuid, loser=work.uuid, versions=(1, 9),
            from_loser=(), at=NOON, by=by,
        )  # fmt: skip

    assert Supporter.objects.count() == 2


def test_nobody_of_another_organisation_is_merged(ours, by):
    rosa, _work = two(ours)
    stranger = make.supporter(make.organisation("Other", "other"), "Rosa Diaz")

    with pytest.raises(keeping.ChangedMeanwhileError):
        joining.merge(
            organisation_id=ours.pk, winner=rosa.uuid, loser=stranger.uuid, versions=(1, 1),
            from_loser=(), at=NOON, by=by,
        )  # fmt: skip


def test_merges_are_undone_from_the_last(ours, by):
    rosa, work = two(ours)
    third = make.supporter(ours, "Rosa Diaz", email="third@example.org")
    first = merged(rosa, work, by)
    second = merged(rosa, third, by)

    with pytest.raises(undoing.LaterMergeError):
        taken_back(first, by)

    taken_back(second, by)
    taken_back(first, by)
    assert Supporter.objects.count() == 3


def test_what_was_changed_since_a_merge_stays_when_it_is_undone(ours, by):
    rosa, work = two(ours, city="Athens")
    merge = merged(rosa, work, by, from_loser={"place"})
    rosa.refresh_from_db()
    Supporter.objects.filter(pk=rosa.pk).update(given_name="Rosalind", city="Dayton")

    taken_back(merge, by)

    rosa.refresh_from_db()
    assert (rosa.given_name, rosa.city) == ("Rosalind", "Dayton")


def test_a_place_that_somebody_took_since_is_not_taken_from_them(ours, by):
    rosa, work = two(ours)
    merge = merged(rosa, work, by)
    make.supporter(ours, "Rosa Diaz", email="rdiaz@work.example")

    with pytest.raises(undoing.TakenError):
        taken_back(merge, by)

    assert Merge.objects.get().undone_at is None
    assert Supporter.objects.count() == 2


def test_after_thirty_days_a_merge_cannot_be_undone_and_its_notes_are_gone(ours, by):
    rosa, work = two(ours)
    merge = merged(rosa, work, by)
    later = NOON + timedelta(days=31)

    assert undoing.forget_due(at=later) == 1
    assert not MergeStep.objects.exists()
    with pytest.raises(undoing.TooLateError):
        taken_back(merge, by, at=later)


# Merge, then undo: the same database. Random people, random things that hang on them.

# The trail and the public log only grow; what the merge wrote down about itself stays.
GROWS = {
    "organisations_auditentry", "ledger_leaf", "supporters_merge", "sqlite_sequence",
    "petitions_countsnapshot",
}  # fmt: skip

NAMES = st.sampled_from(["", "Rosa", "Rose", "Ben"])
PERSON = st.fixed_dictionaries({
    "given_name": NAMES,
    "family_name": st.sampled_from(["", "Diaz", "Díaz"]),
    "phone": st.sampled_from(["", "6145550100"]),
    "city": st.sampled_from(["", "Athens"]),
    "fields": st.dictionaries(st.sampled_from(["shoe", "hat"]), st.sampled_from(["1", "2"])),
    "email_consent": st.sampled_from(EmailConsent.values),
    "changed_at": st.sampled_from([None, NOON, NOON + timedelta(days=1)]),
})  # fmt: skip
HANGS = st.lists(
    st.sampled_from(
        ["signs", "waits", "answers", "tag", "note", "mail", "stop", "said", "pair", "wish"]
    ),
    unique=True,
)


class TestMergeThenUndo(TestCase):
    @settings(max_examples=10)
    @given(PERSON, PERSON, HANGS, HANGS, st.sets(st.sampled_from(
        ["given_name", "family_name", "email", "phone", "place", "own:shoe"]
    )))  # fmt: skip
    def test_leaves_the_same_database(self, one, other, hangs, more, picked):
        ours = make.organisation()
        by = make.actor(make.member(ours))
        campaign, mailing = make.campaign(ours), make.mailing(ours)
        question = OwnQuestion.objects.create(campaign=campaign, kind="text", label="Why?")
        people = [make.supporter(ours, email=f"{place}@example.org") for place in ("a", "b")]
        for person, values, things in zip(people, (one, other), (hangs, more), strict=True):
            Supporter.objects.filter(pk=person.pk).update(**values)
            person.refresh_from_db()
            _hang(things, person, campaign, mailing, question, by)
        if "pair" in hangs:
            _pair(ours, people)
        before = _everything()

        merge = merged(people[0], people[1], by, from_loser=picked)
        assert Supporter.objects.count() == 1
        taken_back(merge, by)

        assert _everything() == before


def _hang(things, person, campaign, mailing, question, by):
    ours = person.organisation
    if "signs" in things:
        signed(campaign, person)
    elif "waits" in things:
        make.signature(campaign, person, state="pending", confirmed_at=None)
    hangs = {
        "answers": lambda: Answer.objects.create(
            question=question, supporter=person, value="x", at=NOON
        ),
        "tag": lambda: keeping.tag(supporter=person, name="host", at=NOON, by=by),
        "note": lambda: keeping.note(supporter=person, text="met", at=NOON, by=by),
        "mail": lambda: Recipient.objects.create(
            organisation=ours, mailing=mailing, supporter=person,
            canonical_address=person.canonical_address,
        ),
        "stop": lambda: suppress(person, suppression.Reason.UNSUBSCRIBED),
        "wish": lambda: prefer(person),
        "said": lambda: say(person, Consent.Said.GIVEN, at=NOON),
    }  # fmt: skip
    for thing in hangs.keys() & set(things):
        hangs[thing]()


def _pair(ours, people):
    search = DuplicateSearch.objects.create(organisation=ours, asked_at=NOON, finished_at=NOON)
    LikelyDuplicate.objects.create(
        organisation=ours, first=people[0], second=people[1], alike=1, score=80, search=search
    )


def _everything():
    """All rows of all tables but those that only grow."""
    found = {}
    for table in connection.introspection.table_names():
        if table not in GROWS:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
                found[table] = sorted(map(str, cursor.fetchall()))
    return found
