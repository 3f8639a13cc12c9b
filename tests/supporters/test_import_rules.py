"""What holds of every file, whatever is in it and whoever was there before."""

import csv
import io
import multiprocessing
from unittest import mock

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from tests.make import NOON
from tests.supporters import moving
from undersigned.lib import aside
from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_address
from undersigned.outbox import suppression
from undersigned.outbox.models import Suppression
from undersigned.supporters.importing import framing, fresh, reasons, running, starting
from undersigned.supporters.models import Consent, EmailConsent, Import, PastAct, Supporter

GIVEN, WITHDRAWN = EmailConsent.GIVEN, EmailConsent.WITHDRAWN
LEFT = ("unsubscribed", "bounced", "cleaned", "complained", "opted out")
HEADER = ("email", "first name", "status", "city", "modified", "tags", "signed at", "shoes")

addresses = st.sampled_from([
    "rosa@example.org", "Rosa@Example.org", "r.o.sa@gmail.com", "rosa+x@gmail.com",
    "luis@example.org", "ana@example.net",
])  # fmt: skip
rows = st.tuples(
    addresses,
    st.sampled_from(["", "Rosa", "Luis", "Ana Maria"]),
    st.sampled_from(["", "subscribed", "never", "what?", *LEFT]),
    st.sampled_from(["", "Athens", "Logan"]),
    st.sampled_from(["", "2019-01-02", "2021-03-04", "no date"]),
    st.sampled_from(["", "host", "host, volunteer"]),
    st.sampled_from(["", "2020-05-06"]),
    st.sampled_from(["", "9"]),
)
files = st.lists(rows, min_size=1, max_size=12)
reasons_to_stop = st.sampled_from(["unsubscribed", "bounced", "complained", "legal"])
held = st.dictionaries(addresses, reasons_to_stop, max_size=3)
often = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def text(table):
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *table])
    return out.getvalue()


def people(organisation):
    """Everybody of it, by what they are and not by their ids."""
    rows = Supporter.objects.filter(organisation=organisation)
    own = rows.values_list(
        "canonical_address", "slot", "email", "given_name", "city", "source", "email_consent",
        "fields", "created_at", "changed_at", "country", "language", "address_hash",
    )  # fmt: skip
    who = ("supporter__canonical_address", "supporter__slot")
    return (
        sorted(own, key=lambda row: row[:2]),
        sorted(rows.values_list("canonical_address", "slot", "tags__name", "tagging__at")),
        sorted(
            Consent.objects.filter(organisation=organisation).values_list(
                *who, "said", "how", "reason", "source", "by_label", "at"
            )
        ),
        sorted(PastAct.objects.filter(organisation=organisation).values_list(*who, "at")),
    )


