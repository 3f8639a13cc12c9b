"""An organisation's petitions, as its pages offer them to choose from."""

from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Petition

Known = dict[str, tuple[int, str]]


def by_campaign(organisation: Organisation) -> Known:
    """Number and title by the campaign's address, the newest first."""
    rows = Petition.objects.filter(campaign__organisation=organisation)
    wanted = rows.order_by("-campaign__created_at").values_list(
        "campaign__slug", "pk", "campaign__title"
    )
    return {slug: (pk, title) for slug, pk, title in wanted}


def choices(known: Known) -> list[tuple[str, str]]:
    return [(slug, title) for slug, (_pk, title) in known.items()]


def numbers(known: Known) -> dict[str, int]:
    return {slug: pk for slug, (pk, _title) in known.items()}
