"""Puts an article beside the record of a poll that it tells of, by a person's word."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.evidence import archiving
from undersigned.evidence.articles.found import Article, FoundPoll
from undersigned.evidence.models import Correction, Poll, PollArticle
from undersigned.organisations import auditing

MOST_OF_A_TEXT = 2_000_000  # characters; a longer one is not sent on by the page
MOST_OF_A_PASSAGE = 2_000


def passage(poll: FoundPoll, article: Article) -> str:
    """The sentences of the article in which the poll and its figures stand, in their order."""
    told = {(one.start, one.end) for one in (poll.passage, *(f.passage for f in poll.findings))}
    whole = [pair for pair in told if not any(_within(pair, other) for other in told)]
    said = (" ".join(article.text[start:end].split()) for start, end in sorted(whole))
    return " … ".join(said)[:MOST_OF_A_PASSAGE]


def _within(pair: tuple[int, int], other: tuple[int, int]) -> bool:
    return pair != other and other[0] <= pair[0] and pair[1] <= other[1]


def attach(
    poll: Poll, *, title: str, address: str, passage: str, text: str, at: datetime,
    by: auditing.Actor,
) -> bool:  # fmt: skip
    """Whether it is new there. A `text` is kept as a copy; an empty one is not."""
    if text.strip():
        archiving.keep_text(poll, text, name=title, at=at, by=by)
    return _note(poll, title=title, address=address, passage=passage, at=at, by=by)


@transaction.atomic
def _note(
    poll: Poll, *, title: str, address: str, passage: str, at: datetime, by: auditing.Actor
) -> bool:
    _row, is_new = PollArticle.objects.get_or_create(
        poll=poll, title=title, address=address,
        defaults={"passage": passage, "at": at, "by": by.label},
    )  # fmt: skip
    if is_new:
        Correction.objects.create(
            poll=poll, what=_("article that tells of it"), at=at, by=by.label,
            after="\n".join(filter(None, (title, address, passage))),
            why=_("matched by hand when the article was read"),
        )  # fmt: skip
        auditing.record(
            organisation_id=poll.organisation_id, at=at, by=by, verb="put an article beside",
            subject=(f"poll by {poll.pollster}", f"poll:{poll.pk}"),
            after={"title": title, "address": address},
        )  # fmt: skip
    return is_new
