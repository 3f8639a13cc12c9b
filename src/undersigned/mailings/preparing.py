"""A mailing made ready for its people, with all that the database knows of it."""

from datetime import datetime

from undersigned.campaigns.models import Campaign
from undersigned.evidence import addresses, phrasing, quoting
from undersigned.lib import leasing
from undersigned.mailings import figuring, mentioning, rendering
from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Note, Prepared


def prepare(mailing: Mailing, *, at: datetime) -> Prepared:
    """`at` is when its links are made. Raises MergeError for a field that cannot be used."""
    return rendering.prepare(
        mailing,
        slugs=slugs(mailing),
        notes=notes(mailing),
        figures=figuring.of(mailing, at=leasing.now()),
        at=at,
    )


def slugs(mailing: Mailing) -> frozenset[str]:
    """The organisation's campaigns, whose links become personal."""
    ours = Campaign.objects.filter(organisation_id=mailing.organisation_id).public()
    return frozenset(ours.values_list("slug", flat=True))


def notes(mailing: Mailing) -> tuple[Note, ...]:
    """The claims that it quotes, as the footnotes that stand under it."""
    found = quoting.quoted(mentioning.said(mailing), organisation_id=mailing.organisation_id)
    slug = mailing.organisation.slug
    return tuple(
        Note(
            sentence=claim.sentence, status=phrasing.say(claim.status, (), ()).label,
            path=addresses.of_claim(slug, claim.uuid), holds=claim.status in quoting.HOLD,
        )
        for claim in found
    )  # fmt: skip
