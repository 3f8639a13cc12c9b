"""Campaigns, elections, the plan of a launch, and what happened."""

from undersigned.campaigns.models.campaign import Campaign, OldHashtag, OldSlug
from undersigned.campaigns.models.demand import Demand, Position
from undersigned.campaigns.models.election import Election, ElectionResult
from undersigned.campaigns.models.plan import ChecklistItem, Launch
from undersigned.campaigns.models.timeline import TimelineEntry

__all__ = [
    "Campaign", "ChecklistItem", "Demand", "Election", "ElectionResult", "Launch", "OldHashtag",
    "OldSlug", "Position", "TimelineEntry",
]  # fmt: skip
