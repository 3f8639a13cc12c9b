"""What a merge moved, in words: stored are names of tables and of rooms' own counts."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: Mapping[str, str | Promise] = {
    "answers": _("Answers to questions"),
    "automations": _("Places in automations"),
    "consents": _("What was said about email, phone and letters"),
    "emails": _("Emails of mailings"),
    "imported persons": _("Rows of imported lists"),
    "issue interests": _("Issues that matter to them"),
    "merges": _("Earlier merges"),
    "notes": _("Notes"),
    "past acts": _("What they did elsewhere, before"),
    "preferences": _("What they chose to be sent"),
    "signatures": _("Signatures"),
    "signatures removed": _("Signatures that were there twice, and count once"),
    "supporter addresss": _("Further postal addresses"),
    "supporter emails": _("Further email addresses"),
    "supporter languages": _("Further languages"),
    "supporter phones": _("Further phones"),
    "taggings": _("Tags"),
}


def moved(counts: Mapping[str, int]) -> list[tuple[str | Promise, int]]:
    """What, and how many; a name that is new here stands for itself."""
    return [(_WORDS.get(name, name.capitalize()), number) for name, number in counts.items()]
