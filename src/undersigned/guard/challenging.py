"""What a page asks of a browser, and of a person whose browser cannot, from somewhere busy."""

from datetime import datetime
from uuid import UUID

from undersigned.guard import delaying, proving


def context(subject: UUID, *, organisation_id: int, at: datetime) -> dict[str, object]:
    """For guard/_work.html and the form with `data-work`; `subject` as of proving.ask."""
    asked = proving.ask(subject, at=at)
    return {
        "work": asked.challenge,
        "asked_work": asked.asked,
        "late_minutes": delaying.first(organisation_id),
    }
