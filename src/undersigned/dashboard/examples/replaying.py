"""Replays example B's launch with the clock set; nobody but a rehearsal has signed then."""

from datetime import datetime

from django.db import transaction

from undersigned.actions import telling
from undersigned.actions.models import Interest
from undersigned.campaigns import launching
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.examples import crowd_words, placing
from undersigned.lib.text import canonical_address
from undersigned.organisations.models import Organisation
from undersigned.petitions import confirming, signing, texting
from undersigned.petitions.models import Petition
from undersigned.petitions.typed import Typed

_BATCH = 100


class NothingToReplayError(LookupError):
    """The reconstructed example is not loaded."""


def replay(*, at: datetime, simulate: int = 0) -> Campaign:
    """Sets the example's date to `at` and does what is due then. It is not moved back.

    `simulate` so many people ask before the launch to be told, and sign after it; each page,
    card and count then says SIMULATED. Raises NothingToReplayError.
    """
    campaign = _campaign()
    day = at.astimezone(placing.EASTERN).date()
    Organisation.objects.filter(pk=campaign.organisation_id).update(as_of=day)
    if simulate:
        _mark(campaign)
    if simulate and campaign.state == Campaign.State.ANNOUNCED:
        _ask_to_be_told(campaign, simulate, at=at)
    for due in launching.due(at=at).filter(pk=campaign.pk):
        launching.launch_planned(campaign=due, at=at)
    while telling.tell_due(at=at):
        pass
    campaign = _campaign()
    if simulate and campaign.state == Campaign.State.LIVE:
        _sign(campaign, simulate, at=at)
    return campaign


def _campaign() -> Campaign:
    kind = Organisation.Example.RECONSTRUCTED
    rows = Campaign.objects.filter(organisation__example=kind)
    campaign = rows.select_related("organisation", "launch").order_by("pk").first()
    if campaign is None:
        raise NothingToReplayError
    return campaign


def _mark(campaign: Campaign) -> None:
    Petition.objects.filter(campaign=campaign).update(is_simulated=True)


def _ask_to_be_told(campaign: Campaign, people: int, *, at: datetime) -> None:
    Interest.objects.bulk_create(
        [
            Interest(
                campaign=campaign, email=email, canonical_address=canonical_address(email),
                asked_at=at, confirmed_at=at, is_simulated=True,
            )
            for email in (_email(number) for number in range(people))
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _email(number: int) -> str:
    return f"simulated.{number}@example.org"


def _sign(campaign: Campaign, people: int, *, at: datetime) -> None:
    rows = Petition.objects.select_related("campaign__organisation", "campaign__target", "text")
    texting.write(rows.get(campaign=campaign), at=at)
    petition = rows.get(campaign=campaign)
    states = list(crowd_words.STATES)
    for start in range(0, people, _BATCH):
        batch = [
            _simulated(petition, number, state=states[number % len(states)], at=at)
            for number in range(start, min(start + _BATCH, people))
        ]
        with transaction.atomic():
            signed = signing.sign(batch, at=at, ask=False)
            made = [one.signature.uuid for one in signed if one.signature]
            confirming.confirm(made, at=at, thank=False)


def _simulated(petition: Petition, number: int, *, state: str, at: datetime) -> signing.Signing:
    typed = Typed(
        email=_email(number), given_name="Simulated", family_name=f"Signer {number}",
        postal_code=f"{crowd_words.STATES[state][1]}01", region=state, answers={}, utm={},
    )  # fmt: skip
    return signing.Signing(petition=petition, typed=typed, network="", at=at)
