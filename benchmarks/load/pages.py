"""The dashboard's pages, asked for by an owner; run inside `undersigned`."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from undersigned.accounts import joining
from undersigned.accounts.models import Membership, Role
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.states import counting
from undersigned.mailings import tallying
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import Supporter

_TIMES = 3


class Counter:
    """How many questions the database was asked."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:  # noqa: ANN401
        self.number += 1
        return execute(*asked)


def run() -> None:
    """Prints, as JSON: of each page its name, the median of its seconds, its questions."""
    settings.ALLOWED_HOSTS = ["testserver"]
    # No build of the static files, and nothing kept from the look before.
    files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": files}
    settings.PAGE_SECONDS = 0
    ours = Organisation.objects.get()
    while counting.count_due(at=timezone.now()) or tallying.tally_due(at=timezone.now()):
        pass  # what the clock has counted before somebody looks
    client = Client()
    client.force_login(_owner(ours).user)
    print(json.dumps([_timed(client, *page) for page in _pages(ours)]))


def _owner(ours: Organisation) -> Membership:
    at = timezone.now()
    user = joining.add_user(email="ana@example.org", name="Ana", at=at, password=None)
    return Membership.objects.create(organisation=ours, user=user, role=Role.OWNER)


def _pages(ours: Organisation) -> Iterator[tuple[str, str]]:
    slug = ours.slug

    def of(name: str, **where: object) -> str:
        return reverse(name, kwargs={"organisation": slug, **where})

    campaign = Campaign.objects.order_by("pk")[0].uuid
    person = Supporter.objects.order_by("pk")[20].uuid
    mailing = Mailing.objects.order_by("pk")[0].uuid
    yield "front page", of("dashboard:front")
    yield "supporters", of("dashboard:supporters")
    yield "a person", of("dashboard:supporter", uuid=person)
    yield "duplicates", of("dashboard:duplicates")
    yield "retention", of("dashboard:retention")
    yield "states", of("dashboard:states")
    yield "audiences", of("dashboard:audiences")
    yield "abuse", of("dashboard:abuse")
    yield "campaigns", of("dashboard:campaigns")
    yield "a campaign's results", of("dashboard:results", uuid=campaign)
    yield "its links", of("dashboard:links", uuid=campaign)
    yield "mailings", of("mailings:mailings")
    yield "a mailing's results", of("mailings:results", mailing=mailing)
    yield "its recipients", of("mailings:recipients", mailing=mailing)


def _timed(client: Client, name: str, path: str) -> tuple[str, float, int]:
    client.get(path)  # its code is loaded
    took, counter = [], Counter()
    for _ in range(_TIMES):
        counter = Counter()
        began = time.perf_counter()
        with connection.execute_wrapper(counter):
            answer = client.get(path)
        took.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise AssertionError((path, answer.status_code))
    return name, statistics.median(took), counter.number
