"""Which question about further email a signer is asked, by country, and in which words."""

from django.utils.translation import gettext as _

from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Petition

Mode = Petition.Consent


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
