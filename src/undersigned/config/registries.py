"""Fills the registries by which a room below reaches functions of rooms above."""

from undersigned.actions import criteria as actions_criteria
from undersigned.actions import forgetting as actions_forgetting
from undersigned.mailings import criteria as mailings_criteria
from undersigned.mailings import forgetting as mailings_forgetting
from undersigned.petitions import criteria as petitions_criteria
from undersigned.petitions import forgetting as petitions_forgetting
from undersigned.segments import criteria, people
from undersigned.supporters import forgetting


def fill() -> None:
    """Called once, when Django is ready."""
    criteria.register(
        *people.CRITERIA, *actions_criteria.CRITERIA, *petitions_criteria.CRITERIA,
        *mailings_criteria.CRITERIA,
    )  # fmt: skip
    forgetting.register("mailings", mailings_forgetting.forget)
    forgetting.register("petitions", petitions_forgetting.forget)
    forgetting.register("actions", actions_forgetting.forget)
