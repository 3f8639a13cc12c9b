"""Fills the registries by which a room below reaches functions of rooms above."""

from undersigned.actions import criteria as actions_criteria
from undersigned.actions import forgetting as actions_forgetting
from undersigned.actions import handing as actions_handing
from undersigned.automations import handing as automations_handing
from undersigned.automations import mentioning as automations_mentioning
from undersigned.campaigns import mentioning as campaigns_mentioning
from undersigned.dashboard import people as dashboard_people
from undersigned.evidence import mentions
from undersigned.mailings import criteria as mailings_criteria
from undersigned.mailings import forgetting as mailings_forgetting
from undersigned.mailings import handing as mailings_handing
from undersigned.mailings import mentioning as mailings_mentioning
from undersigned.petitions import caring as petitions_caring
from undersigned.petitions import criteria as petitions_criteria
from undersigned.petitions import forgetting as petitions_forgetting
from undersigned.petitions import handing as petitions_handing
from undersigned.press import mentioning as press_mentioning
from undersigned.segments import criteria, fields, knowing, people, places
from undersigned.supporters import rooms
from undersigned.supporters.rooms import Room

ROOMS = (
    Room(
        name="automations", forget=automations_handing.forget,
        hand_over=automations_handing.hand_over, tell=automations_handing.tell,
    ),
    Room(
        name="mailings", forget=mailings_forgetting.forget,
        hand_over=mailings_handing.hand_over, foresee=mailings_handing.foresee,
        tell=mailings_handing.tell, acted=mailings_handing.acted,
    ),
    Room(
        name="petitions", forget=petitions_forgetting.forget,
        retire=petitions_forgetting.retire, hand_over=petitions_handing.hand_over,
        take_back=petitions_handing.take_back, foresee=petitions_handing.foresee,
        tell=petitions_handing.tell, acted=petitions_handing.acted,
    ),
    Room(
        name="actions", forget=actions_forgetting.forget,
        hand_over=actions_handing.hand_over, tell=actions_handing.tell,
        acted=actions_handing.acted,
    ),
    Room(name="dashboard", forget=dashboard_people.forget),
)  # fmt: skip


def fill() -> None:
    """Called once, when Django is ready."""
    criteria.register(
        *places.CRITERIA, *people.CRITERIA, *fields.CRITERIA, *knowing.CRITERIA,
        *actions_criteria.CRITERIA, *petitions_criteria.CRITERIA, *petitions_caring.CRITERIA,
        *mailings_criteria.CRITERIA,
    )  # fmt: skip
    rooms.register(*ROOMS)
    mentions.register(
        campaigns_mentioning.campaigns, press_mentioning.releases,
        mailings_mentioning.mailings, automations_mentioning.automations,
    )  # fmt: skip
