"""Opens: counted of those alone who allow it, in mailings that ask for it; off by default."""

import base64
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.mailings.test_sending import finish, people, under_way
from tests.mailings.test_tracking import BROWSER, judge, later, open_, parts
from undersigned.lib import leasing
from undersigned.mailings import (
    clicking,
    counting,
    forgetting,
    handing,
    link_counts,
    tracking,
    trialing,
)
from undersigned.mailings.models import Click, Mailing, Recipient
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.organisations.models import AuditEntry, Organisation
from undersigned.segments import compiling
from undersigned.segments.areas import EVERYWHERE
from undersigned.supporters import preferring
from undersigned.supporters.models import Preference, Supporter

pytestmark = pytest.mark.django_db
ROSA, LUIS = "rosa.diaz@example.org", "luis.ortega@example.org"
PICTURE = re.compile(
    r'<img src="http://localhost:8000(/i/[\w-]+/)" width="1" height="1" alt="">'
)
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Firefox/11.0 (via ggpht.com GoogleImageProxy)"


@pytest.fixture
def ours(settings, tmp_path) -> Organisation:
    """Rosa allows that it is counted, Luis said nothing."""
    settings.DEMO, settings.DATA = True, tmp_path
    ours = make.organisation(postal_address="1 Main Street, Athens, OH 45701")
    people(ours, "Rosa Diaz", "Luis Ortega")
    allow(ROSA)
    return ours


def allow(address: str, *, opens: bool = True) -> None:
    person = Supporter.objects.get(canonical_address=address)
    preferring.choose(supporter=person, wish=preferring.Wish(opens=opens), at=make.NOON)


def sent(ours: Organisation, **values: object) -> Mailing:
    body = "Dear {{ first_name or 'friend' }}, read [the report](https://news.example/report)."
    mailing = under_way(make.mailing(ours, body=body, **{"tracks_opens": True} | values))
    finish()
    return mailing


def picture(to: str) -> str:
    """Its address, '' for none."""
    found = PICTURE.findall(parts(to)[1])
    assert len(found) < 2
    return found[0] if found else ""


def preferences(to: str) -> str:
    [token] = re.findall(r"http://localhost:8000/unsubscribe/([\w-]+)/", parts(to)[0])
    return reverse("mailings:preferences", args=[token])


def look(path: str, agent: str = BROWSER) -> None:
    answer = Client().get(path, headers={"user-agent": agent})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/gif")
    assert "no-store" in answer["Cache-Control"]


def counted(mailing: Mailing) -> tuple[int, int]:
    whole = counting.whole(counting.counted(mailing))
    return whole.opened, whole.countable


def test_nobody_gets_a_picture_unless_the_mailing_counts_opens(ours):
    sent(ours, tracks_opens=False)

    assert [picture(ROSA), picture(LUIS)] == ["", ""]


@pytest.mark.parametrize("tracks_clicks", [True, False])
def test_only_who_allows_it_gets_the_picture_and_links_stay_as_they_are(ours, tracks_clicks):
    sent(ours, tracks_clicks=tracks_clicks)

    assert picture(ROSA)
    assert not picture(LUIS)
    assert ("https://news.example/report" in parts(ROSA)[1]) is not tracks_clicks
    assert "/i/" not in parts(ROSA)[0]


def test_it_is_counted_that_the_email_was_opened_and_not_that_a_link_was(ours):
    mailing = sent(ours)

    look(picture(ROSA))
    look(picture(ROSA))
    later(minutes=1)

    assert judge() == ["person", "person"]
    assert counted(mailing) == (1, 1)
    assert counting.whole(counting.counted(mailing)).clicked == 0
    assert [one.people for one in link_counts.of(mailing)] == [0]
    assert not Recipient.objects.filter(clicked_at__isnull=False).exists()


def test_who_opens_it_and_then_a_link_is_no_machine(ours):
    mailing = sent(ours)
    [link] = re.findall(r"http://localhost:8000(/r/[\w-]+/)", parts(ROSA)[1])

    look(picture(ROSA))
    open_(link)
    later(minutes=1)

    assert judge() == ["person", "person"]
    assert counted(mailing) == (1, 1)
    assert counting.whole(counting.counted(mailing)).clicked == 1


def test_a_program_that_loads_pictures_by_itself_is_a_machine(ours):
    mailing = sent(ours)

    look(picture(ROSA), agent="Mozilla/5.0")
    later(minutes=1)

    assert judge() == ["agent"]
    assert counted(mailing) == (0, 1)


def test_a_crowd_behind_one_provider_of_mailboxes_is_people(ours):
    names = [f"P{number} Diaz" for number in range(12)]
    people(ours, *names)
    addresses = [f"p{number}.diaz@example.org" for number in range(12)]
    for address in addresses:
        allow(address)
    mailing = sent(ours)

    for address in addresses:
        look(picture(address), agent=GMAIL)
    later(minutes=1)
    judge()

    assert counted(mailing) == (12, 13)


def test_who_takes_it_back_is_neither_recorded_nor_counted_any_more(ours):
    mailing = sent(ours)
    path = picture(ROSA)
    look(path)
    later(minutes=1)
    judge()

    Client().post(preferences(ROSA), {"days_between": 0})
    look(path)  # the email still shows

    assert not Click.objects.exists()
    assert counted(mailing) == (0, 0)


