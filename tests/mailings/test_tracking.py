"""Links that lead by way of us: sealed, written down, judged later, led elsewhere."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.mailings.test_sending import ANA, finish, people, under_way
from undersigned.lib import leasing
from undersigned.mailings import clicking, forgetting, judging, linking, tracking
from undersigned.mailings.judging import Fact
from undersigned.mailings.models import Click, Link, LinkChange, Mailing, Recipient
from undersigned.organisations.models import AuditEntry, Organisation
from undersigned.outbox.models import CaughtMessage
from undersigned.segments import compiling, reading
from undersigned.segments.areas import EVERYWHERE
from undersigned.segments.criteria import RuleError
from undersigned.supporters import preferring

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
BODY = """Dear {{ first_name or "friend" }},

[Sign](/post-offices/?source=letter) and read [the report](https://news.example/report?a=1&b=2).

Or see [all news](https://news.example/) and write to <mailto:us@example.org>.
"""
LINK = re.compile(r"http://localhost:8000(/r/[\w-]+/)")


@pytest.fixture
def ours(settings, tmp_path) -> Iterator[Organisation]:
    settings.DEMO, settings.DATA = True, tmp_path
    linking._changed.clear()
    ours = make.organisation(postal_address="1 Main Street, Athens, OH 45701")
    make.campaign(ours)
    yield ours
    linking._changed.clear()


def sent(ours: Organisation, **values: object) -> Mailing:
    mailing = under_way(make.mailing(ours, body=BODY, **values))
    finish()
    return mailing


def parts(to: str) -> tuple[str, str]:
    data = bytes(CaughtMessage.objects.filter(to_address=to).latest("pk").data)
    mail = message_from_bytes(data, policy=default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def links(to: str = "rosa.diaz@example.org") -> list[str]:
    """In their order in the email: the campaign, the report, the news."""
    return LINK.findall(parts(to)[1])


def open_(path: str, **headers: str) -> str:
    answer = Client().get(path, headers={"user-agent": BROWSER, **headers})
    assert answer.status_code == 302
    return str(answer["Location"])


def later(**span: float) -> None:
    """As if what was clicked had been clicked that long ago, and the mail gone long before."""
    for click in Click.objects.all():
        Click.objects.filter(pk=click.pk).update(at=click.at - timedelta(**span))
    Recipient.objects.update(done_at=leasing.now() - timedelta(days=60))


def judge() -> list[str]:
    judging.judge_due(at=leasing.now())
    return list(Click.objects.order_by("pk").values_list("verdict", flat=True))


def test_each_link_leads_by_way_of_us_to_where_it_was_written_to(ours):
    people(ours, "Rosa Diaz")
    sent(ours)
    text, html = parts("rosa.diaz@example.org")

    campaign, report, news = [open_(path) for path in links()]

    assert re.fullmatch(
        r"http://localhost:8000/post-offices/s/[\w-]+/\?source=letter", campaign
    )
    assert report == "https://news.example/report?a=1&b=2"
    assert news == "https://news.example/"
    assert "https://news.example" not in text + html
    assert LINK.findall(text) == links()
    assert "Rosa" in Client().get(urlsplit(campaign).path).content.decode()


def test_unsubscribing_and_writing_an_email_are_never_tracked(ours):
    people(ours, "Rosa Diaz")
    sent(ours)
    text, html = parts("rosa.diaz@example.org")

    assert 'href="http://localhost:8000/unsubscribe/' in html
    assert "mailto:us@example.org" in html
    assert "Unsubscribe: http://localhost:8000/unsubscribe/" in text
    assert not Link.objects.filter(address__contains="unsubscribe").exists()


def test_a_link_that_was_changed_on_its_way_leads_nowhere(ours):
    people(ours, "Rosa Diaz")
    sent(ours)
    path = links()[1]
    at = len(path) // 2
    forged = f"{path[:at]}{'A' if path[at] != 'A' else 'B'}{path[at + 1 :]}"

    for wrong in (forged, "/r/AAAA/", "/r/https:evil.example/"):
        assert Client().get(wrong).status_code == 404
    assert Client().post(path).status_code == 405
    assert not Click.objects.exists()


def test_the_address_in_the_email_holds_no_address_of_a_person(ours):
    people(ours, "Rosa Diaz")
    sent(ours)

    opened = [tracking.read(path.split("/")[2]) for path in links()]

    assert {one.recipient for one in opened if one} == {Recipient.objects.get().pk}
    assert not any("rosa" in str(one).lower() for one in opened)


def test_a_mailing_that_does_not_track_has_its_links_as_they_were_written(ours):
    people(ours, "Rosa Diaz")
    sent(ours, tracks_clicks=False)

    assert links() == []
    assert 'href="https://news.example/' in parts("rosa.diaz@example.org")[1]


def test_who_asked_not_to_be_tracked_gets_plain_links_and_is_not_by_older_ones(ours):
    rosa, cho = people(ours, "Rosa Diaz", "Cho Park")
    wish = preferring.Wish(untracked=True)
    preferring.choose(supporter=rosa, wish=wish, at=leasing.now())
    sent(ours)
    text, html = parts("rosa.diaz@example.org")

    assert links() == []
    assert len(links("cho.park@example.org")) == 3
    assert "/post-offices/s/" in text
    assert 'href="https://news.example/report?a=1&amp;b=2"' in html
    preferring.choose(supporter=cho, wish=wish, at=leasing.now())
    open_(links("cho.park@example.org")[0])
    assert not Click.objects.exists()


def test_opening_a_link_asks_once_where_it_leads_and_writes_one_click(
    ours, django_assert_num_queries: DjangoAssertNumQueries
):
    people(ours, "Rosa Diaz")
    sent(ours)
    path = links()[0]

    # Where it leads; whether the recipient is there; the click, which a test sees at once.
    with django_assert_num_queries(5):  # with a savepoint's two
        open_(path)

    click = Click.objects.get()
    assert (click.method, click.agent, click.verdict) == ("GET", BROWSER, "")


@pytest.mark.django_db(transaction=True)
def test_where_a_link_leads_is_remembered_for_seconds_and_the_click_written_meanwhile(
    ours, django_assert_num_queries: DjangoAssertNumQueries
):
    people(ours, "Rosa Diaz")
    sent(ours)
    path = links()[0]
    open_(path)
    clicking._group.stop()

    with django_assert_num_queries(0):
        open_(path)

    clicking._group.stop()
    assert Click.objects.count() == 2


def test_a_link_leads_on_without_a_database(ours, monkeypatch):
    people(ours, "Rosa Diaz")
    sent(ours)
    opened = tracking.read(links()[1].split("/")[2])
    assert opened is not None

    def broken(*_args: object, **_more: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(broken):
        assert linking.where(opened) == "https://news.example/report?a=1&b=2"


def test_after_sending_a_link_can_be_led_elsewhere_and_back(ours):
    people(ours, "Rosa Diaz")
    sent(ours)
    link = Link.objects.get(address__contains="report")

    def change(to: str) -> bool:
        return linking.change(link=link, to=to, at=leasing.now(), by=ANA)

    assert change("https://better.example/report")
    assert not change("https://better.example/report")
    assert open_(links()[1]) == "https://better.example/report"
    assert change("http://localhost:8000/post-offices/")
    assert "/post-offices/s/" in open_(links()[1])
    assert change("https://news.example/report?a=1&b=2")
    assert open_(links()[1]) == "https://news.example/report?a=1&b=2"

    assert LinkChange.objects.count() == 3
    assert AuditEntry.objects.filter(verb="led a link elsewhere").count() == 3
    assert Link.objects.get(pk=link.pk).goes_to == ""


@pytest.mark.parametrize(
    "wrong", ["javascript:alert(1)", "/x", "ftp://x.example/", "https://", "https://[x"]
)
def test_a_link_is_led_to_web_addresses_alone(ours, wrong):
    people(ours, "Rosa Diaz")
    sent(ours)
    with pytest.raises(linking.WrongAddressError):
        linking.change(link=Link.objects.all()[0], to=wrong, at=leasing.now(), by=ANA)


NOON = make.NOON


def fact(pk: int, seconds: float, **values: object) -> Fact:
    """By one person, of one link, an hour after the mail, unless told otherwise."""
    fields: dict[str, object] = {
        "recipient": 1, "link": 1, "method": "GET", "agent": BROWSER,
        "network": f"10.0.{pk}.0/24", "sent_at": NOON - timedelta(hours=1),
    }  # fmt: skip
    return Fact(pk=pk, at=NOON + timedelta(seconds=seconds), **(fields | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "verdicts"),
    [
        ([fact(1, 0)], ["person"]),
        ([fact(1, 0), fact(2, 0.5)], ["person", "person"]),  # the same link: pressed twice
        ([fact(1, 0), fact(2, 5, link=2)], ["person", "person"]),
        ([fact(1, 0, method="HEAD")], ["head"]),
        ([fact(1, 0, method="HEAD"), fact(2, 1), fact(3, 60)], ["head", "beside", "person"]),
        ([fact(1, 0, agent="")], ["agent"]),
        ([fact(1, 0, agent="python-requests/2.32")], ["agent"]),
        ([fact(1, 0, agent="Googlebot/2.1"), fact(2, 2)], ["agent", "beside"]),
        ([fact(1, 0, sent_at=NOON - timedelta(seconds=3))], ["soon"]),
        ([fact(1, 0, sent_at=NOON + timedelta(seconds=3))], ["soon"]),
        ([fact(1, 0, sent_at=None)], ["person"]),
        ([fact(1, 0), fact(2, 1, link=2)], ["sweep"] * 2),
        ([fact(n, 3 * n, link=n) for n in (1, 2, 3)], ["sweep"] * 3),
        ([fact(n, n / 2, recipient=n, network="10.0.0.0/24") for n in range(1, 11)],
         ["crowd"] * 10),
        ([fact(n, n / 2, recipient=n, network="10.0.0.0/24") for n in range(1, 10)],
         ["person"] * 9),
    ],
)  # fmt: skip
def test_what_a_machine_does_is_told_from_what_people_do(facts, verdicts):
    found = judging.judge(facts)
    assert [found[one.pk] for one in facts] == verdicts


def test_a_click_is_judged_once_all_that_came_beside_it_is_there(ours):
    people(ours, "Rosa Diaz")
    sent(ours)
    open_(links()[0])

    assert judge() == [""]
    later(seconds=40)
    assert judge() == ["person"]

    row = Recipient.objects.get()
    assert row.clicked_at == Click.objects.get().at
    assert judging.judge_due(at=leasing.now()) == 0


def test_a_scanner_that_opens_every_link_has_not_clicked(ours):
    people(ours, "Rosa Diaz")
    sent(ours)
    for path in links():
        open_(path)
    later(seconds=40)

    assert judge() == ["sweep"] * 3
    assert Recipient.objects.get().clicked_at is None


def test_new_rules_judge_anew_what_has_its_evidence(ours, monkeypatch):
    people(ours, "Rosa Diaz")
    sent(ours)
    open_(links()[0])
    later(seconds=40)
    assert judge() == ["person"]

    monkeypatch.setattr(judging, "RULES", 2)
    monkeypatch.setattr(judging, "_AGENTS", re.compile("Firefox"))

    assert judge() == ["agent"]
    assert Recipient.objects.get().clicked_at is None


def test_the_evidence_is_forgotten_after_a_month_and_the_verdict_stays(ours):
    people(ours, "Rosa Diaz")
    sent(ours)
    open_(links()[0])
    later(days=31)
    Click.objects.update(rules=1, verdict="person")

    assert clicking.forget_due(at=leasing.now()) == 1

    click = Click.objects.get()
    assert (click.agent, click.network, click.verdict) == ("", "", "person")


def test_of_an_erased_person_the_number_alone_is_left(ours):
    [rosa] = people(ours, "Rosa Diaz")
    sent(ours)
    path = links()[0]
    open_(path)

    forgetting.forget(rosa, at=leasing.now())

    click = Click.objects.get()
    assert (click.agent, click.network, click.recipient.supporter) == ("", "", None)


def test_thousands_of_clicks_are_judged_in_a_handful_of_queries(
    ours, django_assert_max_num_queries
):
    people(ours, "Rosa Diaz")
    sent(ours)
    row, link = Recipient.objects.get(), Link.objects.all()[0]
    at = leasing.now() - timedelta(minutes=5)
    opening = clicking.Opening(
        link=link.pk, recipient=row.pk, at=at, method="GET", agent=BROWSER, network="x"
    )
    clicking.write([opening] * 1_500)

    with django_assert_max_num_queries(9):
        assert judging.judge_due(at=leasing.now()) == 1_500


def clickers(ours: Organisation, **value: object) -> list[str]:
    rule = {"criterion": "clicked", "value": value}
    rows = compiling.compile_rules(rule, organisation_id=ours.pk, by=EVERYWHERE)
    return sorted(rows.values_list("given_name", flat=True))


def test_an_audience_asks_who_clicked_where_and_since_when(ours):
    people(ours, "Rosa Diaz", "Cho Park", "Lee Moss")
    mailing = sent(ours, name="First letter")
    open_(links("rosa.diaz@example.org")[0])
    open_(links("cho.park@example.org")[1])
    for path in links("lee.moss@example.org"):
        open_(path)
    later(days=2)
    judge()
    report = Link.objects.get(address__contains="report")

    assert clickers(ours) == clickers(ours, mailing=str(mailing.uuid)) == ["Cho", "Rosa"]
    assert clickers(ours, mailing=str(mailing.uuid), link=str(report.pk)) == ["Cho"]
    assert clickers(ours, since=leasing.now().date().isoformat()) == []
    assert clickers(ours, since="2026-01-01") == ["Cho", "Rosa"]

    value = {"mailing": str(mailing.uuid), "link": str(report.pk), "since": "2026-01-01"}
    words = reading.read({"criterion": "clicked", "value": value}, organisation_id=ours.pk)
    assert words == (
        "Clicked “https://news.example/report?a=1&b=2” in “First letter” on Jan. 1, 2026 "
        "or later"
    )


def test_a_link_of_another_organisation_cannot_be_asked_about(ours):
    people(ours, "Rosa Diaz")
    sent(ours)
    strangers = make.organisation("Other", "other")
    rule = {"criterion": "clicked", "value": {"link": str(Link.objects.all()[0].pk)}}

    with pytest.raises(RuleError):
        compiling.compile_rules(rule, organisation_id=strangers.pk, by=EVERYWHERE)


def test_the_source_in_a_link_to_a_campaign_stays(ours):
    people(ours, "Rosa Diaz")
    sent(ours)
    assert parse_qs(urlsplit(open_(links()[0])).query) == {"source": ["letter"]}
