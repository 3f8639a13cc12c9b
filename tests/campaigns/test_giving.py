"""The buttons that lead to the organisation's hosted donation page."""

import pytest

from undersigned.campaigns import giving
from undersigned.campaigns.models import Campaign


def test_without_a_page_there_is_no_button() -> None:
    assert giving.gifts(Campaign()) == []


def test_amounts_become_buttons_and_the_last_leaves_the_amount_open() -> None:
    campaign = Campaign(
        donation_url="https://give.example.org/page?form=2", donation_amounts="$5, 15"
    )

    found = giving.gifts(campaign, source="radio")

    assert [gift.amount for gift in found] == [5, 15, None]
    assert found[0].url == "https://give.example.org/page?form=2&amount=5&refcode=radio"
    assert found[-1].url == "https://give.example.org/page?form=2&refcode=radio"


@pytest.mark.parametrize("typed", ["five", "0", "1.50", "1,2,3,4,5,6,7"])
def test_what_is_no_amount_is_named(typed: str) -> None:
    with pytest.raises(giving.AmountsError) as refusal:
        giving.amounts(typed)

    assert str(refusal.value)
