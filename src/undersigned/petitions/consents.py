"""Which question about further email a signer is asked, by country, and in which words."""

from django.utils.translation import gettext as _

from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Petition
from undersigned.supporters.models import Consent

Mode = Petition.Consent
_MODES = {mode.value: mode for mode in Mode}


def mode(petition: Petition, country: str) -> Petition.Consent:
    """As the operator set it for this country, else for all."""
    return Mode(petition.consent_by_country.get(country, petition.consent))


def words(petition: Petition, organisation: Organisation, asked: Petition.Consent) -> str:
    """What the person reads; it is kept with the consent, word for word."""
    if petition.consent_words:
        return petition.consent_words
    name = {"organisation": organisation.name}
    match asked:
        case Mode.BOX:
            return _("Email me about this campaign and others of %(organisation)s.") % name
        case Mode.YES_NO:
            return _(
                "May %(organisation)s email you about this campaign and its others?"
            ) % name  # fmt: skip
        case Mode.NOTICE:
            return (
                _(
                    "%(organisation)s will email you about this campaign and its others. Each "
                    "email has a link to unsubscribe."
                )
                % name
            )


def answered(
    petition: Petition, organisation: Organisation, *, mode: Mode, asked: str, typed: str
) -> dict[str, str]:
    """What was answered to the question that stood before the person, and its words.

    `mode` is the question that their country gets, `asked` the one that the page carried.
    """
    before = _MODES.get(asked, mode)
    said, how = "", Consent.How.FORM
    match mode, before:
        case (Mode.YES_NO, _):
            before, said = mode, typed
        case (Mode.NOTICE, Mode.NOTICE):
            said, how = "yes", Consent.How.NOTICE
        case (_, Mode.BOX):
            said = "yes" if typed else ""
        case _:  # a question that was not before the person
            pass
    if not said:
        return {"consent": "", "consent_how": "", "consent_wording": ""}
    return {
        "consent": said,
        "consent_how": how.value,
        "consent_wording": words(petition, organisation, before),
    }
