"""Fills the registries by which a room below reaches functions of rooms above."""

from undersigned.actions import forgetting as actions_forgetting
from undersigned.petitions import forgetting as petitions_forgetting
from undersigned.supporters import forgetting


def fill() -> None:
    """Called once, when Django is ready."""
    forgetting.register("petitions", petitions_forgetting.forget)
    forgetting.register("actions", actions_forgetting.forget)
