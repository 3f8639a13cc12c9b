"""Charts that a graphics desk may print: long names, few polls, dates, colours."""

import io
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from PIL import Image

from tests.evidence import make
from undersigned.evidence.averaging import average
from undersigned.evidence.chart import painting
from undersigned.evidence.chart.drawing import render
from undersigned.evidence.chart.picture import Words
from undersigned.evidence.chart.taking import take

LONG = ("Would vote for Penelope Featherstonehaugh-Smith", "Would vote for Ann Jones")


def picture(count, *, answers=("Yes", "No"), every=9):
    records = [
        replace(one, answers=dict(zip(answers, one.answers.values(), strict=True)))
        for one in make.polls(count, every=every)
    ]
    found = average(records, answer=answers[0], as_of=max(one.end for one in records))
    return take(found, Words(title="The ferry"))


def texts(drawn, look):
    """Of each text with this class: where it starts or stands across, and its words."""
    found = re.findall(rf'<text class="{look}[^"]*" x="([\d.]+)"[^>]*>([^<]*)</text>', drawn)
    return [(float(across), words.strip()) for across, words in found]


@pytest.mark.parametrize("width", [375, 960])
def test_two_answers_that_differ_in_their_last_words_are_told_apart(width):
    drawn = render(picture(8, answers=LONG), width=width, bare=True)

    names = " ".join(words for _across, words in texts(drawn, "ev-end"))
    assert "Jones" in names
    assert "Smith" in names


@pytest.mark.parametrize("count", [2, 5, 9, 14])
def test_dates_under_a_narrow_chart_do_not_touch(count):
    drawn = render(picture(count, answers=LONG), width=350, bare=True)

    ticks = [(x, words) for x, words in texts(drawn, "ev-tick ev-middle") if words]
    for (left, first), (right, second) in pairwise(ticks):
        assert right - left > 0.5 * 12.5 * (len(first) + len(second)) / 2


@pytest.mark.parametrize(("count", "words"), [(2, "too few for a line"), (8, "80 and 95 %")])
def test_the_picture_to_share_says_what_its_bands_are(count, words, monkeypatch):
    said, write = [], painting._text

    def noted(pen, at, text, *rest):
        said.append(text)
        write(pen, at, text, *rest)

    monkeypatch.setattr(painting, "_text", noted)

    painting.paint(picture(count, answers=LONG), signed="River Valley Neighbors")

    assert any(words in one for one in said)
    assert "Jones" in " ".join(said)


def test_the_picture_to_share_keeps_its_colours():
    raw = painting.paint(picture(2), signed="River Valley Neighbors")

    found = Image.open(io.BytesIO(raw)).convert("RGB").getcolors(1 << 16) or []
    for wanted in ((11, 107, 107), (180, 83, 26)):
        near = [
            number
            for number, colour in found
            if isinstance(colour, tuple)
            and max(abs(a - b) for a, b in zip(colour, wanted, strict=True)) < 12
        ]
        assert sum(near) > 150, wanted
