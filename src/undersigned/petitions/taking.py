"""Takes a form that was read: asks guard whether, and writes it down before it is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from undersigned.actions import submitting
from undersigned.guard import judging, proving
from undersigned.guard.limits import OVER
from undersigned.lib.text import canonical_address, mail_domain
from undersigned.petitions.reading import Open


class Taken(Enum):
    """What became of it."""

    YES = "on the disk"
    LATE = "on the disk; its email comes later"
    OVER = "from somewhere busy: asked for proof of work"
    BUSY = "more waits than can be written in time"


@dataclass(frozen=True, kw_only=True)
class Work:
    """What came back with the form of the proof of work, if any was asked for."""

    asked: str = ""
    solved: str = ""


def form(
    opened: Open, payload: Mapping[str, object], *, network: str, at: datetime
) -> submitting.Typed | None:
    """What is to be written down; None where it comes from somewhere busy."""
    judged = _judge(opened, payload, network=network, at=at)
    if judged.busy:
        return None
    return _typed(opened, payload, network=network, at=at, counts=judged.counts)


def take(
    opened: Open, payload: Mapping[str, object], *, network: str, at: datetime, work: Work
) -> Taken:
    """Returns once it is on the disk, or says why it is not. Below the rates: no query."""
    judged, taken = _judge(opened, payload, network=network, at=at), Taken.YES
    counts = judged.counts
    if judged.busy:
        counts = [*counts, (OVER, str(opened.petition.pk))]
        match proving.answer(
            asked=work.asked, solved=work.solved, subject=opened.petition.uuid, at=at
        ):
            case proving.Answer.NONE:
                return Taken.OVER
            case proving.Answer.ASKED:
                payload, taken = {**payload, "late": True}, Taken.LATE
            case proving.Answer.PROVED:
                pass
    try:
        submitting.submit(_typed(opened, payload, network=network, at=at, counts=counts))
    except submitting.BusyError:
        return Taken.BUSY
    return taken


def _judge(
    opened: Open, payload: Mapping[str, object], *, network: str, at: datetime
) -> judging.Judgement:
    domain = mail_domain(canonical_address(str(payload["email"])))
    return judging.judge(
        judging.Coming(
            organisation_id=opened.organisation.pk, petition_id=opened.petition.pk,
            network=network, domain=domain, at=at,
        )
    )  # fmt: skip


def _typed(
    opened: Open,
    payload: Mapping[str, object],
    *,
    network: str,
    at: datetime,
    counts: Sequence[judging.Count],
) -> submitting.Typed:
    return submitting.Typed(
        campaign_id=opened.campaign.pk,
        kind=submitting.Kind.SIGN,
        payload=payload,
        network=network,
        at=at,
        counts=counts,
    )
