"""Which automations quote a claim in an email of theirs."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.automations.models import Step
from undersigned.evidence import mentions
from undersigned.evidence.mentions import Mention
from undersigned.evidence.models import Claim
from undersigned.mailings import mentioning
from undersigned.organisations.models import Organisation

_MOST = 200  # emails, the newest


def automations(organisation: Organisation, claims: Sequence[Claim]) -> Iterable[Mention]:
    """In whatever version: people may still be on the way in an older one. One query."""
    rows = Step.objects.filter(
        version__automation__organisation=organisation, mailing__isnull=False
    )
    some = rows.select_related("mailing", "version__automation").order_by("-pk")[:_MOST]
    texts = (
        (step.version.automation, mentioning.said(step.mailing))
        for step in some
        if step.mailing
    )
    for automation, claim in dict.fromkeys(mentions.within(texts, claims)):
        yield Mention(
            claim_id=claim.pk,
            what=_("Automation “%(name)s”") % {"name": automation.name},
            path=reverse("automations:automation", args=[organisation.slug, automation.uuid]),
        )
