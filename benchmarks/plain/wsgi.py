"""Plain Django views: one row a request, and the same work as ours in one transaction each."""

import os
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import include, path, re_path  # noqa: E402
from django.utils import timezone  # noqa: E402

from undersigned.actions.models import Submission  # noqa: E402
from undersigned.campaigns.models import Campaign  # noqa: E402
from undersigned.guard import counting  # noqa: E402
from undersigned.lib import clients, tokens  # noqa: E402
from undersigned.petitions import confirming, forms, links, reading, taking  # noqa: E402


def insert(request: HttpRequest) -> HttpResponse:
    """What a first Django tutorial would do."""
    Submission.objects.create(
        campaign_id=_campaign(), kind="interest", payload=request.POST.dict(),
        network="", at=timezone.now(), done_at=timezone.now(),
    )  # fmt: skip
    return HttpResponse(status=303)


@transaction.atomic
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """The same work as our form's: checked, limited, counted and written."""
    at, opened = timezone.now(), reading.find(slug)
    if opened is None:
        return HttpResponse(status=404)
    form = forms.SignForm(request.POST, form=opened, at=at)
    if not form.is_valid():
        return HttpResponse(status=422)
    network = clients.network(clients.address(request))
    payload = forms.payload(form, request.POST)
    typed = taking.form(opened, payload, network=network, at=at)
    if typed is None:
        return HttpResponse(status=429)
    Submission.objects.create(
        campaign_id=opened.campaign.pk, kind="interest", network=network, at=at, done_at=at,
        payload=typed.payload,
    )  # fmt: skip
    counting.add(typed.counts, at=at)
    return HttpResponse(status=303)


def confirm(_request: HttpRequest, token: str) -> HttpResponse:
    """The same verb as ours, for one signature in a transaction of its own."""
    link: uuid.UUID = tokens.read(links.CONFIRM, token).id
    outcome = confirming.confirm([link], at=timezone.now())[0]
    return HttpResponse(status=303 if outcome == confirming.Outcome.CONFIRMED else 409)


def _campaign() -> int:
    if not _KNOWN:
        _KNOWN.append(Campaign.objects.values_list("pk", flat=True)[0])
    return _KNOWN[0]


_KNOWN: list[int] = []
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "benchmarks.plain.wsgi"
urlpatterns = [
    path("post-offices/sign", sign, {"slug": "post-offices"}),
    path("post-offices/confirm/<str:token>/", confirm),
    re_path("^$", insert),
    path("", include("undersigned.config.urls")),  # the emails' links
]
application = WSGIHandler()
