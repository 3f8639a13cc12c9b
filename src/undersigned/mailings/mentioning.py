"""Which mailings quote a claim and have not gone out yet."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.evidence import mentions
from undersigned.evidence.mentions import Mention
from undersigned.evidence.models import Claim
from undersigned.mailings import bodies
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation

_MOST = 200  # the newest


def mailings(organisation: Organisation, claims: Sequence[Claim]) -> Iterable[Mention]:
    """One query. An automation's emails are the automation's."""
    rows = Mailing.objects.filter(organisation=organisation).exclude(state=Mailing.State.SENT)
    rows = rows.exclude(kind=Mailing.Kind.AUTOMATED).order_by("-pk")
    texts = ((row, said(row)) for row in rows[:_MOST])
    for row, claim in mentions.within(texts, claims):
        yield Mention(
            claim_id=claim.pk,
            what=_("Mailing “%(name)s” (%(state)s)")
            % {"name": row.name, "state": row.get_state_display()},
            path=reverse("mailings:check", args=[organisation.slug, row.uuid]),
        )


def said(mailing: Mailing) -> str:
    """Subject and text."""
    return f"{mailing.subject}\n{bodies.source(mailing)}"