class Rules(TestCase):
    """On random files, after random people were there before."""

    def stopped(self, organisation, stops):
        """Some may not be mailed, for one reason or another, and one has unsubscribed here."""
        named = {canonical_address(address): reason for address, reason in stops.items()}
        suppression.suppress(
            [
                suppression.Stop(
                    organisation_id=organisation.pk,
                    canonical=canonical,
                    reason=Suppression.Reason(reason),
                )
                for canonical, reason in named.items()
            ],
            at=NOON,
        )
        make.supporter(organisation, email="left@example.org", consent=WITHDRAWN)
        return named

    def test_what_a_newer_row_leaves_empty_an_older_one_fills_and_what_it_repeats_it_keeps(
        self,
    ):
        ours = make.organisation()
        for city, year in (("", 2011), ("Athens", 2010), ("Athens", 2012), ("Logan", 2011)):
            row = ("rosa@example.org", "Rosa", "", city, f"{year}-01-02", "", "", "")
            moving.bring(ours, text([row]))

        assert Supporter.objects.get().city == "Athens"

    @often
    @given(table=files, stops=held, agreed=st.sampled_from(["everyone", "stated", "nobody"]))
    def test_nobody_who_is_held_as_stopped_is_subscribed(self, table, stops, agreed):
        ours = make.organisation()
        named = self.stopped(ours, stops)
        table = [*table, ("left@example.org", "", "subscribed", "", "", "", "", "")]

        moving.bring(ours, text(table), agreed=agreed)

        gone = {
            canonical_address(row[0]) for row in table if row[2] in LEFT
        } | named.keys() | {"left@example.org"}  # fmt: skip
        here = Supporter.objects.filter(organisation=ours, canonical_address__in=gone)
        assert not [
            person
            for person in here.filter(email_consent=GIVEN)
            if not self.stops(ours, person)
        ], "whom a row says to have left is not mailed"
        left = {canonical_address(r[0]) for r in table if r[2] in {"unsubscribed", "opted out"}}
        assert not here.filter(canonical_address__in=left, email_consent=GIVEN).exists()
        assert not here.filter(canonical_address__in=named, email_consent=GIVEN).exists()
        assert Supporter.objects.get(email="left@example.org").email_consent == WITHDRAWN
        for canonical, reason in named.items():
            kept = Suppression.objects.get(
                organisation=ours, address_hash=address_hash(canonical)
            )
            assert kept.reason == reason, "why somebody is not mailed is not rewritten"

    def stops(self, organisation, person):
        return Suppression.objects.filter(
            organisation=organisation, address_hash=person.address_hash
        ).exists()

    @often
    @given(table=files, stops=held)
    def test_the_same_file_once_more_changes_nothing(self, table, stops):
        """Of one person a mailbox: who comes second after somebody has left has left too."""
        ours = make.organisation()
        self.stopped(ours, stops)
        table = [(address, name and "Rosa", *rest) for address, name, *rest in table]
        moving.bring(ours, text(table))
        before = people(ours)

        moving.bring(ours, text(table))

        assert people(ours) == before

    @often
    @given(table=st.lists(
        st.tuples(st.sampled_from(["Athens", "Logan", "Lima"]), st.integers(2010, 2020)),
        min_size=1, max_size=6,
    ))  # fmt: skip
    def test_of_two_rows_the_newer_counts(self, table):
        ours = make.organisation()
        newest = ("", 0)
        for city, year in table:
            newest = (city, year) if year >= newest[1] else newest

        for city, year in table:
            row = ("rosa@example.org", "Rosa", "", city, f"{year}-01-02", "", "", "")
            moving.bring(ours, text([row]))

        assert Supporter.objects.get().city == newest[0]

    @often
    @given(table=files, stops=held, agreed=st.sampled_from(["everyone", "stated", "nobody"]))
    def test_who_is_new_is_written_as_if_each_had_been_thought_about(
        self, table, stops, agreed
    ):
        ours, theirs = make.organisation(), make.organisation(slug="theirs")
        for one in (ours, theirs):
            self.stopped_once(one, stops)

        quick = moving.bring(ours, text(table), agreed=agreed)
        with mock.patch.object(fresh, "maker", return_value=None):
            slow = moving.bring(theirs, text(table), agreed=agreed)

        assert people(ours) == people(theirs)
        assert quick.found == slow.found

    def stopped_once(self, organisation, stops):
        named = {canonical_address(address): reason for address, reason in stops.items()}
        Suppression.objects.bulk_create(
            Suppression(
                organisation=organisation, address_hash=address_hash(canonical),
                reason=reason, at=NOON,
            )
            for canonical, reason in named.items()
        )  # fmt: skip


@pytest.mark.django_db
def test_a_third_name_that_unsubscribes_a_full_mailbox_is_heeded_though_it_is_refused():
    names = (("Rosa", ""), ("Luis", ""), ("Eva", "unsubscribed"))
    table = [("r@example.org", name, status, "", "", "", "", "") for name, status in names]

    batch = moving.bring(make.organisation(), text(table), agreed="everyone")

    assert batch.found["why:full"] == 1
    assert {one.email_consent for one in Supporter.objects.all()} == {WITHDRAWN}


@pytest.fixture
def beside(monkeypatch):
    """Every file is large enough to be read in a process of its own."""
    monkeypatch.setattr(framing, "_SMALL", 0)


@pytest.mark.django_db
def test_a_large_file_is_read_in_another_process_and_each_row_is_there(beside, monkeypatch):
    received, rows = aside._received, []

    def noted(pipe):
        for frame in received(pipe):
            rows.append(frame.taken)
            yield frame

    monkeypatch.setattr(aside, "_received", noted)
    ours = make.organisation()
    table = [(f"rosa{n}@example.org", "Rosa", "", "Athens", "", "", "", "") for n in range(900)]

    batch = moving.bring(ours, text([*table, ("nobody", *[""] * 7)]))

    assert sum(rows) == 2 * 901  # as it is compared, and as it is imported
    assert Supporter.objects.count() == 900
    assert batch.found["why:bad_email"] == 1
    assert "bad_email" in reasons.ALL


@pytest.mark.django_db
def test_when_the_reading_process_is_killed_the_import_says_so_and_goes_on_later(
    beside, monkeypatch
):
    ours = make.organisation()
    table = [(f"rosa{n}@example.org", "Rosa", "", "Athens", "", "", "", "") for n in range(900)]
    batch = moving.check(moving.take(ours, text(table)))

    received = aside._received

    def killed(pipe):
        [reader] = multiprocessing.active_children()
        reader.kill()
        return received(pipe)

    with monkeypatch.context() as broken:
        broken.setattr(aside, "_received", killed)
        starting.start(batch, at=NOON, by=moving.BY)
        for _done in running.run(batch.uuid, at=timezone.now(), inside=moving.everywhere):
            pass
    batch.refresh_from_db()
    assert (batch.state, batch.failure) == (
        Import.State.FAILED,
        "undersigned.lib.aside.EndedError",
    )
    starting.go_on(batch, at=NOON, by=moving.BY)
    moving.finish(batch)

    assert batch.state == Import.State.DONE
    assert Supporter.objects.count() == 900
