"""The letters of a petition: confirm, you had signed, thanks, follow-up; each rendered once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.actions import lettering, sources
from undersigned.actions.lettering import Words, place
from undersigned.campaigns import defaults
from undersigned.ledger import sealing
from undersigned.lib import markdown
from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_address
from undersigned.outbox.queueing import Letter
from undersigned.petitions import links
from undersigned.petitions.models import Petition, Signature, TextVersion

# Kinds of their own; all others are about confirming.
_KINDS = frozenset({"thanks", "followup", "changed"})


@dataclass(frozen=True)
class Note:
    """To somebody whose form made no new signature: 'known' had signed, 'full' is a third,
    'held' had signed and is checked, 'removed' had signed, and the organisation removed it.
    """

    petition: Petition
    email: str
    kind: str
    signature: Signature | None = None


_Key = tuple[int, str, str]  # petition, name of the form, language
_MOST = 1_000  # forms kept
# With the petition each was made of: another object may say other words.
_FORMS: dict[_Key, tuple[Petition, lettering.Form]] = {}


class Composer:
    """Writes a batch's letters; renders each form once."""

    def __init__(self, *, at: datetime) -> None:
        self._at = at
        self._forms: dict[tuple[int, str], lettering.Form] = {}

    def ask(
        self, petition: Petition, signature: Signature, reminder: int,
        *, not_before: datetime | None = None,
    ) -> Letter:  # fmt: skip
        form = self._form(petition, "reminder" if reminder else "ask", ask_to_confirm)
        slug = petition.campaign.slug
        values = {
            "name": signature.given_name,
            "link": links.confirm(slug, signature.uuid, at=self._at),
        }
        return form.fill(to=signature.email, values=values, not_before=not_before)

    def note(self, note: Note) -> Letter:
        """Once a day a mailbox and petition."""
        form = self._form(note.petition, note.kind, _NOTES[note.kind])
        values = {}
        if note.signature is not None:
            values = self._share(note.petition, note.signature)
        mailbox = address_hash(canonical_address(note.email))[:32]
        key = f"{note.kind}:{note.petition.pk}:{mailbox}:{self._at:%Y%m%d}"
        return form.fill(to=note.email, values=values, dedup_key=key)

    def thank(
        self, petition: Petition, signature: Signature, secrets: sealing.Secrets
    ) -> Letter:
        """With the receipt's link, unless the signer wanted none."""
        values = self._share(petition, signature)
        if signature.wants_receipt:
            form = self._form(petition, "thanks", thank_you)
            values["receipt"] = links.receipt(petition, signature.uuid, secrets, at=self._at)
        else:
            form = self._form(petition, "thanks plainly", thank_you_plainly)
        return form.fill(to=signature.email, values=values)

    def follow(self, petition: Petition, signature: Signature) -> Letter:
        """The follow-up; who is suppressed does not get it, and it can be unsubscribed from."""
        form = self._form(petition, "followup", follow_up)
        off = links.no_more(signature.supporter.uuid, at=self._at)
        letter = form.fill(
            to=signature.email,
            values={**self._share(petition, signature), "off": off},
            dedup_key=f"followup:{signature.uuid}",
        )
        headers = {
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        return replace(letter, transactional=False, headers=headers)

    def retell(self, text: TextVersion, signature: Signature) -> Letter:
        """The ask changed: about the person's own signature, so to unsubscribed ones too."""
        form = self._form(text.petition, f"changed {text.number}", ask_changed)
        signed = links.signed(signature.supporter.uuid, at=self._at)
        count = f"{links.campaign(text.petition.campaign.slug)}how-we-count/"
        return form.fill(
            to=signature.email,
            values={"name": signature.given_name, "signed": signed, "texts": count},
            dedup_key=f"changed:{text.pk}:{signature.uuid}",
        )

    def _share(self, petition: Petition, signature: Signature) -> dict[str, str]:
        page = links.campaign(petition.campaign.slug)
        return {
            "name": signature.given_name,
            "share": sources.with_query(page, ref=sources.code(signature.uuid)),
            "signed": links.signed(signature.supporter.uuid, at=self._at),
        }

    def _form(
        self, petition: Petition, name: str, make: Callable[[Petition, bool], Words]
    ) -> lettering.Form:
        key = (petition.pk, name)
        if key not in self._forms:
            self._forms[key] = _form(petition, name, make)
        return self._forms[key]


def _form(
    petition: Petition, name: str, make: Callable[[Petition, bool], Words]
) -> lettering.Form:
    """As it was rendered for the last batch, if that was for the same object."""
    key = (petition.pk, name, get_language() or "")
    kept = _FORMS.get(key)
    if kept is not None and kept[0] is petition:
        return kept[1]
    kind = name.partition(" ")[0]
    form = lettering.form(
        organisation=petition.campaign.organisation,
        kind=kind if kind in _KINDS else "confirmation",
        words=make(petition, name == "reminder"),
    )
    if len(_FORMS) >= _MOST:
        _FORMS.clear()
    _FORMS[key] = (petition, form)
    return form


def ask_to_confirm(petition: Petition, is_reminder: bool) -> Words:  # noqa: FBT001
    title = {"campaign": petition.campaign.title}
    waits = _("Your signature under “%(campaign)s” is not counted yet: we wait for your word.")
    return Words(
        subject=(
            _("Not counted yet: your signature under “%(campaign)s”")
            if is_reminder
            else _("Please confirm your signature: %(campaign)s")
        )
        % title,
        before=[
            _("Hello %(name)s,") % {"name": place("name")},
            waits % title
            if is_reminder
            else _("someone, we hope you, signed “%(campaign)s” with this address.") % title,
            _("Press the button to confirm. It opens a page with one more button."),
        ],
        button=(_("Confirm my signature"), place("link")),
        after=[
            _("The link works for seven days."),
            _("If it was not you, do nothing: without your word nothing counts."),
        ],
    )


def already_signed(petition: Petition, _is_reminder: bool) -> Words:  # noqa: FBT001
    title = {"campaign": petition.campaign.title}
    return Words(
        subject=_("You had already signed: %(campaign)s") % title,
        before=[
            _("Hello %(name)s,") % {"name": place("name")},
            _(
                "someone, we hope you, signed “%(campaign)s” again with this address. Your "
                "signature counts already, and it counts once. What helps now is one more "
                "person: share it."
            )
            % title,
        ],
        button=(_("Share the campaign"), place("share")),
        links=[(_("What you signed, and withdrawing it"), place("signed"))],
    )


def was_removed(petition: Petition, _is_reminder: bool) -> Words:  # noqa: FBT001
    campaign = petition.campaign
    return Words(
        subject=_("Not counted: your signature under “%(campaign)s” was removed")
        % {"campaign": campaign.title},
        before=[
            _("Hello %(name)s,") % {"name": place("name")},
            _(
                "someone, we hope you, signed “%(campaign)s” again with this address. "
                "%(organisation)s had removed a signature with it from the count. If that was "
                "a mistake, answer this email and say so: they can restore it."
            )
            % {"campaign": campaign.title, "organisation": campaign.organisation.name},
        ],
        button=(_("Open the campaign"), links.campaign(campaign.slug)),
    )


def is_held(petition: Petition, _is_reminder: bool) -> Words:  # noqa: FBT001
    campaign = petition.campaign
    return Words(
        subject=_("Not counted yet: your signature under “%(campaign)s” is checked")
        % {"campaign": campaign.title},
        before=[
            _("Hello %(name)s,") % {"name": place("name")},
            _(
                "someone, we hope you, signed “%(campaign)s” again with this address. Your "
                "signature is confirmed; there is nothing more to do. So many came from the "
                "same mail provider that %(organisation)s looks at them before they count. "
                "You get an email when yours does."
            )
            % {"campaign": campaign.title, "organisation": campaign.organisation.name},
        ],
        button=(_("Open the campaign"), links.campaign(campaign.slug)),
    )


def two_people(petition: Petition, _is_reminder: bool) -> Words:  # noqa: FBT001
    return Words(
        subject=_("Not taken: a third signature from one address"),
        before=[
            _("Hello,"),
            _(
                "someone signed “%(campaign)s” with this address under a third name. Two "
                "people can sign with one address, and two have. If you want to sign as "
                "well, please use an address of your own."
            )
            % {"campaign": petition.campaign.title},
        ],
        button=(_("Open the campaign"), links.campaign(petition.campaign.slug)),
    )


def thank_you(petition: Petition, _is_reminder: bool) -> Words:  # noqa: FBT001
    receipt = (_("Your receipt: check that you are counted"), place("receipt"))
    return _thanks(petition, receipt)


def thank_you_plainly(petition: Petition, _is_reminder: bool) -> Words:  # noqa: FBT001
    """To who wanted nothing that proves the signature."""
    return _thanks(petition)


def _thanks(petition: Petition, *more: tuple[str, str]) -> Words:
    campaign = petition.campaign
    own = defaults.thanks_email(campaign)
    thanks = _("thank you: your signature under “%(campaign)s” is confirmed and counts.")
    return Words(
        subject=defaults.thanks_subject(campaign),
        before=[
            _("Hello %(name)s,") % {"name": place("name")},
            thanks % {"campaign": campaign.title},
        ],
        extra_text=own,
        extra_html=markdown.render(own),
        button=(_("Share the campaign"), place("share")),
        links=[*more, (_("What you signed, and withdrawing it"), place("signed"))],
    )


def follow_up(petition: Petition, _is_reminder: bool) -> Words:  # noqa: FBT001
    campaign = petition.campaign
    own = defaults.followup_email(campaign)
    why = _("You get this one email because you signed “%(campaign)s”.")
    return Words(
        subject=defaults.followup_subject(campaign),
        before=[_("Hello %(name)s,") % {"name": place("name")}],
        extra_text=own,
        extra_html=markdown.render(own),
        button=(_("Share the campaign"), place("share")),
        after=[why % {"campaign": campaign.title}],
        links=[
            (_("What you signed, and withdrawing it"), place("signed")),
            (_("Unsubscribe"), place("off")),
        ],
    )


def ask_changed(petition: Petition, _is_reminder: bool) -> Words:  # noqa: FBT001
    campaign = petition.campaign
    named = {"campaign": campaign.title, "organisation": campaign.organisation.name}
    return Words(
        subject=_("What you signed has changed: %(campaign)s") % named,
        before=[
            _("Hello %(name)s,") % {"name": place("name")},
            _(
                "%(organisation)s has changed what “%(campaign)s” asks for. You signed the "
                "words before. Your signature goes on counting; if you do not stand by the new "
                "words, you can withdraw it with one button."
            )
            % named,
        ],
        button=(_("Look at my signature, or withdraw it"), place("signed")),
        links=[(_("What changed, line by line"), place("texts"))],
    )


_NOTES = {
    "known": already_signed,
    "full": two_people,
    "held": is_held,
    "removed": was_removed,
}
