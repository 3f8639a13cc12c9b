"""Which mailings quote a claim and are not sent, or not to everybody."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.evidence import mentions
from undersigned.evidence.mentions import Mention
from undersigned.evidence.models import Claim
from undersigned.mailings import bodies, variants
from undersigned.mailings.models import Mailing, Variant
from undersigned.organisations.models import Organisation

_MOST = 200  # the newest


def mailings(organisation: Organisation, claims: Sequence[Claim]) -> Iterable[Mention]:
    """In whatever variant. Two queries. An automation's emails are the automation's."""
    rows = Mailing.objects.filter(organisation=organisation).exclude(state=Mailing.State.SENT)
    rows = rows.exclude(kind=Mailing.Kind.AUTOMATED).order_by("-pk")
    newest = list(rows[:_MOST])
    others: dict[int, list[Variant]] = {}
    for variant in Variant.objects.filter(mailing__in=newest):
        others.setdefault(variant.mailing_id, []).append(variant)
    texts = (
        (row, said(variants.applied(row, one)))
        for row in newest
        for one in (None, *others.get(row.pk, ()))
    )
    for row, claim in dict.fromkeys(mentions.within(texts, claims)):
        yield Mention(
            claim_id=claim.pk,
            what=_("Mailing “%(name)s” (%(state)s)")
            % {"name": row.name, "state": row.get_state_display()},
            path=reverse("mailings:check", args=[organisation.slug, row.uuid]),
        )


def said(mailing: Mailing) -> str:
    """Subject and text."""
    return f"{mailing.subject}\n{bodies.source(mailing)}"
