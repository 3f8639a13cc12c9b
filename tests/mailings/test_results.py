"""The page of what became of a mailing: right to the last number, live, and quick."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.mailings.reached import NUMBER, crowd, mailing, page, rows
from tests.make import NOON
from undersigned.accounts.models import Role
from undersigned.mailings import comparing, counting, tabling, tallying
from undersigned.mailings.models import Click, Link, Mailing, Recipient, Tally, Trial, Variant
from undersigned.organisations.models import Organisation
from undersigned.outbox.returns.kinds import ARRIVED, BLOCKS, SOFT
from undersigned.petitions.models import Signature

pytestmark = pytest.mark.django_db
State = Recipient.State


@pytest.fixture
def ours() -> Organisation:
    ours = make.organisation()
    make.campaign(ours)
    return ours


def test_the_numbers_are_those_that_counting_one_by_one_gives(ours: Organisation) -> None:
    one = mailing(ours)
    crowd(one)
    crowded = mailing(ours, "Another")
    make.supporter(ours, "Max Roe")
    rows = list(one.recipients.select_related("supporter"))

    def number(part: object) -> int:
        return sum(bool(part(row)) for row in rows)  # type: ignore[operator]

    acted = set(Signature.objects.values_list("supporter", flat=True))
    machines = set(Click.objects.exclude(verdict="person").values_list("recipient", flat=True))
    handed = ("sent", "failed")
    found = counting.whole(counting.counted(one))

    assert found.total == len(rows) == NUMBER
    arrived = ("", *ARRIVED)
    assert found.delivered == number(
        lambda row: row.state == "sent" and row.returned in arrived
    )
    assert found.kept == number(lambda row: row.state == "kept")
    assert found.waiting == number(lambda row: row.state in ("kept", "waiting", "leased"))
    assert found.hard == number(lambda row: row.state in handed and row.returned == "hard")
    assert found.soft == number(lambda row: row.state in handed and row.returned in SOFT)
    assert found.blocked == number(lambda row: row.state in handed and row.returned in BLOCKS)
    assert found.complaints == number(lambda row: row.returned == "complaint")
    assert found.unsubscribed == number(lambda row: row.unsubscribed_at)
    assert found.clicked == number(lambda row: row.clicked_at)
    assert found.machines == number(lambda row: row.pk in machines and not row.clicked_at)
    assert found.acted == number(lambda row: row.supporter_id in acted)
    assert found.total == found.delivered + found.unfinished + found.left_out + (
        found.uncertain + found.bounced
    )
    assert counting.counted(crowded) == []


def test_by_state_and_by_variant_the_parts_add_up_to_the_whole(ours: Organisation) -> None:
    one = mailing(ours)
    crowd(one)
    cells = counting.counted(one)
    whole = counting.whole(cells)

    for name in ("arm", "region"):
        parts = counting.by(cells, name).values()
        for number in counting.NAMES:
            assert sum(getattr(part, number) for part in parts) == getattr(whole, number)


def test_the_snapshot_is_what_counting_gives_and_is_made_anew(ours: Organisation) -> None:
    one = mailing(ours)
    rows = crowd(one)
    assert tallying.tally_due(at=NOON + timedelta(minutes=1)) == 1

    assert counting.whole(Tally.objects.filter(mailing=one)) == counting.whole(
        counting.counted(one)
    )
    link = Link.objects.get()
    assert link.people == Click.objects.filter(verdict="person").count()
    assert link.machines == Click.objects.exclude(verdict="person").count()
    assert tallying.tally_due(at=NOON + timedelta(minutes=5)) == 0

    rows[0].unsubscribed_at = NOON + timedelta(minutes=3)
    rows[0].save()
    assert tallying.tally_due(at=NOON + timedelta(minutes=5)) == 1
    assert tallying.tally_due(at=NOON + timedelta(minutes=9)) == 0
    assert tallying.tally_due(at=NOON + timedelta(hours=7)) == 1  # at last, come what may


def test_the_page_asks_as_many_queries_for_a_few_as_for_many(ours: Organisation) -> None:
    ana = make.signed_in(make.member(ours))
    few, many = mailing(ours), mailing(ours, "Many")
    crowd(many)
    crowd(few, 5)
    for one in (few, many):
        Trial.objects.create(mailing=one, share=50)
        tallying.tally(one, at=NOON)
    ana.get(page(ours, few))
    with CaptureQueriesContext(connection) as asked_few:
        ana.get(page(ours, few))
    with CaptureQueriesContext(connection) as asked:
        ana.get(page(ours, many))
    assert len(asked) == len(asked_few) <= 26


def test_a_large_mailing_is_read_from_its_snapshot(
    ours: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = mailing(ours)
    crowd(one)
    tallying.tally(one, at=NOON)
    monkeypatch.setattr(counting, "SMALL", 0)
    one.refresh_from_db()
    before = counting.whole(counting.of(one)[0])
    Recipient.objects.filter(mailing=one).update(state=State.SKIPPED)

    cells, as_of = counting.of(one)

    assert as_of == NOON
    assert counting.whole(cells) == before
    answer = make.signed_in(make.member(ours)).get(page(ours, one))
    assert "Counted" in answer.content.decode()


def test_the_page_shows_the_numbers_and_its_progress_is_a_small_part_of_it(
    ours: Organisation,
) -> None:
    one = mailing(ours, state=Mailing.State.SENDING, finished_at=None)
    crowd(one)
    ana = make.signed_in(make.member(ours))
    whole = counting.whole(counting.counted(one))

    answer = ana.get(page(ours, one))
    part = ana.get(page(ours, one, "progress")).content.decode()

    text = answer.content.decode()
    assert answer.context["totals"] == whole
    assert "/post-offices/?a=1" in text
    assert f"{whole.delivered}</td>" in part
    assert "<html" not in part
    assert "Refresh" in part


def test_each_table_is_a_file_with_the_same_numbers(ours: Organisation) -> None:
    one = mailing(ours)
    crowd(one)
    tallying.tally(one, at=NOON)
    ana = make.signed_in(make.member(ours))
    cells = counting.counted(one)

    for name, make_table in tabling.TABLES.items():
        table = make_table(one, cells)
        url = reverse("mailings:table", args=[ours.slug, one.uuid, name])
        header, *body = rows(ana.get(url))
        assert header == list(table.header)
        assert body == [[str(value) for value in row] for row in table.rows]
        assert len(body) > 0
    unknown = reverse("mailings:table", args=[ours.slug, one.uuid, "people"])
    assert ana.get(unknown).status_code == 404
    states = tabling.states(one, cells).rows
    assert sum(int(str(row[1])) for row in states) == NUMBER


def test_mailings_stand_side_by_side(ours: Organisation) -> None:
    first, second = mailing(ours, "First"), mailing(ours, "Second")
    crowd(first, 40)
    for one in (first, second):
        tallying.tally(one, at=NOON)
    ana = make.signed_in(make.member(ours))

    answer = ana.get(reverse("mailings:compare", args=[ours.slug]))
    file = ana.get(
        reverse("mailings:compare_file", args=[ours.slug]), {"mailing": str(first.uuid)}
    )

    names = {str(row[0]): row[1] for row in answer.context["table"].rows}
    assert names == {"First": 40, "Second": 0}
    _header, *body = rows(file)
    assert [row[0] for row in body] == ["First"]
    strange = make.organisation("Other", "other")
    cho = make.signed_in(make.member(strange, "Cho Park"))
    for name in ("compare", "compare_file"):
        asked = {"mailing": str(first.uuid)}
        answer = cho.get(reverse(f"mailings:{name}", args=[strange.slug]), asked)
        assert "First" not in b"".join(answer).decode()


def test_a_link_is_led_elsewhere_from_the_results_page(ours: Organisation) -> None:
    one = mailing(ours)
    link = Link.objects.create(mailing=one, address="https://a.example/", key="a")
    ana = make.signed_in(make.member(ours))
    url = reverse("mailings:link", args=[ours.slug, one.uuid, link.pk])

    wrong = ana.post(url, {"to": "b.example"})
    assert wrong.status_code == 422
    assert "b.example" in wrong.content.decode()
    ana.post(url, {"to": "https://b.example/"})

    text = ana.get(page(ours, one)).content.decode()
    assert "Leads to https://b.example/ now" in text
    assert "https://a.example/ → https://b.example/" in ana.get(url).content.decode()
    viewer = make.signed_in(make.member(ours, "Vic Low", role=Role.WRITER))
    assert viewer.post(url, {"to": "https://c.example/"}).status_code == 403


def test_the_page_says_how_an_ab_test_stands_and_offers_to_decide(ours: Organisation) -> None:
    one = mailing(ours, state=Mailing.State.SENDING, finished_at=None)
    for letter in "BC":
        Variant.objects.create(mailing=one, letter=letter)
    Trial.objects.create(mailing=one, share=50, hours=4, decide_at=NOON)
    crowd(one)
    ana = make.signed_in(make.member(ours))

    text = ana.get(page(ours, one)).content.decode()
    assert "No winner so far" in text
    assert "Send B to the rest" in text
    answer = ana.post(reverse("mailings:decide", args=[ours.slug, one.uuid, "B"]), follow=True)

    assert "A tie" in answer.content.decode()
    assert Trial.objects.get().winner == "B"


def test_a_test_that_reached_nobody_has_no_winner_and_its_page_opens(
    ours: Organisation,
) -> None:
    one = mailing(ours)
    assert comparing.compare([]).standings == ()

    assert make.signed_in(make.member(ours)).get(page(ours, one)).status_code == 200


def test_results_are_for_members_of_the_organisation(ours: Organisation) -> None:
    one = mailing(ours)
    strangers = make.organisation("Other", "other")
    cho = make.signed_in(make.member(strangers, "Cho Park"))
    for name in ("results", "progress"):
        url = reverse(f"mailings:{name}", args=[strangers.slug, one.uuid])
        assert cho.get(url).status_code == 404
    url = reverse("mailings:table", args=[strangers.slug, one.uuid, "states"])
    assert cho.get(url).status_code == 404
    assert Client().get(page(ours, one)).status_code == 302
