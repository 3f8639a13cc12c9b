"""'How we count' and 'Check a receipt': what they tell a stranger."""

import pytest
from django.test import Client

from undersigned.campaigns.models import Campaign

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["how-we-count", "verify"])
def test_the_address_to_audit_is_ours_whatever_host_is_asked_for(
    campaign: Campaign, page: str
) -> None:
    """The answer is kept for all readers, so a forged Host header must not be in it."""
    answer = Client().get(f"/{campaign.slug}/{page}/", headers={"host": "evil.example"})

    assert "evil.example" not in answer.text
    assert f"undersigned audit http://localhost:8000/{campaign.slug}/" in answer.text
