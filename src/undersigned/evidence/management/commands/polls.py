"""`undersigned polls average FILE.csv`: averages a file of polls, without a database."""

import argparse
import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from undersigned.evidence import reporting
from undersigned.evidence.averaging import Average, NothingToAverageError, average
from undersigned.evidence.chart.drawing import render
from undersigned.evidence.chart.picture import Words
from undersigned.evidence.chart.taking import take, take_opinion
from undersigned.evidence.deriving import NobodyWithoutOpinionError, Opinion, with_opinion
from undersigned.evidence.judging import level
from undersigned.evidence.layouts import reading
from undersigned.evidence.records import PollRecord

_LISTED = 25


class Command(BaseCommand):
    help = (
        "polls average FILE.csv prints the average of the file's polls with its bands and "
        "draws it as an SVG. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(required=True, metavar="average")
        one = commands.add_parser(
            "average",
            help="average the polls of a file",
            formatter_class=argparse.HelpFormatter,
        )
        one.add_argument("file", type=Path, help="CSV; its layouts are in docs/evidence")
        one.add_argument("--topic", help="one of the file's topics; without it, all in a list")
        one.add_argument("--answer", help="the answer to average; the first of the file")
        one.add_argument("--population", help="a, v, rv or lv; the most frequent one")
        one.add_argument("--as-of", type=date.fromisoformat, help="YYYY-MM-DD; the last poll's")
        one.add_argument("--without", action="append", default=[], help="leave out a pollster")
        one.add_argument("--no-partisan", action="store_true", help="leave out partisan polls")
        one.add_argument(
            "--with-opinion", action="store_true",
            help="draw and write levels of those with an opinion, derived from the average",
        )  # fmt: skip
        one.add_argument("--svg", type=Path, help="where to draw; FILE.svg in this folder")
        one.add_argument("--no-svg", action="store_true", help="do not draw")
        one.add_argument("--width", type=int, default=960, help="of the drawing, in pixels")
        one.add_argument("--answers", nargs="+", default=[], help="answers to draw")
        one.add_argument("--beside", type=Path, help="a published average to draw beside it")
        one.add_argument("--polls-csv", type=Path, help="write each poll with its part")
        one.add_argument("--days-csv", type=Path, help="write each day's level and bands")

    def handle(self, *, file: Path, topic: str | None, **options: object) -> None:
        try:
            polls = reading.read(file)
        except (OSError, reading.NotPollsError) as error:
            raise CommandError(f"{file}: {error}") from error
        self._say_what_was_read(file, polls)
        if topic is None and len(polls.series) > 1:
            self._list(polls, options)
            topic = max(polls.series, key=lambda name: len(polls.series[name]))
            self.stdout.write(f"\n{topic} (choose another with --topic)")
        topic = topic or next(iter(polls.series), "")
        if topic not in polls.series:
            raise CommandError(f"{file} has no topic '{topic}', but {_some(polls.series)}.")
        found = _average(polls.series[topic], options)
        for line in reporting.report(found):
            self.stdout.write(line)
        derived = _derived(found) if options["with_opinion"] else None
        for line in reporting.of_opinion(derived) if derived else ():
            self.stdout.write(line)
        self._write(found, topic, file, options, derived=derived)

    def _say_what_was_read(self, file: Path, polls: reading.PollFile) -> None:
        told = f"{file.name}: {polls.rows:,} rows, read as {polls.layout} ({polls.encoding})."
        self.stdout.write(told)
        if polls.left_out:
            self.stdout.write(f"Columns left out: {', '.join(polls.left_out)}.")
        for refused in polls.refused[:_LISTED]:
            self.stdout.write(f"Line {refused.row} is refused: {refused.reason}.")
        if len(polls.refused) > _LISTED:
            self.stdout.write(f"{len(polls.refused) - _LISTED:,} more lines are refused.")

    def _list(self, polls: reading.PollFile, options: dict[str, object]) -> None:
        names = sorted(polls.series, key=lambda name: (-len(polls.series[name]), name))
        self.stdout.write(f"{len(names):,} topics, those with most polls first:")
        for name in names[:_LISTED]:
            try:
                found = _average(polls.series[name], options)
            except CommandError as error:
                self.stdout.write(f"  {name[:40]:42}{error}")
                continue
            now = level(found)
            self.stdout.write(
                f"  {name[:40]:42}{found.chosen.answer[:20]:22}{now.mean:5.1f}  "
                f"({now.low95:.1f} to {now.high95:.1f}), {len(found.polls):,} polls"
            )

    def _write(
        self, found: Average, topic: str, file: Path, options: dict[str, object],
        *, derived: Opinion | None,
    ) -> None:  # fmt: skip
        for name, text in (
            ("polls_csv", partial(reporting.polls_csv, found)),
            ("days_csv", partial(reporting.days_csv, found, derived)),
        ):
            path = options.get(name)
            if isinstance(path, Path):
                path.write_text(text(), encoding="utf-8")
                self.stdout.write(f"Written: {path}")
        if options["no_svg"]:
            return
        words = Words(title=_title(topic), source=file.name)
        path = options["svg"] if isinstance(options["svg"], Path) else Path(f"{file.stem}.svg")
        shown = take_opinion(derived, words) if derived else take(
            found, words, answers=_answers(options), beside=_beside(topic, options)
        )  # fmt: skip
        path.write_text(render(shown, width=_width(options)), encoding="utf-8")
        self.stdout.write(f"Drawn: {path}")


def _derived(found: Average) -> Opinion:
    try:
        return with_opinion(found)
    except NobodyWithoutOpinionError as error:
        raise CommandError(str(error)) from error


def _title(topic: str) -> str:
    """A file's or topic's name as a heading."""
    words = re.sub(r"(?<!\d)[-_]+|[-_]+(?!\d)", " ", topic) if " " not in topic else topic
    return f"{words[:1].upper()}{words[1:]}"


def _some(names: Sequence[str] | dict[str, object] | object) -> str:
    listed = list(names)[:8] if isinstance(names, dict) else []
    return ", ".join(listed) + (" …" if isinstance(names, dict) and len(names) > 8 else "")  # noqa: PLR2004


def _width(options: dict[str, object]) -> int:
    width = options["width"]
    return max(320, width if isinstance(width, int) else 960)


def _answers(options: dict[str, object]) -> list[str]:
    answers = options["answers"]
    return [str(one) for one in answers] if isinstance(answers, list) else []


def _beside(topic: str, options: dict[str, object]) -> list[reading.Published]:
    path = options["beside"]
    if not isinstance(path, Path):
        return []
    try:
        found = reading.read_published(path)
    except (OSError, reading.NotPollsError) as error:
        raise CommandError(f"{path}: {error}") from error
    return [one for one in found if one.topic in ("", topic)]


def _average(records: Sequence[PollRecord], options: dict[str, object]) -> Average:
    ends = [record.end for record in records if record.end]
    printed = [name for record in records for name in record.answers]
    answer = str(options["answer"] or (printed[0] if printed else ""))
    if answer not in printed:
        raise CommandError(
            f"No poll has the answer '{answer}', but {', '.join(dict.fromkeys(printed))}."
        )
    as_of = options["as_of"]
    without, partisan = options["without"], not options["no_partisan"]

    def keep(record: PollRecord) -> bool:
        named = isinstance(without, list) and record.pollster in without
        return not named and (partisan or not (record.side or record.internal))

    try:
        return average(
            records, answer=answer, keep=keep,
            as_of=as_of if isinstance(as_of, date) else max(ends, default=date.max),
            population=str(options["population"]) if options["population"] else None,
        )  # fmt: skip
    except NothingToAverageError as error:
        reasons = {left.reason.value for left in error.chosen.left_out}
        raise CommandError(f"{error} Left out: {'; '.join(sorted(reasons))}.") from error
