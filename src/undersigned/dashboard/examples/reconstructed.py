"""Example B: the scene this program was built from, as one news report of 2022 tells it."""

from datetime import date, datetime, time

from django.db import transaction

from undersigned.campaigns.models import (
    Campaign,
    ChecklistItem,
    Demand,
    Election,
    ElectionResult,
    Launch,
    Position,
    TimelineEntry,
)
from undersigned.dashboard.examples import placing
from undersigned.dashboard.examples import reconstructed_words as words
from undersigned.evidence import rechecking
from undersigned.evidence.models import Claim, Result
from undersigned.officials.models import DecisionMaker, Statement
from undersigned.organisations.models import Endorsement, IssuePosition, Organisation
from undersigned.petitions.models import CountSnapshot, Petition
from undersigned.press.models import Coverage, Release

DAY = date(2022, 7, 11)
MIDTERMS = date(2022, 11, 8)
ANNOUNCED_AT = datetime.combine(DAY, time(9), tzinfo=placing.EASTERN)
LAUNCHES_AT = datetime(2022, 11, 9, 9, tzinfo=placing.EASTERN)


@transaction.atomic
def load(*, at: datetime) -> Organisation:
    """Facts alone: it starts with no supporter and no signature. `at` is when it is loaded."""
    organisation = _organisation(at=at)
    campaign = _campaign(organisation, at=at)
    _evidence(campaign, at=at)
    _decision_makers(campaign, at=at)
    _plan(campaign)
    _press(campaign, at=at)
    return organisation


def _organisation(*, at: datetime) -> Organisation:
    organisation = Organisation.objects.create(
        name="RootsAction, reconstructed",
        slug=placing.organisation_slug("rootsaction-reconstructed"),
        founded=2011,
        purpose=words.PURPOSE,
        accent="#7c2d3b",
        privacy_text=words.PRIVACY,
        from_name="Demonstration",
        from_address="demonstration@example.org",
        postal_address="Not stated in the report",
        example=Organisation.Example.RECONSTRUCTED,
        banner=words.BANNER,
        as_of=DAY,
        noindex=True,
        sends_by_relay=False,
        created_at=at,
    )
    IssuePosition.objects.bulk_create(
        IssuePosition(organisation=organisation, name=name, text=words.AGENDA_TEXT, place=place)
        for place, name in enumerate(words.AGENDA, start=1)
    )
    Endorsement.objects.bulk_create(
        Endorsement(
            organisation=organisation, year=year, words=line, source_title=words.REPORT,
            source_date=DAY,
        )
        for year, line in words.TRACK_RECORD
    )  # fmt: skip
    return organisation


def _campaign(organisation: Organisation, *, at: datetime) -> Campaign:
    target = _decision_maker(organisation, 0, at=at)
    campaign = Campaign.objects.create(
        organisation=organisation,
        slug=placing.campaign_slug("dont-run-joe"),
        state=Campaign.State.ANNOUNCED,
        title=words.TITLE,
        ask=words.ASK,
        target=target,
        hashtag="DontRunJoe",
        goal=1000,
        summary=words.SUMMARY,
        story=words.STORY,
        polls_heading=words.POLLS_HEADING,
        thanks="Thank you for trying the demonstration.",
        announced_at=ANNOUNCED_AT,
        created_at=at,
    )
    campaign.issues.set(organisation.issue_positions.all())
    Demand.objects.create(campaign=campaign, text=words.DEMAND, place=1)
    petition = Petition.objects.create(campaign=campaign)
    CountSnapshot.objects.create(petition=petition)
    return campaign


