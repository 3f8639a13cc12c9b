"""What tests of busy places need: a form posted, the work done, an hour's traffic."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import altcha
from django.test import Client
from django.utils import timezone

from tests.petitions.make import typed
from undersigned.campaigns.models import Campaign
from undersigned.guard import judging, refusing
from undersigned.guard.models import Tally


def post(campaign: Campaign, **values: Any) -> Any:
    return Client().post(f"/{campaign.slug}/sign", typed(campaign, **values))


def fill(campaign: Campaign, times: int, *, domain: str = "sure-office.example") -> None:
    """So many signatures came from the tests' network in this hour."""
    for n in range(times):
        assert post(campaign, email=f"person{n}@{domain}").status_code == 303
    refusing.forget_snapshots()


def solve(page: Any) -> dict[str, str]:
    """What the page's script sends."""
    challenge = altcha.Challenge.from_dict(json.loads(page.context["work"]))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    solved = {"challenge": challenge.to_dict(), "solution": solution.to_dict()}
    return {
        "asked_work": page.context["asked_work"],
        "altcha": b64encode(json.dumps(solved).encode()).decode(),
    }


def coming(campaign: Campaign, domain: str, **values: Any) -> judging.Coming:
    given: dict[str, Any] = {
        "organisation_id": campaign.organisation_id, "petition_id": campaign.petition.pk,
        "network": "203.0.113.0/24", "domain": domain, "at": timezone.now(),
    }  # fmt: skip
    return judging.Coming(**(given | values))


def this_hour(campaign: Campaign, numbers: dict[str, int]) -> None:
    """So many signatures of each domain came in this hour, each from a network of its own."""
    at = timezone.now()
    limits = [(judging.DOMAIN, judging.domain_key(campaign.petition.pk, domain), n)
              for domain, n in numbers.items()]  # fmt: skip
    limits.append((judging.PETITION, str(campaign.petition.pk), sum(numbers.values())))
    Tally.objects.bulk_create(
        Tally(scope=limit.scope, key=key, span=limit.span(at.timestamp()), count=n,
              ends_at=at + timedelta(days=8))
        for limit, key, n in limits
    )  # fmt: skip
    refusing.forget_snapshots()
