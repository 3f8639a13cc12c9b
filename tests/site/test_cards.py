"""Share cards are drawn when what they show has changed, and not for every signature."""

import json
from datetime import UTC, datetime

import pytest
from django.conf import settings

from tests import make
from undersigned.campaigns.models import Campaign, Launch
from undersigned.petitions.models import CountSnapshot
from undersigned.site import cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def live() -> Campaign:
    campaign = make.campaign(make.organisation())
    CountSnapshot.objects.create(petition=campaign.petition, count=1000)
    return campaign


def test_a_public_campaign_gets_a_card_once(live):
    assert cards.draw_due(at=make.NOON) == 1
    assert cards.draw_due(at=make.NOON) == 0

    picture = (settings.PUBLISHED_ROOT / "post-offices" / "card.png").read_bytes()
    assert picture.startswith(b"\x89PNG")


@pytest.mark.parametrize(("count", "drawn"), [(1009, 0), (1010, 1)])
def test_it_is_drawn_anew_when_the_count_moved_by_a_hundredth(live, count, drawn):
    cards.draw_due(at=make.NOON)
    CountSnapshot.objects.update(count=count)

    assert cards.draw_due(at=make.NOON) == drawn


def test_it_is_drawn_anew_when_its_words_change(live):
    cards.draw_due(at=make.NOON)
    Campaign.objects.update(title="Keep the counters open")

    assert cards.draw_due(at=make.NOON) == 1


def test_a_broken_note_beside_it_is_no_reason_to_fail(live):
    cards.draw_due(at=make.NOON)
    (settings.PUBLISHED_ROOT / "post-offices" / "card.json").write_text("{")

    assert cards.draw_due(at=make.NOON) == 1


def test_a_draft_gets_none():
    make.campaign(make.organisation(), state=Campaign.State.DRAFT)

    assert cards.draw_due(at=make.NOON) == 0


def test_before_the_launch_the_card_says_its_day_on_its_own_clocks(live):
    Campaign.objects.update(state="announced", launched_at=None, announced_at=make.NOON)
    Launch.objects.create(
        campaign=live, at=datetime(2026, 11, 10, 3, tzinfo=UTC), time_zone="America/New_York"
    )

    cards.draw_due(at=make.NOON)

    facts = json.loads((settings.PUBLISHED_ROOT / "post-offices" / "card.json").read_text())
    assert facts["starts"] == "Starts Nov. 9, 2026"
    assert facts["count"] is None


def test_the_count_appears_on_the_card_at_the_launch(live):
    Campaign.objects.update(state="announced", launched_at=None, announced_at=make.NOON)
    cards.draw_due(at=make.NOON)
    Campaign.objects.update(state="live", launched_at=make.NOON)

    assert cards.draw_due(at=make.NOON) == 1
