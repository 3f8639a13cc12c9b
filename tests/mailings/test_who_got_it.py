"""Who got a mailing: on a page and as a file, with what became of it."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.mailings.reached import NUMBER, crowd, mailing, page, rows
from tests.make import NOON
from undersigned.mailings import counting, results
from undersigned.mailings.models import Mailing, Trial
from undersigned.organisations.models import AuditEntry, Organisation
from undersigned.outbox.returns.kinds import Kind

pytestmark = pytest.mark.django_db
NOTHING = "\N{EN DASH}"  # what an empty cell shows


@pytest.fixture
def ours() -> Organisation:
    ours = make.organisation()
    make.campaign(ours)
    return ours


def test_who_got_it_is_a_file_with_variant_click_and_bounce_and_is_recorded(
    ours: Organisation,
) -> None:
    one = mailing(ours)
    made = crowd(one)
    ana = make.signed_in(make.member(ours))

    header, *body = rows(ana.post(page(ours, one, "export")))

    assert header[-3:] == ["variant", "came_back", "clicked"]
    assert len(body) == NUMBER
    assert Counter(row[-3] for row in body) == Counter(row.arm for row in made)
    assert sum(bool(row[-1]) for row in body) == counting.whole(counting.counted(one)).clicked
    assert AuditEntry.objects.filter(verb="exported who got").count() == 1


def listed(client: Client, one: Mailing, which: str = "") -> list[str]:
    """Who got it, as the page says it: a line a person."""
    ours = one.organisation
    shown = client.get(page(ours, one, "recipients"), {"state": which}).content.decode()
    lines = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", shown, re.DOTALL)
    words = (" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines)
    return [line.removesuffix(NOTHING).strip() for line in words]


def test_who_got_it_says_whose_mail_came_back_later_and_why_in_plain_words(
    ours: Organisation,
) -> None:
    one = mailing(ours)
    happened: list[dict[str, object]] = [
        {"state": "sent"},
        {"state": "sent", "returned": Kind.HARD},
        {"state": "sent", "returned": Kind.COMPLAINT, "clicked_at": NOON},
        {"state": "sent", "unsubscribed_at": NOON},
        {"state": "failed", "code": "550"},
        {"state": "failed", "code": "452"},
        {"state": "failed", "code": "550", "returned": Kind.FULL},
        {"state": "deferred", "code": "451"},
        {"state": "skipped", "code": "merged"},
    ]
    for place, values in enumerate(happened):
        person = make.supporter(ours, f"P{place} N")
        one.recipients.create(
            organisation=ours, supporter=person, canonical_address=person.email, **values
        )

    ana = make.signed_in(make.member(ours))
    said = [line.partition("@example.org ")[2] for line in listed(ana, one)]

    assert said == [
        "sent",
        "came back hard bounce: the address does not exist",
        "sent complained clicked",
        "sent unsubscribed",
        "failed refused by the mail server (550)",
        "failed not taken by the mail server (452)",
        "failed soft bounce: the mailbox is full",
        "will be tried again the mail server does not take it yet (451)",
        "left out is one person with somebody who gets it",
    ]
    chosen = {
        which: [line.split()[0] for line in listed(ana, one, which)]
        for which in ("sent", "returned", "complained", "left", "clicked", "nonsense")
    }
    assert chosen == {
        "sent": ["P0", "P2", "P3"], "returned": ["P1", "P6"], "complained": ["P2"],
        "left": ["P3"], "clicked": ["P2"], "nonsense": [f"P{n}" for n in range(9)],
    }  # fmt: skip
    assert ("failed", "refused by the mail server (550)", 2) in results.reasons(one, as_of=None)


def test_who_got_it_asks_as_many_queries_for_a_few_as_for_many(ours: Organisation) -> None:
    few, many = mailing(ours), mailing(ours, "Many")
    crowd(few, 3)
    crowd(many, 60)
    ana = make.signed_in(make.member(ours))
    ana.get(page(ours, few, "recipients"))
    with CaptureQueriesContext(connection) as one:
        ana.get(page(ours, few, "recipients"))
    with CaptureQueriesContext(connection) as other:
        ana.get(page(ours, many, "recipients"))

    assert len(other) == len(one)


def test_who_got_it_names_the_variant_of_an_ab_test(ours: Organisation) -> None:
    one = mailing(ours)
    Trial.objects.create(mailing=one, share=20, hours=4)
    crowd(one, 3)
    ana = make.signed_in(make.member(ours))

    shown = ana.get(page(ours, one, "recipients")).content.decode()

    assert 'data-label="Variant"' in shown
