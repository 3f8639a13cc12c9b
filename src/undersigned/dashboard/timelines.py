"""One person's timeline, drawn from every room that knows something of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from undersigned.actions.models import Answer, OwnQuestion
from undersigned.mailings.models import Recipient
from undersigned.petitions.models import Signature
from undersigned.supporters.models import Consent, Supporter


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened, when, in words; `icon` is lucide's name, `detail` the small print."""

    at: datetime
    words: str
    icon: str
    detail: str = ""


def of(supporter: Supporter) -> list[Event]:
    """Newest first; one query a room."""
    found = [
        Event(at=supporter.created_at, words=_("First seen"), icon="user-plus",
              detail=supporter.source),
        *_signatures(supporter),
        *_answers(supporter),
        *_emails(supporter),
        *_consents(supporter),
        *_tags(supporter),
        *_notes(supporter),
    ]  # fmt: skip
    return sorted(found, key=lambda event: event.at, reverse=True)


def _signatures(supporter: Supporter) -> Iterator[Event]:
    for signature in Signature.objects.filter(supporter=supporter).select_related(
        "petition__campaign"
    ):
        title = {"title": signature.petition.campaign.title}
        source = signature.source
        yield Event(
            at=signature.signed_at, words=_("Signed “%(title)s”") % title, icon="pen-line",
            detail=_("from %(source)s") % {"source": source} if source else "",
        )  # fmt: skip
        if signature.confirmed_at:
            yield Event(
                at=signature.confirmed_at,
                words=_("Confirmed the signature under “%(title)s”") % title,
                icon="badge-check",
            )
        if signature.withdrawn_at:
            yield Event(
                at=signature.withdrawn_at,
                words=_("Withdrew the signature under “%(title)s”") % title,
                icon="undo-2",
            )


def _answers(supporter: Supporter) -> Iterator[Event]:
    for answer in Answer.objects.filter(supporter=supporter).select_related("question"):
        checkbox = answer.question.kind == OwnQuestion.Kind.CHECKBOX
        words = _("Ticked “%(question)s”") if checkbox else _("Answered “%(question)s”")
        yield Event(
            at=answer.at, words=words % {"question": answer.question.label},
            icon="message-square", detail="" if checkbox else answer.value,
        )  # fmt: skip


def _emails(supporter: Supporter) -> Iterator[Event]:
    """Mailings that were handed over, or may have been."""
    told = Recipient.objects.filter(
        supporter=supporter,
        state__in=[Recipient.State.SENT, Recipient.State.FAILED, Recipient.State.UNCERTAIN],
        done_at__isnull=False,
    ).select_related("mailing")
    for recipient in told:
        words = {
            Recipient.State.SENT: _("Was sent “%(name)s”"),
            Recipient.State.FAILED: _("Could not be sent “%(name)s”"),
        }.get(Recipient.State(recipient.state), _("May have been sent “%(name)s”"))
        if recipient.done_at is not None:
            yield Event(
                at=recipient.done_at,
                words=words % {"name": recipient.mailing.name},
                icon="mail",
                detail=recipient.detail,
            )


def _consents(supporter: Supporter) -> Iterator[Event]:
    for consent in supporter.consents.all():
        given = consent.said == Consent.Said.GIVEN
        details = [consent.get_how_display(), consent.source, consent.reason, consent.by_label]
        wording = f"“{consent.wording}”" if consent.wording else ""
        yield Event(
            at=consent.at,
            words=_("Agreed to email") if given else _("Unsubscribed from email"),
            icon="mail-check" if given else "mail-x",
            detail=" · ".join(part for part in [*details, wording] if part),
        )


def _tags(supporter: Supporter) -> Iterator[Event]:
    for tagging in supporter.tagging_set.select_related("tag"):
        yield Event(
            at=tagging.at, words=_("Tagged “%(tag)s”") % {"tag": tagging.tag.name}, icon="tag"
        )


def _notes(supporter: Supporter) -> Iterator[Event]:
    for note in supporter.notes.all():
        yield Event(at=note.at, words=note.text, icon="sticky-note", detail=note.by_label)
