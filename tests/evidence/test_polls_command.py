"""`undersigned polls average` on files of every layout, and its drawing."""

from datetime import date
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command

from tests.evidence import make
from undersigned.evidence.averaging import average
from undersigned.evidence.chart import scales
from undersigned.evidence.chart.drawing import render
from undersigned.evidence.chart.picture import Words
from undersigned.evidence.chart.taking import draw, take
from undersigned.evidence.layouts import cells, reading
from undersigned.evidence.reporting import days_csv, polls_csv

OURS = """topic,pollster,end,start,size,population,side,sponsor,Yes,No
Ferry,Adams,2026-01-12,2026-01-09,800,a,,,61,28
Ferry,Brown,2/5/26,2/2/26,"1,010",adults,,,66,24
Ferry,Adams,2026-02-22,2026-02-20,450,rv,1,The party,58 %,33
Ferry,Clark,someday,,,,,,50,40
Bridge,Adams,2026-01-12,2026-01-09,,a,,,51,48
"""


@pytest.fixture
def ours(tmp_path):
    path = tmp_path / "ours.csv"
    path.write_bytes(OURS.encode("cp1252"))
    return path


def run(*arguments):
    out = StringIO()
    call_command("polls", "average", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_file_of_ours_is_averaged_drawn_and_written(ours, tmp_path):
    svg, table, days = tmp_path / "a.svg", tmp_path / "polls.csv", tmp_path / "days.csv"

    said = run(ours, "--svg", svg, "--polls-csv", table, "--days-csv", days, "--width", 375)

    assert "Line 5 is refused: end is 'someday', which is no date." in said
    assert "2 topics" in said
    assert "3 polls by 2 pollsters" in said
    assert ET.parse(svg).getroot().tag.endswith("svg")  # noqa: S314  our own
    assert "The party" in table.read_text()
    assert days.read_text().startswith("day,answer,level")


def test_the_columns_of_a_table_that_are_left_out_are_named(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(
        "Polling firm,Client,Fieldwork,Keep,Close,Lead\nLake,The Fund,9 July 2022,60,40,20\n"
    )

    assert "Columns left out: Lead." in run(path, "--no-svg")


def test_those_with_an_opinion_are_drawn_and_written_where_all_polls_printed_the_unsure(
    ours, tmp_path
):
    told = "pollster,end,Yes,No,Unsure\nA,2026-01-12,45,45,10\nB,2026-01-20,48,42,10\n"
    path, svg, days = tmp_path / "told.csv", tmp_path / "a.svg", tmp_path / "days.csv"
    path.write_text(told)

    said = run(path, "--with-opinion", "--svg", svg, "--days-csv", days)

    assert "Of those with an opinion: by 100 less Unsure." in said
    assert "of those with an opinion" in svg.read_text()
    assert days.read_text().splitlines()[1].endswith(",those with an opinion")
    with pytest.raises(CommandError, match="not every poll printed"):
        run(ours, "--topic", "Ferry", "--with-opinion", "--no-svg")


def test_polls_may_be_left_out_and_the_day_be_chosen(ours):
    said = run(
        ours, "--topic", "Ferry", "--without", "Clark", "--no-partisan", "--as-of",
        "2026-03-01",
        "--answer", "No", "--no-svg",
    )  # fmt: skip

    assert "No, as of 2026-03-01" in said
    assert "Left out: 1, left out by the reader's choice." in said
    assert "Too few for a line" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--topic", "Tunnel"), "has no topic 'Tunnel', but Ferry, Bridge"),
        (("--topic", "Ferry", "--answer", "Perhaps"), "No poll has the answer 'Perhaps'"),
        (("--topic", "Ferry", "--as-of", "2020-01-01"), "ends after the day of the average"),
        (("--topic", "Ferry", "--beside", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(ours, tmp_path, arguments, words):
    with pytest.raises(CommandError, match=words):
        run(ours, *arguments, "--svg", tmp_path / "x.svg")


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("name,age\nAda,36\n")

    with pytest.raises(CommandError, match="No known layout has the columns age, name"):
        run(path)
    with pytest.raises(reading.NotPollsError, match="has no columns date"):
        reading.read_published(path)


NAMES = [
    "ahca_polls", "favorability_polls_rv_2019", "guns-polls", "impeachment_polls_to_2019-09-23",
    "mueller-approval-polls",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_each_real_file_is_averaged(name, tmp_path):
    said = run(make.shared_data() / f"{name}.csv", "--svg", tmp_path / "a.svg")

    assert "pollsters of equal weight" in said
    assert (tmp_path / "a.svg").stat().st_size > 3000


def test_the_large_real_files_are_read_whole():
    folder = make.shared_data()

    races = reading.read(folder / "raw-polls_1998-2014.csv")
    sweden = reading.read(folder / "sweden_polls_to_2014.csv")

    assert len(races.series) == 1428
    assert races.refused == sweden.refused == ()
    assert len(next(iter(sweden.series.values()))) == 1675


def test_a_published_average_is_no_poll_but_may_stand_beside(tmp_path):
    folder = make.shared_data()
    published = folder / "biden_approval_average_2021-01_to_2022-06.csv"
    polls = folder / "biden_approval_polls_2021-01_to_2022-06.csv"

    with pytest.raises(CommandError, match="--beside"):
        run(published)
    svg = tmp_path / "a.svg"
    run(polls, "--as-of", "2021-03-15", "--beside", published, "--svg", svg)

    assert 'class="ev-beside"' in svg.read_text()


def test_a_drawing_says_what_a_band_means_and_hollows_partisan_polls():
    records = [*make.polls(12), make.poll("Friends", 60.0, day=9, side=1, answers={
        "Yes": 60.0, "No": 30.0})]  # fmt: skip
    found = average(records, answer="Yes", as_of=date(2025, 9, 1))

    wide = draw(found, Words(title="A < B"))
    narrow = render(take(found, Words(title="A")), width=375, bare=True)

    assert "A &lt; B" in wide
    assert "two of three" in wide
    assert "ev-hollow" in wide
    assert "ev-after" in wide
    assert "<style>" not in narrow
    assert "left_out" in polls_csv(found)
    assert days_csv(found).count("\n") == 3 * len(found.days) + 1


def test_a_drawing_of_two_polls_has_no_line():
    found = average(
        [make.poll(wording="Long " * 60), make.poll(day=4)], answer="Yes",
        as_of=date(2025, 3, 9),
    )  # fmt: skip

    drawn = draw(found, Words(title="Ferry"))

    assert "ev-line" not in drawn.split("</style>")[1]
    assert "too few polls for a line" in drawn


def test_scales_are_round_and_labels_do_not_touch():
    assert scales.share_ticks(41, 58) == [40.0, 45.0, 50.0, 55.0, 60.0]
    assert scales.share_ticks(0, 100)[-1] == 100
    day = date(2025, 1, 10)
    for last in (date(2025, 1, 15), date(2025, 2, 20), date(2025, 9, 1), date(2049, 1, 1)):
        assert 1 <= len(scales.date_ticks(day, last, most=6)) <= 7
    assert scales.apart([10, 11], 5) == [8.0, 13.0]


@pytest.mark.parametrize("value", ["31/31/2020", "2020-13-01", "yesterday"])
def test_a_date_that_is_none_is_refused(value):
    with pytest.raises(cells.UnreadableError, match="which is no date"):
        cells.day({"end": value}, "end")


def test_cells_are_read_as_people_write_them():
    assert cells.number({"n": "1,200"}, "n") == 1200
    assert cells.number({"n": "NA"}, "n") is None
    assert cells.day({"d": "7/4/98"}, "d") == date(1998, 7, 4)
    assert cells.day({"d": "-"}, "d") is None
    with pytest.raises(cells.UnreadableError, match="no number"):
        cells.number({"n": "many"}, "n")
