"""Share cards: pictures of the right size, whatever the words."""

import io

import pytest
from PIL import Image

from undersigned.lib import share_card
from undersigned.lib.share_card import Card


def _size(card):
    return Image.open(io.BytesIO(share_card.draw(card))).size


@pytest.mark.parametrize(
    "card",
    [
        Card(title="Keep rural post offices open", organisation="Rural Mail", count=4, goal=9),
        Card(title="Announced", organisation="Rural Mail", ask="To the Postmaster General"),
        Card(title="Past the goal", organisation="R", count=12, goal=10, accent="#ffffff"),
        Card(
            title="No goal " * 60,
            organisation="O" * 200,
            count=0,
            banner="Demonstration. " * 20,
        ),
        Card(title="W" * 300, organisation="R", count=0, goal=10),
        Card(title="", organisation=""),
    ],
)
def test_a_card_has_the_size_that_networks_ask_for(card):
    assert _size(card) == (1200, 630)


def test_a_card_is_small_enough_to_be_fetched():
    card = Card(title="Keep rural post offices open", organisation="Rural Mail", count=4012)

    assert len(share_card.draw(card)) < 100_000


def test_no_last_word_stands_alone():
    image = Image.new("RGB", (10, 10))
    pen = share_card.ImageDraw.Draw(image)

    lines = share_card._balanced(pen, "Keep rural post offices open", share_card._font(92, 750))

    assert lines == ["Keep rural post", "offices open"]
