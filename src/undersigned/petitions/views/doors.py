"""How the public's requests come in: which petition, from which network."""

from django.http import Http404, HttpRequest

from undersigned.lib import clients
from undersigned.petitions import reading


def find(slug: str) -> reading.Open:
    """The petition of a public campaign, also by an address it once had; else 404."""
    found = reading.find(slug)
    if found is None:
        raise Http404
    return found


def network(request: HttpRequest) -> str:
    return clients.network(clients.address(request))