def test_who_allows_it_later_is_not_among_those_of_an_earlier_email(ours):
    mailing = sent(ours)
    luis = Supporter.objects.get(canonical_address=LUIS)
    preferring.choose(supporter=luis, wish=preferring.Wish(opens=True), at=leasing.now())

    assert counted(mailing) == (0, 1)


def test_a_click_is_a_persons_though_the_program_loaded_the_picture_by_itself(ours):
    mailing = sent(ours)
    [link] = re.findall(r"http://localhost:8000(/r/[\w-]+/)", parts(ROSA)[1])

    look(picture(ROSA), agent="Mozilla/5.0")
    open_(link)
    later(minutes=1)

    assert sorted(judge()) == ["agent", "person"]
    assert counting.whole(counting.counted(mailing)).clicked == 1


def test_no_audience_of_those_who_clicked_goes_by_an_open(ours):
    mailing = sent(ours)
    row = Recipient.objects.get(canonical_address=ROSA)
    old = leasing.now() - timedelta(days=60)
    [link] = mailing.links.all()
    for one, at in ((link, old), (None, leasing.now())):
        Click.objects.create(
            link=one, recipient=row, at=at, method="GET", verdict="person", rules=1
        )
    Recipient.objects.filter(pk=row.pk).update(clicked_at=old)

    def clicked(days: int) -> int:
        since = (leasing.now() - timedelta(days=days)).date().isoformat()
        rule = {"criterion": "clicked", "value": {"since": since}}
        found = compiling.compile_rules(rule, organisation_id=ours.pk, by=EVERYWHERE)
        return found.count()

    assert [clicked(90), clicked(30)] == [1, 0]


def test_what_is_held_about_a_person_names_the_email_that_they_opened(ours):
    mailing = sent(ours)
    look(picture(ROSA))

    told = handing.tell(Supporter.objects.get(canonical_address=ROSA))

    [row] = next(part for part in told if part.key == "clicks").rows
    assert mailing.name in row.values()


def test_of_an_erased_person_nothing_more_is_recorded(ours):
    sent(ours)
    path = picture(ROSA)
    forgetting.forget(Supporter.objects.get(canonical_address=ROSA), at=make.NOON)

    look(path)

    assert not Click.objects.exists()


def test_a_forged_picture_is_no_picture_and_nothing_is_posted_there(ours):
    sent(ours)
    path = picture(ROSA)
    at = len(path) // 2
    forged = f"{path[:at]}{'A' if path[at] != 'A' else 'B'}{path[at + 1 :]}"
    [click] = re.findall(r"http://localhost:8000/r/([\w-]+)/", parts(ROSA)[1])

    for wrong in (forged, "/i/AAAA/", f"/i/{click}/"):
        assert Client().get(wrong).status_code == 404
    assert Client().post(path).status_code == 405
    assert not Click.objects.exists()


def test_opens_of_many_emails_are_written_by_two_queries(ours, django_assert_num_queries):
    sent(ours)
    row = Recipient.objects.get(canonical_address=ROSA).pk
    one = clicking.Opening(
        link=None, recipient=row, at=make.NOON, method="GET", agent="", network=""
    )

    with django_assert_num_queries(4):  # two of them for the transaction
        clicking.write([one] * 50)

    assert Click.objects.filter(link=None).count() == 50


def test_a_person_allows_it_on_the_preference_page_and_takes_it_back(ours):
    sent(ours)
    page = preferences(LUIS)

    Client().post(page, {"days_between": 0, "opens": "on"})
    assert Preference.objects.get(supporter__canonical_address=LUIS).opens_since
    assert "checked" in re.findall(r'<input[^>]*name="opens"[^>]*>', _page(page))[0]

    Client().post(page, {"days_between": 0})
    assert not Preference.objects.get(supporter__canonical_address=LUIS).opens_since


def _page(path: str) -> str:
    return str(Client().get(path).content.decode())


def test_an_organiser_turns_it_on_and_sees_how_many_allow_it(ours):
    client = make.signed_in(make.member(ours))
    mailing = make.mailing(ours)
    ours_and_it = [ours.slug, mailing.uuid]
    page = client.get(reverse("mailings:trial", args=ours_and_it)).content.decode()
    assert "1 person allows it, on the preference page." in page

    client.post(
        reverse("mailings:track", args=ours_and_it),
        {"tracks_clicks": "on", "tracks_opens": "on"},
    )

    mailing.refresh_from_db()
    assert mailing.tracks_opens
    entry = AuditEntry.objects.get(verb="changed what is measured of")
    assert (entry.before, entry.after) == ({"opens": False}, {"opens": True})


def test_the_result_page_says_of_how_many_they_are(ours):
    client, mailing = make.signed_in(make.member(ours)), sent(ours)
    look(picture(ROSA))
    later(minutes=1)
    judge()

    page = client.get(reverse("mailings:results", args=[ours.slug, mailing.uuid]))

    assert "Opened by 1 of the 1 who let it be counted." in page.content.decode()


def test_what_is_measured_stays_as_it_is_once_a_mailing_went(ours):
    mailing = sent(ours, tracks_opens=False)

    with pytest.raises(trialing.NotNowError):
        trialing.track(mailing=mailing, clicks=True, opens=True, at=make.NOON, by=COMMAND_LINE)


def test_the_address_of_the_picture_names_nobody(ours):
    sent(ours)

    token = picture(ROSA).split("/")[2]
    sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))

    assert b"rosa" not in sealed.lower()
    assert tracking.opened_by(token) == Recipient.objects.get(canonical_address=ROSA).pk
