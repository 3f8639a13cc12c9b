"""The letter that says which claims no longer hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from undersigned.accounts import roles
from undersigned.accounts.models import Membership
from undersigned.accounts.permissions import Permission
from undersigned.evidence import mentions, phrasing
from undersigned.evidence.models import Claim, Judgement
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing


@dataclass(frozen=True, kw_only=True)
class Fall:
    """A claim that stands worse than it did."""

    claim: Claim
    judgement: Judgement
    before: int


def tell_of_falls(organisation: Organisation, falls: Sequence[Fall], *, at: datetime) -> None:
    """One email to each member who may mend them, in the caller's transaction."""
    members = Membership.objects.filter(organisation=organisation).select_related("user")
    key = f"claims:{organisation.pk}:{max(fall.judgement.pk for fall in falls)}"
    text = _text(organisation, falls)
    queueing.queue(
        [
            _letter(
                organisation, text, number=len(falls), to=member.user.email,
                key=f"{key}:{member.user_id}",
            )
            for member in members
            if member.user.is_active and roles.may(member.role, Permission.EVIDENCE_EDIT)
        ],
        at=at,
    )  # fmt: skip


def _text(organisation: Organisation, falls: Sequence[Fall]) -> str:
    """Each with its reasons, and what quotes it."""
    quoted = mentions.of(organisation, [fall.claim for fall in falls])
    page = reverse("evidence:evidence", args=[organisation.slug])
    context = {
        "organisation": organisation.name,
        "link": f"{settings.BASE_URL}{page}",
        "falls": [
            {
                "sentence": fall.claim.sentence,
                "before": Claim.Status(fall.before).label,
                "now": phrasing.judgement(fall.judgement),
                "quoted": [
                    (one.what, f"{settings.BASE_URL}{one.path}")
                    for one in quoted[fall.claim.pk]
                ],
            }
            for fall in falls
        ],
    }
    return render_to_string("evidence/email/fallen.txt", context)


def _letter(
    organisation: Organisation, text: str, *, number: int, to: str, key: str
) -> queueing.Letter:
    return queueing.Letter(
        organisation_id=organisation.pk,
        to=to,
        subject=ngettext(
            "A claim no longer holds", "%(number)s claims no longer hold", number
        ) % {"number": number},
        text=text,
        from_name=organisation.name,
        from_address=organisation.from_address or settings.DEFAULT_FROM_EMAIL,
        kind="account",
        dedup_key=key,
    )  # fmt: skip
