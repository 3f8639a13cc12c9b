"""What the pages of a mailing show: its steps, its reach in words, an excerpt."""

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from undersigned.lib import leasing
from undersigned.mailings import (
    audience,
    bodies,
    conditions,
    figuring,
    merging,
    people,
    sampling,
)
from undersigned.mailings.blocks.drawing import Figures
from undersigned.mailings.models import Mailing
from undersigned.places import regions
from undersigned.segments import areas, reading
from undersigned.segments.areas import EVERYWHERE, Area
from undersigned.segments.criteria import RuleError
from undersigned.supporters.models import Supporter

_STEPS = ("write", "audience", "check")


def steps(mailing: Mailing, current: str) -> list[dict[str, str]]:
    labels = dict(zip(_STEPS, (_("Write"), _("Audience"), _("Check and send")), strict=True))
    place = _STEPS.index(current)
    return [
        {
            "label": labels[name],
            "state": "current" if name == current else ("done" if number < place else ""),
            "url": reverse(f"mailings:{name}", args=[mailing.organisation.slug, mailing.uuid]),
        }
        for number, name in enumerate(_STEPS)
    ]


def reach(mailing: Mailing, *, by: Area = EVERYWHERE) -> dict[str, object]:
    """Words and numbers of the audience; 'error' where the rules cannot be used."""
    try:
        words = reading.read(mailing.audience, organisation_id=mailing.organisation_id)
        found = audience.count(mailing, by=by)
    except RuleError as error:
        return {"error": str(error)}
    named = [
        (regions.name("US", code) if code else _("without a state"), number)
        for code, number in found.by_state
    ]
    return {
        "words": words,
        "area": areas.words(by, organisation_id=mailing.organisation_id),
        "people": found.people,
        "addresses": found.addresses,
        "often": found.often,
        "by_state": named,
        "states": len([code for code, _number in found.by_state if code]),
        "is_update": audience.is_update(mailing),
    }


def quiet_words(mailing: Mailing) -> str:
    """Between which hours nobody gets it; '' where there are no quiet hours."""
    ours = mailing.organisation
    if ours.quiet_from == ours.quiet_until:
        return ""
    return _("Nobody gets it between %(first)s:00 and %(end)s:00 where they live.") % {
        "first": f"{ours.quiet_from:02d}", "end": f"{ours.quiet_until:02d}",
    }  # fmt: skip


def preview(
    mailing: Mailing, area: Area, *, figures: Figures | None = None
) -> dict[str, object]:
    """The excerpt as one real person of the area gets it, or why it cannot be shown."""
    try:
        supporter = sampling.pick(mailing, "normal", by=area)
        return {"mailing": mailing, **excerpt(mailing, supporter, figures=figures)}
    except (merging.MergeError, RuleError) as error:
        return {"mailing": mailing, "error": str(error)}


def excerpt(
    mailing: Mailing, supporter: Supporter | None, *, figures: Figures | None = None
) -> dict[str, object]:
    """Subject and words for one person, for the page beside the form. Raises MergeError.

    `figures` are the mailing's, where the caller has read them.
    """
    if figures is None:
        figures = figuring.of(mailing, at=leasing.now())
    values = people.values(people.reader(supporter)) if supporter else {}
    subject = _merge(mailing.subject, values)
    preview = _merge(mailing.preview_text, values)
    body = bodies.write(mailing, start=0, figures=figures)
    pks = [supporter.pk] if supporter else []
    met = conditions.met(body.conditions, pks, organisation_id=mailing.organisation_id)
    merged = merging.fill(body.slots, values) | dict.fromkeys(
        frozenset().union(*met.values()), "yes"
    )
    html = merging.template(body.html, html=True).render(merged)
    # What was written is clean, and what was merged into it is escaped.
    safe = mark_safe(html)  # noqa: S308
    return {"subject": subject, "preview": preview, "body": safe}


def _merge(text: str, values: dict[str, str]) -> str:
    marked, slots = merging.mark(text)
    return merging.template(marked, html=False).render(merging.fill(slots, values))
