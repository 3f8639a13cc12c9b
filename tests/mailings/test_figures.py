"""Figures in a mailing come from the record, and go out only as long as the record holds."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from tests import make
from undersigned.evidence.models import Claim, Poll, Question, Result
from undersigned.ledger.models import Leaf
from undersigned.mailings import checking, figuring, offering, sampling, scheduling
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import AuditEntry
from undersigned.petitions.models import CountSnapshot
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(settings, tmp_path):
    settings.DEMO = True
    settings.DATA = tmp_path
    return make.organisation(postal_address="1 Main Street", hold_minutes=0)


NOW = timezone.now()
LATELY = NOW.date() - timedelta(days=30)


def result(ours, *, end: date = LATELY, share: str = "64") -> Result:
    poll = Poll.objects.create(
        organisation=ours, pollster="Valley Polls", field_end=end, source_title="Valley",
        created_at=make.NOON,
    )  # fmt: skip
    asked = Question.objects.create(
        poll=poll, in_short="Another candidate?", population="registered voters"
    )
    return Result.objects.create(
        question=asked, answer="Yes", share=Decimal(share), as_printed=share
    )


def claim(ours, status: Claim.Status = Claim.Status.ONE_POLL) -> Claim:
    return Claim.objects.create(
        organisation=ours, sentence="64% of registered voters want it", result=result(ours),
        number=Decimal(64), status=status, created_at=make.NOON, is_public=True,
    )  # fmt: skip


def counted(ours, **values: object):
    campaign = make.campaign(ours)
    Leaf.objects.pending().update(index=campaign.pk)  # its text is in the log
    CountSnapshot.objects.update_or_create(
        petition=campaign.petition,
        defaults={"count": 12_345, "by_region": {"US-OH": 678}, "as_of": make.NOON, **values},
    )
    return campaign


def draft(ours, source: str, **values: object) -> Mailing:
    block = kinds.new("figure", words="stand behind it", source=source, **values)
    return make.mailing(ours, in_blocks=True, blocks=[block])


def findings(mailing: Mailing) -> list[str]:
    found = checking.check_letter(mailing, at=NOW)
    return [f"{one.what} {one.remedy}" for one in found]


def test_a_claim_a_poll_and_a_count_say_their_number_source_and_date(ours):
    campaign = counted(ours)
    made, answer = claim(ours), result(ours, share="51.5")
    said = {
        f"claim:{made.uuid}": ("64%", f"Valley Polls, {date_format(LATELY)}"),
        f"poll:{answer.pk}": (
            "51.5%",
            f"Valley Polls, registered voters, {date_format(LATELY)}",
        ),
        f"count:{campaign.uuid}": (
            "12,345",
            f"signatures of “{campaign.title}”, March 2, 2026",
        ),
    }

    for source, (number, told) in said.items():
        mailing = draft(ours, source)
        rendered = sampling.as_person(mailing, None)

        assert findings(mailing) == []
        assert f">{number}</p>" in rendered.html
        assert f"{number} stand behind it\n{told}" in rendered.text
        assert told in rendered.html.replace("&quot;", '"')
    in_ohio = sampling.as_person(draft(ours, f"count:{campaign.uuid}", region="OH"), None)
    assert "678 stand behind it\nsignatures of" in in_ohio.text
    assert "in Ohio, March 2" in in_ohio.text


def test_a_stale_figure_is_refused_with_its_name_and_the_remedy(ours):
    campaign = counted(ours)
    old = result(ours, end=date(2025, 6, 1))
    fallen = claim(ours, Claim.Status.OUTDATED)
    Leaf.objects.create(
        kind=Leaf.Kind.SIGN, petition=campaign.petition.uuid, day=date(2026, 3, 2),
        appended_at=make.NOON - timedelta(hours=2),
    )  # fmt: skip
    wrong = {
        f"poll:{old.pk}": "a poll of June 1, 2025, over 180 days ago. Choose a newer poll.",
        f"claim:{fallen.uuid}": "does not hold (outdated): “64% of registered voters want it”.",
        f"count:{campaign.uuid}": "stands still since",
        "poll:999": "no longer in the library",
        "count:no-uuid": "Nothing is counted yet",
        "": "Choose where the figure comes from.",
    }

    for source, words in wrong.items():
        told = " ".join(findings(draft(ours, source)))
        assert "Block 1, Figure “stand behind it”:" in told
        assert words in told


def test_no_figure_of_another_organisation_is_read(ours):
    other = make.organisation("Other", "other")
    theirs = f"poll:{result(other).pk}", f"claim:{claim(other).uuid}"

    for source in theirs:
        assert "no longer in the library" in " ".join(findings(draft(ours, source)))
    count = draft(ours, f"count:{counted(other).uuid}")
    assert "Nothing is counted yet" in " ".join(findings(count))
    assert figuring.read(count, at=NOW).figures == {}


def test_figures_are_frozen_as_the_mailing_begins(ours):
    make.supporter(ours, consent=EmailConsent.GIVEN)
    answer = result(ours)
    mailing = draft(ours, f"poll:{answer.pk}")
    scheduling.schedule(mailing=mailing, version=1, at=NOW, by=Actor("nobody:1", "Ana"))

    scheduling.start_due(at=NOW)
    Result.objects.update(share=Decimal(12))

    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING
    assert "64%" in sampling.as_person(mailing, None).html


def test_a_figure_that_fell_during_the_hold_makes_it_a_draft_again(ours):
    make.supporter(ours, consent=EmailConsent.GIVEN)
    made = claim(ours)
    mailing = draft(ours, f"claim:{made.uuid}")
    scheduling.schedule(mailing=mailing, version=1, at=NOW, by=Actor("nobody:1", "Ana"))
    Claim.objects.update(status=Claim.Status.CONTESTED)

    scheduling.start_due(at=NOW)

    mailing.refresh_from_db()
    assert (mailing.state, mailing.recipients.count()) == (Mailing.State.DRAFT, 0)
    noted = AuditEntry.objects.order_by("-pk").first()
    assert "does not hold (contested)" in str(noted.after)


def test_what_a_figure_may_come_from_is_offered_in_groups(ours, django_assert_num_queries):
    assert offering.offer(ours, at=NOW).groups == []
    campaign, made = counted(ours), claim(ours)

    with django_assert_num_queries(3):
        offered = dict(offering.offer(ours, at=NOW).groups)

    values = [value for choices in offered.values() for value, _words in choices]
    assert values == [
        f"count:{campaign.uuid}", f"claim:{made.uuid}", f"poll:{made.result_id}"
    ]  # fmt: skip


@pytest.mark.parametrize("gone", [False, True])
def test_a_figure_from_an_old_source_keeps_it_at_the_next_press_of_a_button(ours, gone):
    old, *_others = [claim(ours) for _number in range(102)]
    sources = [f"claim:{old.uuid}", f"poll:{old.result_id}"]
    blocks = [kinds.new("figure", words="x", source=one) for one in sources]
    mailing = make.mailing(ours, in_blocks=True, blocks=blocks)
    if gone:
        poll = old.result
        old.delete()
        poll.delete()
    organiser = make.signed_in(make.member(ours))
    here = f"/dashboard/river-valley/mailings/{mailing.uuid}/blocks/"

    html = organiser.get(here).content.decode()
    selects = re.findall(r'<select[^>]*name="(block-\w+-source)".*?</select>', html)
    chosen = re.findall(r'<option value="([^"]+:[^"]+)" selected>', html)
    typed = dict(zip(selects, chosen, strict=True))
    order = ",".join(block["id"] for block in blocks)
    organiser.post(here, {"version": 1, "name": "N", "blocks": order, "do": "save", **typed})

    mailing.refresh_from_db()
    assert chosen == sources
    assert mailing.version == 2
    assert [block["source"] for block in mailing.blocks] == sources
    assert ("no longer on record" in html) == gone


def test_one_of_more_than_a_hundred_is_found_by_its_words_and_nothing_typed_is_lost(ours):
    found, *_others = [claim(ours) for _number in range(102)]
    Claim.objects.filter(pk=found.pk).update(sentence="Seventy percent want night trains.")
    block = kinds.new("figure", words="x")
    mailing = make.mailing(ours, in_blocks=True, blocks=[block])
    organiser = make.signed_in(make.member(ours))
    here = f"/dashboard/river-valley/mailings/{mailing.uuid}/blocks/"
    field = f"block-{block['id']}-words"
    assert "there are more" in organiser.get(here).content.decode()

    typed = {"version": 1, "name": "Trains", "blocks": block["id"], field: "of all"}
    words = {f"find-{block['id']}": " trains  NIGHT "}
    for button in ("save", f"find:{block['id']}"):
        Mailing.objects.filter(pk=mailing.pk).update(version=1)
        answer = organiser.post(here, {**typed, **words, "do": button})
        assert answer["Location"].partition("#")[0] == f"{here}?find=trains+NIGHT"
    page = organiser.get(f"{here}?find=trains+NIGHT").content.decode()

    assert re.findall(r'<option value="(claim:[^"]+)"', page) == [f"claim:{found.uuid}"]
    mailing.refresh_from_db()
    assert (mailing.name, mailing.blocks[0]["words"]) == ("Trains", "of all")
    emptied = {**typed, "version": mailing.version, f"find-{block['id']}": ""}
    cleared = organiser.post(f"{here}?find=trains+NIGHT", {**emptied, "do": "save"})
    assert cleared["Location"] == here


def test_ten_figures_ask_no_more_than_one(ours, django_assert_num_queries):
    made, campaign = claim(ours), counted(ours)
    sources = [f"claim:{made.uuid}", f"poll:{made.result_id}", f"count:{campaign.uuid}"]
    blocks = [kinds.new("figure", words="x", source=one) for one in sources * 4]
    mailing = make.mailing(ours, in_blocks=True, blocks=blocks)

    with django_assert_num_queries(4):
        found = figuring.read(mailing, at=NOW)

    assert len(found.figures) == 12
