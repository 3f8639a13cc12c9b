"""What the public pages of claims and averages show; nothing of them is computed here."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.html import format_html
from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign
from undersigned.evidence import addresses, phrasing, showing, stored
from undersigned.evidence.chart import answers, painting
from undersigned.evidence.chart.answers import Bars
from undersigned.evidence.layouts.cells import population_words
from undersigned.evidence.models import Claim, Poll, Question, Result, Series, StoredAverage
from undersigned.evidence.stored import Choice
from undersigned.lib import spreadsheets
from undersigned.mailings.models import Mailing, Variant
from undersigned.organisations.models import Organisation
from undersigned.press.models import Release
from undersigned.site import campaign_page, footnotes

CLAIM, AVERAGE, EMBED = "site/claim.html", "site/average.html", "site/average_embed.html"
_HISTORY = 50
_CITED = (
    "sentence", "status", "checked_on", "kind", "pollster", "paid_for_by", "cited_by",
    "published", "field_start", "field_end", "asked_of", "people_asked", "question", "answer",
    "as_printed", "source", "address", "page",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One result that a claim rests on, with its poll and what that lacks."""

    result: Result
    question: Question
    poll: Poll
    people: str
    missing: str
    bars: Bars | None  # None where the record before has them: another answer to it


def claim(organisation: Organisation, uuid: UUID, *, at: datetime) -> Claim | None:
    """One that everyone may read: it says so, or something that is public quotes it."""
    rows = Claim.objects.filter(organisation=organisation, uuid=uuid).whole()
    return rows.read().first() or next((one for one in rows if _is_quoted(one, at=at)), None)


def _is_quoted(found: Claim, *, at: datetime) -> bool:
    """In a release that is out, or a mailing that has begun to go."""
    quotes = Q(body__contains=str(found.uuid)) | Q(body__contains=found.sentence)
    ours = {"organisation": found.organisation_id}
    begun = Mailing.objects.filter(frozen_at__isnull=False, **ours)
    return (
        Release.objects.public(at=at).filter(quotes, **ours).exists()
        or begun.filter(quotes, in_blocks=False).exists()
        or _in_json(begun.filter(in_blocks=True), "blocks", found)
        or Variant.objects.filter(quotes, mailing__in=begun).exists()
        or _in_json(Variant.objects.filter(mailing__in=begun), "parts", found)
    )


def _in_json(rows: QuerySet[Any], column: str, found: Claim) -> bool:
    """As the database has it: SQLite's is ASCII, PostgreSQL's is not."""
    is_ascii = connection.vendor == "sqlite"
    sentence = json.dumps(found.sentence, ensure_ascii=is_ascii)[1:-1]
    told = Q(words__contains=str(found.uuid)) | Q(words__contains=sentence)
    told_in = rows.annotate(words=Cast(column, TextField())).filter(told)
    return bool(told_in.exists())


def series(organisation: Organisation, uuid: UUID) -> Series | None:
    """One that everyone may read: by itself, or because a claim rests on it that may be."""
    rows = Series.objects.filter(organisation=organisation, uuid=uuid)
    may = Q(is_public=True) | Q(claims__in=Claim.objects.read())
    return rows.filter(may).select_related("topic", "organisation").distinct().first()


def claim_context(found: Claim) -> dict[str, Any]:
    organisation = found.organisation
    series, chart = _chart(found)
    said = phrasing.latest([found])[found.pk]
    canonical = settings.BASE_URL + addresses.of_claim(organisation.slug, found.uuid)
    return {
        **campaign_page.frame(organisation),
        "claim": found,
        "said": said,
        "records": list(_records(found)),
        "chart": chart,
        "average_url": _average_url(series) if series else "",
        "history": [
            (row, phrasing.judgement(row))
            for row in found.judgements.order_by("-at", "-pk")[:_HISTORY]
        ],
        "canonical": canonical,
        "cite_text": _cite(found, said, canonical),
        "cite_html": format_html(
            '<q cite="{}">{}</q> <a href="{}">{}</a>',
            canonical, found.sentence, canonical,
            _("%(name)s: sources, and how it stands") % {"name": organisation.name},
        ),
        "campaigns": Campaign.objects.public().filter(claims=found).order_by("pk"),
    }  # fmt: skip


def _results(found: Claim) -> list[Result]:
    return [result for result in (found.result, found.other) if result is not None]


def _chart(found: Claim) -> tuple[Series | None, showing.Chart | None]:
    """Of the average that it is of; else of one that everyone may read and its poll is in."""
    if found.series_id:
        kept = stored.newest([found.series_id]).get(found.series_id)
        return found.series, showing.chart(kept) if kept else None
    cited = [str(result.question.uuid) for result in _results(found)]
    for kept in stored.newest(_beside(found)).values():
        drawn = showing.chart(kept, cited=cited)
        if drawn and any(dot.id in cited for dot in drawn.picture.dots):
            return kept.series, drawn
    return None, None


