"""Where the links of a mailing lead by way of us: for people and for scanners alike."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from undersigned.lib import clients, public
from undersigned.mailings import clicking, linking, tracking


@require_safe
def click(request: HttpRequest, token: str) -> HttpResponse:
    """Leads on, and notes that it did; of the person, nothing changes."""
    opened = tracking.read(token)
    if opened is None:
        return public.no_store(render(request, "mailings/link_unknown.html", status=404))
    where = linking.where(opened)
    clicking.note(
        clicking.Opening(
            link=opened.link, recipient=opened.recipient, at=timezone.now(),
            method=str(request.method), agent=_agent(request),
            network=clients.network(clients.address(request)),
        )
    )  # fmt: skip
    return public.no_store(HttpResponseRedirect(where))


def _agent(request: HttpRequest) -> str:
    agent = request.headers.get("User-Agent", "")[:200]
    return "".join(letter for letter in agent if letter.isprintable())
