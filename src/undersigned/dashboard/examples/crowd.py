"""Example A's people: invented, and put in by the verbs that real people's signatures take."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from django.conf import settings
from django.db import transaction

from undersigned.actions.models import OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.examples import crowd_words as words
from undersigned.dashboard.examples import placing
from undersigned.dashboard.examples.invented import RAN_FOR
from undersigned.ledger import appending
from undersigned.petitions import confirming, signing, texting
from undersigned.petitions.models import Petition
from undersigned.petitions.typed import Typed
from undersigned.supporters import consenting, remembering
from undersigned.supporters.models import Consent

SUPPORTERS: int = settings.DEMO_PEOPLE
SIGNERS = SUPPORTERS * 4 // 5
_CONSENT = 60  # of a hundred agree to further email
_VOTERS = 72  # of a hundred say that they are registered
_REFERRED = 18  # of a hundred came by a signer's own link
_SEED = 20260  # the same crowd on every machine


@dataclass(frozen=True, kw_only=True)
class Made:
    """One invented person."""

    given: str
    family: str
    email: str
    state: str
    zip_code: str


def gather(
    campaign: Campaign, *, at: datetime, people: int = SUPPORTERS, signers: int = SIGNERS
) -> None:
    """No email is queued for any of them: nobody reads those mailboxes."""
    dice = random.Random(_SEED)  # noqa: S311  a crowd, not a secret
    crowd = [_person(dice, number) for number in range(people)]
    appending.hold()  # their leaves are of earlier days
    texting.write(_petition(campaign), at=campaign.launched_at or at)
    _sign(campaign, crowd[:signers], dice=dice, at=at)
    _join(campaign, crowd[signers:], dice=dice, at=at)


def _petition(campaign: Campaign) -> Petition:
    rows = Petition.objects.select_related("campaign__organisation", "campaign__target", "text")
    return rows.get(campaign=campaign)


def _person(dice: random.Random, number: int) -> Made:
    states = list(words.STATES)
    weights = [weight for weight, _prefix in words.STATES.values()]
    state = dice.choices(states, weights)[0]
    given, family = dice.choice(words.GIVEN), dice.choice(words.FAMILY)
    return Made(
        given=given,
        family=family,
        email=f"{given}.{family}.{number}@{dice.choice(words.DOMAINS)}".lower(),
        state=state,
        zip_code=f"{words.STATES[state][1]}{dice.randrange(1, 100):02}",
    )


def _sign(
    campaign: Campaign, crowd: Sequence[Made], *, dice: random.Random, at: datetime
) -> None:
    """A batch an hour that has signatures, in order: signed, and confirmed minutes later."""
    petition = _petition(campaign)
    question = OwnQuestion.objects.filter(campaign=campaign).first()
    asked = str(question.uuid) if question else ""
    earlier: list[uuid.UUID] = []
    for moment, batch in _by_hour(crowd, at=at):
        if moment.hour == words.HOURS[0]:
            earlier = earlier[-500:]
        with transaction.atomic():
            signed = signing.sign(
                [
                    signing.Signing(
                        petition=petition,
                        typed=_typed(one, dice=dice, asked=asked, earlier=earlier),
                        network="",
                        at=moment,
                    )
                    for one in batch
                ],
                at=moment,
                ask=False,
            )
            made = [one.signature.uuid for one in signed if one.signature]
            confirming.confirm(made, at=moment + timedelta(minutes=4), thank=False)
        earlier += made


def _by_hour(
    crowd: Sequence[Made], *, at: datetime
) -> Iterator[tuple[datetime, Sequence[Made]]]:
    slots = len(words.HOURS)
    shares = list(accumulate(share for share in words.RUSH for _hour in words.HOURS))
    ends = [len(crowd) * share // shares[-1] for share in shares]
    start = 0
    for place, end in enumerate(ends):
        day = placing.days_before(at, RAN_FOR - place // slots, words.HOURS[place % slots], 7)
        if end > start:
            # The last day may not be over yet: nobody has signed in the future.
            yield min(day, at - timedelta(minutes=30)), crowd[start:end]
        start = end


def _typed(
    one: Made, *, dice: random.Random, asked: str, earlier: Sequence[uuid.UUID]
) -> Typed:
    source, refcode, utm, _share = dice.choices(
        words.SOURCES, [share for *_rest, share in words.SOURCES]
    )[0]
    agreed = dice.randrange(100) < _CONSENT
    referred = bool(earlier) and dice.randrange(100) < _REFERRED
    voter = bool(asked) and dice.randrange(100) < _VOTERS
    return Typed(
        email=one.email,
        given_name=one.given,
        family_name=one.family,
        postal_code=one.zip_code,
        region=one.state,
        consent="yes" if agreed else "",
        consent_how=Consent.How.FORM,
        consent_wording=words.CONSENT,
        answers={asked: "yes"} if voter else {},
        source=source,
        refcode=refcode,
        utm=utm,
        ref=str(dice.choice(earlier)) if referred else "",
    )


def _join(
    campaign: Campaign, crowd: Sequence[Made], *, dice: random.Random, at: datetime
) -> None:
    """Readers of the newsletter from before the petition; they have not signed it."""
    for start in range(0, len(crowd), 100):
        moment = placing.days_before(at, 380 - start // 10, 11)
        batch = crowd[start : start + 100]
        with transaction.atomic():
            _remember(campaign, batch, dice=dice, at=moment)


def _remember(
    campaign: Campaign, batch: Sequence[Made], *, dice: random.Random, at: datetime
) -> None:
    people = remembering.remember(
        [
            remembering.Person(
                organisation_id=campaign.organisation_id, email=one.email, given_name=one.given,
                family_name=one.family, postal_code=one.zip_code, region=one.state,
                source="newsletter",
            )
            for one in batch
        ],
        at=at,
    )  # fmt: skip
    consenting.record(
        [
            consenting.Saying(
                organisation_id=campaign.organisation_id, supporter_id=person.supporter.pk,
                said=Consent.Said.GIVEN, how=Consent.How.FORM, at=at, wording=words.CONSENT,
                source=words.BEFORE,
            )
            for person in people
            if person is not None and dice.randrange(100) < _CONSENT
        ]
    )  # fmt: skip
