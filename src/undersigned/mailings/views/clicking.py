"""Where the links of a mailing lead by way of us, and the picture that counts opens: for people
and for scanners alike.
"""

import base64

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from undersigned.lib import clients, public
from undersigned.mailings import clicking, linking, tracking

# A transparent picture of one point: the smallest GIF that every mail program shows.
_POINT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
def click(request: HttpRequest, token: str) -> HttpResponse:
    """Leads on, and notes that it did; of the person, nothing changes."""
    opened = tracking.read(token)
    if opened is None:
        return public.no_store(render(request, "mailings/link_unknown.html", status=404))
    where = linking.where(opened)
    _note(request, link=opened.link, recipient=opened.recipient)
    return public.no_store(HttpResponseRedirect(where))


@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The picture. Of somebody who allows it no more, nothing is noted."""
    recipient = tracking.opened_by(token)
    if recipient is None:
        raise Http404
    _note(request, link=None, recipient=recipient)
    return public.no_store(HttpResponse(_POINT, content_type="image/gif"))


def _note(request: HttpRequest, *, link: int | None, recipient: int) -> None:
    clicking.note(
        clicking.Opening(
            link=link, recipient=recipient, at=timezone.now(), method=str(request.method),
            agent=_agent(request), network=clients.network(clients.address(request)),
        )
    )  # fmt: skip


def _agent(request: HttpRequest) -> str:
    agent = request.headers.get("User-Agent", "")[:200]
    return "".join(letter for letter in agent if letter.isprintable())
