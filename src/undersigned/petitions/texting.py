"""Keeps what people sign: a changed title, ask, demand or target is a new version of the text.

The campaign's editors know nothing of it: the clock compares. The first text goes into the log
by itself; a later one waits until the organiser says whether it is a correction or another ask.
Until its leaf is in a signed tree the text before it is shown and signed.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from undersigned.campaigns.models import Campaign, Demand
from undersigned.ledger import appending, commitments
from undersigned.ledger.models import Log
from undersigned.organisations import auditing
from undersigned.petitions.models import Petition, Signature, TextVersion

Kind = TextVersion.Kind
PUBLIC = (Campaign.State.ANNOUNCED, Campaign.State.LIVE)
_BY_STATE_FROM = 10_000  # a smaller petition's leaves name the country alone


class NothingToDecideError(LookupError):
    """The text is decided, or is again what it was."""


def write_due(*, at: datetime) -> int:
    """Looks at the campaigns that were saved since; how many texts are new."""
    changed = _public().exclude(text_seen=F("campaign__version"))
    return sum(write(petition, at=at) for petition in changed[:100])


def compare_due(*, at: datetime) -> int:
    """Looks at all of them: a decision maker may have another name or office now."""
    return sum(write(petition, at=at) for petition in _public().iterator(chunk_size=100))


def _public() -> QuerySet[Petition]:
    rows = Petition.objects.filter(campaign__state__in=PUBLIC)
    return rows.select_related("campaign__target").order_by("pk")


@transaction.atomic
def write(petition: Petition, *, at: datetime) -> int:
    """1 if the campaign says what no version says; the petition brings its campaign."""
    campaign = petition.campaign
    Petition.objects.select_for_update().get(pk=petition.pk)
    Petition.objects.filter(pk=petition.pk).update(text_seen=campaign.version)
    now = read(petition, at=at)
    versions = list(petition.texts.order_by("number"))
    decided = [one for one in versions if one.kind]
    TextVersion.objects.filter(petition=petition, kind=Kind.UNDECIDED).delete()
    if decided and decided[-1].says_the_same(now):
        return 0
    now.number = len(decided) + 1
    if not decided:
        now.kind = Kind.FIRST
    elif not Signature.objects.filter(petition=petition).exists():
        now.kind = Kind.CORRECTION  # nobody signed anything else
    now.save(force_insert=True)
    if now.kind:
        log(petition, now, at=at)
    return 1


def read(petition: Petition, *, at: datetime) -> TextVersion:
    """What the campaign says now, not saved."""
    campaign = petition.campaign
    demands = campaign.demands.order_by("place", "pk").values_list("text", flat=True)
    return TextVersion(
        petition=petition, title=campaign.title, ask=campaign.ask, demands=list(demands),
        target=_whom(campaign), made_at=at,
    )  # fmt: skip


def canonical(text: TextVersion) -> bytes:
    """The bytes whose hash is in the log."""
    return commitments.canonical_text(title=text.title, body=text.body, target=text.target)


def log(petition: Petition, text: TextVersion, *, at: datetime) -> None:
    """Puts a decided text in line for the log."""
    leaf = appending.petition(
        petition=petition.uuid, version=text.number, canonical=canonical(text), at=at
    )
    TextVersion.objects.filter(pk=text.pk).update(leaf=leaf)
    if text.kind == Kind.FIRST:
        by_state = petition.campaign.goal >= _BY_STATE_FROM
        Petition.objects.filter(pk=petition.pk).update(text=text, by_state=by_state)


@transaction.atomic
def decide(
    *, petition: Petition, number: int, kind: TextVersion.Kind, at: datetime, by: auditing.Actor
) -> None:
    """The organiser's word on a changed text. Raises NothingToDecideError."""
    waiting = petition.texts.filter(number=number, kind=Kind.UNDECIDED)
    if not waiting.update(kind=kind):
        raise NothingToDecideError
    text = petition.texts.get(number=number)
    log(petition, text, at=at)
    auditing.record(
        organisation_id=petition.campaign.organisation_id, at=at, by=by,
        verb="corrected the text of" if kind == Kind.CORRECTION else "changed the ask of",
        subject=(f"petition {text.title}", f"campaign:{petition.campaign_id}"),
        after={"version": number},
    )  # fmt: skip


def open_due(*, at: datetime) -> int:
    """Texts whose leaf is in a signed tree by now are shown and signed from now on."""
    signed = Log.objects.values_list("signed", flat=True).first() or 0
    ready = TextVersion.objects.filter(opened_at=None, leaf__index__lt=signed)
    return sum(_open(text, at=at) for text in ready.order_by("petition", "number"))


@transaction.atomic
def _open(text: TextVersion, *, at: datetime) -> int:
    if not TextVersion.objects.filter(pk=text.pk, opened_at=None).update(opened_at=at):
        return 0
    Petition.objects.filter(pk=text.petition_id).update(text=text)
    return 1


def signed_at(batch: Sequence[tuple[Petition, datetime]]) -> list[int | None]:
    """The id of the text that was shown of each petition at that time; two queries at most."""
    later = {petition.pk for petition, _at in batch if petition.text_id}
    texts: dict[int, list[TextVersion]] = {}
    several = TextVersion.objects.filter(petition__in=later, opened_at__isnull=False)
    for text in several.only("id", "petition_id", "opened_at").order_by("number"):
        texts.setdefault(text.petition_id, []).append(text)
    return [
        next(
            (text.pk for text in reversed(texts.get(petition.pk, []))
             if text.opened_at and text.opened_at <= at),
            petition.text_id,
        )
        for petition, at in batch
    ]  # fmt: skip


def undecided(petition: Petition) -> TextVersion | None:
    return petition.texts.filter(kind=Kind.UNDECIDED).first()


def put_in_force(campaign: Campaign, text: TextVersion | None) -> None:
    """In memory the campaign says what is signed today, whatever its editors typed since."""
    if text is not None:
        campaign.title, campaign.ask = text.title, text.ask


def target_in_force(campaign: Campaign, text: TextVersion | None) -> str:
    """Whom the petition that is signed today is addressed to, in words."""
    target = campaign.target
    if text is None or text.target == _whom(campaign):
        return target.name if target else ""
    return text.target


def demands_in_force(demands: Sequence[Demand], text: TextVersion | None) -> list[Demand]:
    """The demands that are signed today: the campaign's rows where they are the same."""
    rows = {demand.text: demand for demand in demands}
    if text is None or text.demands == list(rows):
        return list(demands)
    return [rows.get(words) or Demand(text=words) for words in text.demands]


def _whom(campaign: Campaign) -> str:
    target = campaign.target
    return ", ".join(filter(None, [target.name, target.office])) if target else ""