def _evidence(campaign: Campaign, *, at: datetime) -> None:
    results = [
        *_poll(
            campaign, "Harvard CAPS-Harris", words.HARRIS, at=at,
            published_as_printed="by Monday, 11 July 2022",
        ),
        *_poll(
            campaign, "New York Times-Siena College", words.TIMES, at=at, published=DAY,
            published_as_printed="Monday, 11 July 2022",
        ),
    ]  # fmt: skip
    by_answer: dict[str, Result] = {result.answer: result for result in results}
    claims = []
    for sentence, answer, number in words.CLAIMS:
        claim = Claim.objects.create(
            organisation_id=campaign.organisation_id, sentence=sentence, number=number,
            result=by_answer[answer] if answer else None, created_at=at,
        )  # fmt: skip
        campaign.claims.add(claim)
        claims.append(claim)
    rechecking.check(claims, at=at, tells=False)
    campaign.results.add(
        ElectionResult.objects.create(
            organisation_id=campaign.organisation_id, year=2020,
            office="President of the United States", words=words.RESULT_2020,
            source_title=words.REPORT,
        )
    )  # fmt: skip


def _poll(
    campaign: Campaign,
    pollster: str,
    questions: tuple[placing.Asked, ...],
    *,
    at: datetime,
    published_as_printed: str,
    published: date | None = None,
) -> list[Result]:
    poll = placing.poll(
        campaign.organisation_id, pollster, published=published,
        published_as_printed=published_as_printed, source_title=words.REPORT,
        cited_by="The Hill (the release, as quoted, does not cite it)", created_at=at,
    )  # fmt: skip
    campaign.polls.add(poll)
    return placing.add_questions(poll, questions)


def _decision_maker(organisation: Organisation, number: int, *, at: datetime) -> DecisionMaker:
    name, office, party, region, _said = words.STATEMENTS[number]
    return DecisionMaker.objects.create(
        organisation=organisation, name=name, office=office, party=party, region=region,
        about=words.BIDEN_ABOUT if name == words.BIDEN else "",
        source_title=words.REPORT, created_at=at,
    )  # fmt: skip


def _decision_makers(campaign: Campaign, *, at: datetime) -> None:
    """Who said what by that day. Only the target's words touch the demand."""
    demand = campaign.demands.get()
    for number, (_name, _office, _party, _region, said) in enumerate(words.STATEMENTS):
        person = campaign.target if number == 0 else None
        person = person or _decision_maker(campaign.organisation, number, at=at)
        statement = Statement.objects.create(
            decision_maker=person, date=DAY, date_means=Statement.DateMeans.BY, words=said,
            source_title=words.REPORT, created_at=at,
        )  # fmt: skip
        campaign.statements.add(statement)
        # He and the vice president said the opposite of the ask; of the others none is stated.
        stance = Position.Stance.OPPOSED if number < _SAID_SO else Position.Stance.NONE
        Position.objects.create(
            demand=demand, decision_maker=person, statement=statement, stance=stance, date=DAY
        )


_SAID_SO = 2


def _plan(campaign: Campaign) -> None:
    midterms = Election.objects.create(
        organisation_id=campaign.organisation_id, name="Midterm elections of 2022",
        date=MIDTERMS, by_rule=True, source_title="US federal law: the Tuesday after the first "
        "Monday in November",
    )  # fmt: skip
    launch = Launch.objects.create(
        campaign=campaign, at=LAUNCHES_AT, time_zone=str(placing.EASTERN), local_time=time(9),
        election=midterms, days_after=1, our_setting=words.OUR_SETTING,
        when_not_ready=Launch.WhenNotReady.LEAVE_OUT,
    )  # fmt: skip
    ChecklistItem.objects.create(
        launch=launch, text="Read every sentence against the report", place=1
    )
    TimelineEntry.objects.create(
        campaign=campaign, kind=TimelineEntry.Kind.ANNOUNCED, at=ANNOUNCED_AT,
        words=words.ANNOUNCED,
    )  # fmt: skip


def _press(campaign: Campaign, *, at: datetime) -> None:
    Release.objects.create(
        organisation_id=campaign.organisation_id, campaign=campaign, slug="launch",
        headline=words.HEADLINE, body=words.RELEASE_BODY, with_launch=True,
        approved_at=ANNOUNCED_AT, approved_by_label="the example", created_at=at,
    )  # fmt: skip
    Coverage.objects.create(
        organisation_id=campaign.organisation_id, campaign=campaign, outlet="The Hill",
        date=DAY, date_as_known="'Monday', by its content 11 July 2022", quoted=words.QUOTED,
        created_at=at,
    )  # fmt: skip
