"""What a column can be. A custom field is 'field:' and its label; '' is left out."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELD = "field:"
OUT = ""


@dataclass(frozen=True, kw_only=True)
class Target:
    name: str
    label: Promise
    group: Promise
    several: bool = False  # more than one column may be this; the first with a value counts.
    # Of emails, phones and whole addresses the others are kept beside it: see furthering.


_WHO, _WHERE = _("Who"), _("Where")
_EMAIL, _CHANNELS = _("Email status"), _("Calls, texts and letters")
_WHAT = _("What they did")

TARGETS = (
    Target(name="email", label=_("Email address"), group=_WHO, several=True),
    Target(name="given_name", label=_("First name"), group=_WHO, several=True),
    Target(name="family_name", label=_("Last name"), group=_WHO, several=True),
    Target(name="full_name", label=_("Whole name"), group=_WHO, several=True),
    Target(name="phone", label=_("Phone"), group=_WHO, several=True),
    Target(name="attributes", label=_("More fields, as JSON"), group=_WHO),
    Target(name="language", label=_("Language"), group=_WHO),
    Target(name="tags", label=_("Tags"), group=_WHO, several=True),
    Target(name="source", label=_("Source"), group=_WHO, several=True),
    Target(name="street", label=_("Street"), group=_WHERE, several=True),
    Target(name="city", label=_("City"), group=_WHERE, several=True),
    Target(name="postal_code", label=_("ZIP or postal code"), group=_WHERE, several=True),
    Target(name="region", label=_("State"), group=_WHERE, several=True),
    Target(name="country", label=_("Country"), group=_WHERE, several=True),
    Target(name="address", label=_("Whole address in one cell"), group=_WHERE),
    Target(name="status", label=_("Email status"), group=_EMAIL, several=True),
    Target(name="no_email", label=_("No email (yes or no)"), group=_EMAIL, several=True),
    Target(name="wants_email", label=_("Wants email (yes or no)"), group=_EMAIL, several=True),
    Target(name="bounces", label=_("Email bounces (yes or no)"), group=_EMAIL, several=True),
    Target(name="status_at", label=_("Agreed to email on"), group=_EMAIL, several=True),
    Target(name="unsubscribed_at", label=_("Unsubscribed on"), group=_EMAIL, several=True),
    Target(
        name="no_contact", label=_("No contact at all (yes or no)"), group=_CHANNELS,
        several=True,
    ),
    Target(name="no_calls", label=_("No calls (yes or no)"), group=_CHANNELS, several=True),
    Target(name="no_texts", label=_("No texts (yes or no)"), group=_CHANNELS, several=True),
    Target(
        name="wants_texts", label=_("Wants texts (yes or no)"), group=_CHANNELS, several=True
    ),
    Target(name="texts_status", label=_("Text status"), group=_CHANNELS, several=True),
    Target(name="no_letters", label=_("No letters (yes or no)"), group=_CHANNELS, several=True),
    Target(name="first_seen", label=_("First seen on"), group=_WHAT, several=True),
    Target(name="changed_at", label=_("Last changed on"), group=_WHAT),
    Target(name="signed", label=_("What they signed"), group=_WHAT),
    Target(name="signed_at", label=_("Signed on"), group=_WHAT),
    Target(name="acted_at", label=_("Last action on"), group=_WHAT),
    Target(name="clicked_at", label=_("Last click on"), group=_WHAT),
)  # fmt: skip
BY_NAME = {target.name: target for target in TARGETS}
