"""Events of a person's timeline in words, one function a kind of row."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from undersigned.actions.models import Answer, OwnQuestion
from undersigned.mailings.models import Recipient
from undersigned.organisations.models import AuditEntry
from undersigned.petitions.models import Signature
from undersigned.supporters.models import (
    Consent,
    ImportedPerson,
    IssueInterest,
    Note,
    PastAct,
    Supporter,
    Tagging,
)

_UNTIMED = datetime(1, 1, 1, tzinfo=UTC)

# Verbs of the trail whose facts have rows of their own in the timeline.
TOLD_ELSEWHERE = (
    "tagged", "wrote a note on", "unsubscribed", "wrote down consent of",
    "wrote down a withdrawal of", "added",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened, when, in words; `icon` is lucide's name, `detail` the small print."""

    words: str
    icon: str
    detail: str = ""
    at: datetime = _UNTIMED


def seen(person: Supporter) -> Event:
    return Event(words=_("First seen"), icon="user-plus", detail=person.source)


def signed(row: Signature) -> Event:
    source = _("from %(source)s") % {"source": row.source} if row.source else ""
    return Event(words=_("Signed “%(title)s”") % _title(row), icon="pen-line", detail=source)


def confirmed(row: Signature) -> Event:
    words = _("Confirmed the signature under “%(title)s”")
    return Event(words=words % _title(row), icon="badge-check")


def withdrew(row: Signature) -> Event:
    words = _("Withdrew the signature under “%(title)s”")
    return Event(words=words % _title(row), icon="undo-2")


def brought(row: Signature) -> Event:
    words = _("Brought somebody who signed “%(title)s”")
    return Event(words=words % _title(row), icon="users")


def answered(row: Answer) -> Event:
    ticked = row.question.kind == OwnQuestion.Kind.CHECKBOX
    words = _("Ticked “%(question)s”") if ticked else _("Answered “%(question)s”")
    return Event(
        words=words % {"question": row.question.label}, icon="message-square",
        detail="" if ticked else row.value,
    )  # fmt: skip


def mailed(row: Recipient) -> Event:
    words = {
        Recipient.State.SENT: _("Was sent “%(name)s”"),
        Recipient.State.FAILED: _("Could not be sent “%(name)s”"),
    }.get(Recipient.State(row.state), _("May have been sent “%(name)s”"))
    return Event(words=words % {"name": row.mailing.name}, icon="mail", detail=row.detail)


def consented(row: Consent) -> Event:
    """'Agreed to text messages': how, to which words, whose note."""
    given = row.said == Consent.Said.GIVEN
    words = _("Agreed to %(channel)s") if given else _("Wants no more %(channel)s")
    email = row.channel == Consent.Channel.EMAIL
    if email and not given:
        words = _("Unsubscribed from email")
    parts = [row.get_how_display(), row.source, row.reason, row.by_label]
    if row.wording:
        version = {"words": row.wording, "version": row.wording_version}
        parts.append(_("“%(words)s” (wording %(version)s)") % version)
    return Event(
        words=words % {"channel": row.get_channel_display()},
        icon=_ICONS[row.channel] if given or not email else "mail-x",
        detail=" · ".join(part for part in parts if part),
    )


_ICONS = {
    "email": "mail-check",
    "phone": "phone",
    "text": "message-square-text",
    "post": "mailbox",
}


def tagged(row: Tagging) -> Event:
    return Event(words=_("Tagged “%(tag)s”") % {"tag": row.tag.name}, icon="tag")


def noted(row: Note) -> Event:
    return Event(words=row.text, icon="sticky-note", detail=row.by_label)


def acted(row: PastAct) -> Event:
    """In the system that they were moved from."""
    words = {
        PastAct.Kind.SIGNED: _("Signed “%(title)s”") if row.title else _("Signed a petition"),
        PastAct.Kind.CLICKED: _("Clicked in an email"),
    }.get(PastAct.Kind(row.kind), _("Took an action"))
    return Event(
        words=words % {"title": row.title}, icon="history", detail=_("before they came here")
    )


def cared(row: IssueInterest) -> Event:
    told = [row.get_told_display(), row.by_label]
    return Event(
        words=_("Cares about “%(issue)s”") % {"issue": row.issue.name}, icon="heart",
        detail=" · ".join(part for part in told if part),
    )  # fmt: skip


def imported(row: ImportedPerson) -> Event:
    words = _("Came with the list %(file)s") if row.is_new else _("Stood in the list %(file)s")
    changed = ", ".join(_labels(row.changes))
    return Event(
        words=words % {"file": row.batch.file_name}, icon="upload",
        detail=_("changed: %(fields)s") % {"fields": changed} if changed else "",
    )  # fmt: skip


def changed(row: AuditEntry) -> Event:
    """What else staff did. The trail holds names of fields, never values."""
    verbs = {
        "changed": _("Record changed"), "untagged": _("A tag was taken off"),
        "noted interests of": _("Interests noted"),
        "answered a request for access about": _("Everything held was taken out for them"),
        "merged into one": _("Another record of theirs was merged into this one"),
        "took apart again": _("The merge was undone"), "keeps": _("Kept beyond the time limit"),
        "put first an email address of": _("Another email address was put first"),
        "put first a phone number of": _("A phone number was put first"),
        "put first an address of": _("A postal address was put first"),
        "marked an email address of": _("Marked whether an email address reaches them"),
        "marked a phone number of": _("Marked whether a phone number reaches them"),
        "marked an address of": _("Marked whether a postal address reaches them"),
    }  # fmt: skip
    fields = row.after.get("fields") if isinstance(row.after, dict) else None
    parts = [", ".join(_labels(fields or ())), row.actor_label]
    return Event(
        words=verbs.get(row.verb) or _contact(row.verb), icon="pencil",
        detail=" · ".join(part for part in parts if part),
    )  # fmt: skip


def _contact(verb: str) -> str:
    """'added a phone number of': the trail's own words, as a sentence."""
    return verb.removesuffix(" of").removesuffix(" on").capitalize()


def _labels(names: object) -> list[str]:
    known = {
        "given_name": _("first name"), "family_name": _("last name"), "email": _("email"),
        "postal_code": _("postal code"), "country": _("country"), "region": _("state"),
        "street": _("street"), "city": _("city"), "phone": _("phone"), "fields": _("fields"),
        "language": _("language"), "languages": _("languages"), "tags": _("tags"),
        "email_consent": _("consent to email"), "source": _("source"), "post": _("address"),
        "created_at": _("first seen"), "changed_at": _("last changed"),
    }  # fmt: skip
    rows = list(names) if isinstance(names, list | tuple | dict) else []
    return [known.get(str(name), str(name).replace("-", " ")) for name in rows]


def _title(row: Signature) -> dict[str, str]:
    return {"title": row.petition.campaign.title}
