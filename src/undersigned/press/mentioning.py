"""Which releases quote a claim."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.evidence import mentions
from undersigned.evidence.mentions import Mention
from undersigned.evidence.models import Claim
from undersigned.organisations.models import Organisation
from undersigned.press.models import Release

_MOST = 200  # the newest


def releases(organisation: Organisation, claims: Sequence[Claim]) -> Iterable[Mention]:
    """Drafts and public ones, but none that was withdrawn. Two queries."""
    rows = Release.objects.filter(organisation=organisation, withdrawn_at=None).order_by("-pk")
    texts = ((row, said(row)) for row in rows.prefetch_related("quotes")[:_MOST])
    for row, claim in mentions.within(texts, claims):
        yield Mention(
            claim_id=claim.pk,
            what=_("Release “%(name)s”") % {"name": row.headline},
            path=reverse("press:release", args=[organisation.slug, row.uuid]),
        )


def said(release: Release) -> str:
    """Headline, text and quotes."""
    quotes = sorted(release.quotes.all(), key=lambda quote: (quote.place, quote.pk))
    return "\n".join([release.headline, release.body, *(quote.words for quote in quotes)])