def _beside(found: Claim) -> list[int]:
    """Public averages of the answer that it cites, of the same people."""
    result = found.result
    if result is None or result.question.topic_id is None:
        return []
    rows = Series.objects.filter(
        organisation=found.organisation_id, topic=result.question.topic_id, is_public=True,
        answer__iexact=result.answer, subgroup__iexact=result.question.subgroup,
    )  # fmt: skip
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _cite(found: Claim, said: phrasing.Said, canonical: str) -> str:
    day = found.checked_on.isoformat() if found.checked_on else ""
    words = {
        "sentence": found.sentence, "who": found.organisation.name, "status": said.label,
        "day": day, "page": canonical,
    }  # fmt: skip
    return _("“%(sentence)s” %(who)s; %(status)s on %(day)s. %(page)s") % words


def _average_url(found: Series) -> str:
    return addresses.of_average(found.organisation.slug, found.uuid)


def _records(found: Claim) -> Iterator[Shown]:
    results = _results(found)
    cited = {result.pk for result in results}
    drawn: set[int] = set()
    for result in results:
        question, poll = result.question, result.question.poll
        lacks = [*footnotes.missing_of_question(question), *footnotes.missing_of_poll(poll)]
        is_first = question.pk not in drawn
        drawn.add(question.pk)
        yield Shown(
            result=result, question=question, poll=poll, missing=", ".join(lacks),
            people=_people(question),
            bars=answers.bars(question, cited=cited) if is_first else None,
        )  # fmt: skip


def _people(question: Question) -> str:
    words = population_words(question.population)
    return ", ".join(part for part in (question.subgroup, words) if part)


def claim_csv(found: Claim) -> Iterator[str]:
    """A row a result; one row without a result where nothing on record carries it."""
    return spreadsheets.lines(_CITED, _cited(found))


def _cited(found: Claim) -> Iterator[Sequence[object]]:
    status = Claim.Status(found.status).label if found.status is not None else ""
    head = [found.sentence, status, found.checked_on or "", found.get_kind_display()]
    page = settings.BASE_URL + addresses.of_claim(found.organisation.slug, found.uuid)
    records = list(_records(found))
    for one in records:
        poll, question = one.poll, one.question
        yield [
            *head, poll.pollster, poll.sponsor, poll.cited_by,
            poll.published or poll.published_as_printed, poll.field_start or "",
            poll.field_end or "", one.people, question.printed_size or "",
            question.wording or question.in_short, one.result.answer, one.result.as_printed,
            poll.source_title, poll.source_url, page,
        ]  # fmt: skip
    if not records:
        yield [*head, *[""] * (len(_CITED) - len(head) - 1), page]


def average_context(found: Series, choice: Choice) -> dict[str, Any] | None:
    """None where there is no such average yet."""
    main = stored.find(found, as_of=choice.as_of)
    kept = stored.chosen(found, choice) if choice.variant else main
    if main is None or kept is None:
        return None
    here = _average_url(found)
    canonical = settings.BASE_URL + here
    return {
        **campaign_page.frame(found.organisation),
        "series": found,
        "shown": showing.show(found, kept, main=main, past=choice.as_of),
        "here": here,
        "choice": choice,
        "as_of_url": f"{here}{kept.as_of.isoformat()}/",
        "canonical": canonical,
        "card_url": f"{canonical}card.png{choice.query}",
        "embed_code": format_html(
            '<iframe src="{}embed/{}" title="{}" width="100%" height="640" loading="lazy">'
            "</iframe>",
            canonical, choice.query, str(found),
        ),
    }  # fmt: skip


def drawn(found: Series, choice: Choice) -> StoredAverage | None:
    """What a file is made of: none where no poll could be averaged."""
    kept = stored.chosen(found, choice)
    return kept if kept and kept.picture else None


def png(kept: StoredAverage, choice: Choice) -> bytes | None:
    """That of today is kept; of a reader's choice it is painted when somebody takes it."""
    if choice == Choice():
        rows = StoredAverage.objects.filter(
            series=kept.series_id, variant="", png__isnull=False
        )
        content = rows.order_by("-as_of", "-computed_at").values_list("png", flat=True).first()
        return bytes(content) if content else None
    ours = kept.series.organisation
    return painting.paint(
        showing.pictured(kept, past=choice.as_of), signed=ours.name, accent=ours.accent,
        banner=ours.banner,
    )  # fmt: skip
