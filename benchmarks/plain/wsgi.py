"""Answers every request by inserting one row, as a first Django tutorial would."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import re_path  # noqa: E402
from django.utils import timezone  # noqa: E402

from undersigned.actions.models import Submission  # noqa: E402
from undersigned.campaigns.models import Campaign  # noqa: E402


def insert(request: HttpRequest) -> HttpResponse:
    Submission.objects.create(
        campaign_id=_campaign(), kind="interest", payload=request.POST.dict(),
        network="", at=timezone.now(), done_at=timezone.now(),
    )  # fmt: skip
    return HttpResponse(status=303)


def _campaign() -> int:
    if not _KNOWN:
        _KNOWN.append(Campaign.objects.values_list("pk", flat=True)[0])
    return _KNOWN[0]


_KNOWN: list[int] = []
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "benchmarks.plain.wsgi"
urlpatterns = [re_path("", insert)]
application = WSGIHandler()
