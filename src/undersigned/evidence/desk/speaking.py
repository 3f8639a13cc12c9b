"""Who speaks in an article: quotations of known decision makers are offered as statements."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from undersigned.evidence.articles.found import Article, Quotation
from undersigned.officials.models import DecisionMaker

_TITLE = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Prof|Rev)\.|President|Vice President|Senator|Governor|"
    r"Mayor|Representative|Secretary|Councillor|Commissioner|Judge|Minister)\s"
)
_INITIAL = re.compile(r"\s[A-Z]\.(?=\s)")


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A quotation, and whose it is where that decision maker is on record."""

    quotation: Quotation
    person: DecisionMaker | None


def spoken(article: Article, *, organisation_id: int) -> list[Spoken]:
    """In their order; one query."""
    if not article.quotations:
        return []
    rows = DecisionMaker.objects.filter(organisation=organisation_id).order_by("pk")
    people = [(_bare(one.name), one) for one in rows]
    return [
        Spoken(quotation=one, person=_who(one.speaker, people)) for one in article.quotations
    ]


def _who(speaker: str, people: Sequence[tuple[str, DecisionMaker]]) -> DecisionMaker | None:
    """By the whole name; by the family name alone where only one has it. `people` come with
    their bare names.
    """
    name = _bare(speaker)
    if not name:
        return None
    whole = [one for theirs, one in people if theirs == name]
    family = [one for theirs, one in people if theirs.split()[-1:] == [name]]
    return _only(whole) or _only(family)


def _only(found: Iterable[DecisionMaker]) -> DecisionMaker | None:
    rows = list(found)
    return rows[0] if len(rows) == 1 else None


def _bare(name: str) -> str:
    return _INITIAL.sub("", _TITLE.sub("", name.strip())).casefold()


def statement(one: Quotation, article: Article, *, source: str, address: str) -> dict[str, str]:
    """The fields of the form of a statement. An article tells by when it was said, not when."""
    fields = {
        "words": one.words, "is_quotation": "on", "source_title": source[:300],
        "source_url": address, "date": article.published, "date_means": "by",
    }  # fmt: skip
    return {name: str(value) for name, value in fields.items() if value}
