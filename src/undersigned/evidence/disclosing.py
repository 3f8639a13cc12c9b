"""The disclosure items of the AAPOR Code (April 2021), each complete or missing, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from undersigned.evidence.models import Poll, Question


@dataclass(frozen=True, kw_only=True)
class Item:
    """`missing` names what the record lacks; empty where it is complete."""

    name: str
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def words(self) -> str:
        return ", ".join(self.missing)


def items(poll: Poll, questions: Sequence[Question]) -> list[Item]:
    """Eleven, in the order of the Code. `questions` are the poll's."""
    conducted = poll.conductor or poll.pollster
    paid = poll.sponsor or poll.funder or poll.sponsor_class == Poll.SponsorClass.NOBODY
    return [
        _item(_("How data were collected"), (poll.mode, _("kind of survey"))),
        _item(
            _("Who paid for it and who did it"),
            (paid, _("sponsor or funder, or that there is none")),
            (conducted, _("who did it")),
        ),
        _item(
            _("Questions and answers as they were put"),
            (_each(questions, "wording"), _("exact wording")),
            (_each(questions, "options"), _("answers as offered")),
        ),
        _item(
            _("Whom it is about"),
            (_each(questions, "population"), _("population")),
            (poll.area, _("area")),
        ),
        _item(
            _("How people were found"),
            (poll.sample_source, _("by chance or by signing up")),
            (poll.frame, _("the list, numbers or panel they came from")),
        ),
        _item(_("By phone, online or otherwise"), (poll.mode, _("how people were asked"))),
        _item(
            _("When people were asked"),
            (poll.field_start, _("first day")),
            (poll.field_end, _("last day")),
        ),
        _item(
            _("How many were asked, and how precise it is"),
            (_each(questions, "printed_size"), _("sample size")),
            (_each(questions, "margin_as_printed"), _("margin of error")),
        ),
        _item(_("How answers were weighted"), (poll.weighting, _("weighting"))),
        _item(
            _("How answers were checked"), (poll.processing, _("processing and quality checks"))
        ),
        _item(_("What it cannot show"), (poll.limitations, _("a word on limitations"))),
    ]


def _item(name: str, *parts: tuple[object, str]) -> Item:
    return Item(name=name, missing=tuple(words for value, words in parts if not value))


def _each(questions: Sequence[Question], field: str) -> bool:
    return bool(questions) and all(getattr(question, field) for question in questions)
