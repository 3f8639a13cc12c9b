"""Where claims and averages are read by everyone, and how a text names them."""

import re
from uuid import UUID

_CLAIM = re.compile(r"/o/[-\w]+/claims/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/")


def of_claim(organisation: str, uuid: UUID) -> str:
    return f"/o/{organisation}/claims/{uuid}/"


def of_average(organisation: str, uuid: UUID) -> str:
    return f"/o/{organisation}/averages/{uuid}/"


def claims_in(text: str) -> list[UUID]:
    """The claims whose pages a text links to, each once, in their order."""
    return [UUID(found) for found in dict.fromkeys(_CLAIM.findall(text))]
