"""What the pages of a mailing show: its steps, its reach in words, an excerpt."""

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from undersigned.lib import markdown
from undersigned.mailings import audience, merging, people
from undersigned.mailings.models import Mailing
from undersigned.places import regions
from undersigned.segments import reading
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


def reach(mailing: Mailing) -> dict[str, object]:
    """Words and numbers of the audience; 'error' where the rules cannot be used."""
    try:
        words = reading.read(mailing.audience, organisation_id=mailing.organisation_id)
        found = audience.count(mailing)
    except RuleError as error:
        return {"error": str(error)}
    named = [
        (regions.name("US", code) if code else _("without a state"), number)
        for code, number in found.by_state
    ]
    return {
        "words": words,
        "people": found.people,
        "addresses": found.addresses,
        "by_state": named,
        "states": len([code for code, _number in found.by_state if code]),
        "is_update": audience.is_update(mailing),
    }


def excerpt(mailing: Mailing, supporter: Supporter | None) -> dict[str, object]:
    """Subject and words for one person, for the page beside the form. Raises MergeError."""
    values = people.values(supporter) if supporter else {}
    subject = _merge(mailing.subject, values)
    preview = _merge(mailing.preview_text, values)
    body, slots = merging.mark(mailing.body)
    merged = merging.fill(slots, values)
    html = merging.template(str(markdown.render(body)), html=True).render(merged)
    return {"subject": subject, "preview": preview, "body": markdown_safe(html)}


def _merge(text: str, values: dict[str, str]) -> str:
    marked, slots = merging.mark(text)
    return merging.template(marked, html=False).render(merging.fill(slots, values))


def markdown_safe(html: str) -> str:
    """Markdown's HTML is clean already, and what was merged into it is escaped."""
    return mark_safe(html)  # noqa: S308
