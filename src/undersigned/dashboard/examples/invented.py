"""Example A: 'Keep rural post offices open', invented from its first word to its last voter."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from undersigned.actions.models import OwnQuestion, SourceCode
from undersigned.campaigns import elections
from undersigned.campaigns.models import (
    Campaign,
    ChecklistItem,
    Demand,
    Election,
    Launch,
    Position,
    TimelineEntry,
)
from undersigned.dashboard.examples import invented_words as words
from undersigned.dashboard.examples import placing
from undersigned.evidence import rechecking
from undersigned.evidence.models import Claim, Poll, Question, Series, Topic
from undersigned.officials.models import DecisionMaker, Statement
from undersigned.organisations.models import Endorsement, IssuePosition, Organisation
from undersigned.petitions.models import CountSnapshot, Petition
from undersigned.press.models import Coverage, Quote, Release

RAN_FOR = 60  # days before the install on which the petition opened
_ANNOUNCED = 68


@transaction.atomic
def load(*, at: datetime) -> Campaign:
    """Everything but the people; `crowd.gather` brings them. Dates are relative to `at`."""
    organisation = _organisation(at=at)
    campaign = _campaign(organisation, at=at)
    _evidence(campaign, at=at)
    _statements(campaign, at=at)
    _timeline(campaign, at=at)
    _press(campaign, at=at)
    _coming(organisation, at=at)
    return campaign


def _organisation(*, at: datetime) -> Organisation:
    organisation = Organisation.objects.create(
        name=words.NAME,
        slug=placing.organisation_slug("post-road-neighbors"),
        founded=at.year - 9,
        purpose=words.PURPOSE,
        paid_for_by=words.PAID_FOR_BY,
        postal_address=words.ADDRESS,
        privacy_text=words.PRIVACY,
        from_name=words.NAME,
        from_address="hello@example.org",
        reply_to="hello@example.org",
        example=Organisation.Example.INVENTED,
        banner=words.BANNER,
        noindex=True,
        created_at=placing.days_before(at, 400),
    )
    IssuePosition.objects.bulk_create(
        IssuePosition(organisation=organisation, name=name, text=text, place=place)
        for place, (name, text) in enumerate(words.AGENDA, start=1)
    )
    Endorsement.objects.bulk_create(
        Endorsement(
            organisation=organisation, year=at.year + years, words=line,
            source_title=f"{source} (invented)",
        )
        for years, line, source in words.TRACK_RECORD
    )  # fmt: skip
    return organisation


def _campaign(organisation: Organisation, *, at: datetime) -> Campaign:
    target = DecisionMaker.objects.create(
        organisation=organisation, name=words.TARGET, office=words.TARGET_OFFICE,
        created_at=placing.days_before(at, 90),
    )  # fmt: skip
    opened = placing.days_before(at, RAN_FOR)
    campaign = Campaign.objects.create(
        organisation=organisation,
        slug=placing.campaign_slug("rural-post-offices"),
        state=Campaign.State.LIVE,
        title=words.TITLE,
        ask=words.ASK,
        target=target,
        hashtag="KeepThePostOffice",
        goal=5000,
        summary=words.SUMMARY,
        story=f"{words.STORY}\n*{words.SIXTY_DAYS}*\n",
        polls_heading=words.POLLS_HEADING,
        thanks=words.THANKS,
        thanks_subject=words.THANKS_SUBJECT,
        thanks_email=words.THANKS_EMAIL,
        share_texts=words.SHARE,
        announced_at=placing.days_before(at, _ANNOUNCED),
        launched_at=opened,
        created_at=placing.days_before(at, 90),
    )
    campaign.issues.set(organisation.issue_positions.filter(place__in=[1, 3]))
    _form(campaign, at=at)
    Launch.objects.create(campaign=campaign, at=opened, local_time=time(9))
    return campaign


def _form(campaign: Campaign, *, at: datetime) -> None:
    Demand.objects.bulk_create(
        Demand(campaign=campaign, text=text, place=place)
        for place, text in enumerate(words.DEMANDS, start=1)
    )
    petition = Petition.objects.create(campaign=campaign)
    CountSnapshot.objects.create(petition=petition)
    OwnQuestion.objects.create(
        campaign=campaign, kind=OwnQuestion.Kind.CHECKBOX, label=words.QUESTION, place=1
    )
    SourceCode.objects.bulk_create(
        SourceCode(
            organisation_id=campaign.organisation_id, campaign=campaign, code=code,
            channel=channel, label=label, created_at=placing.days_before(at, RAN_FOR),
        )
        for code, channel, label in words.SOURCE_CODES
    )  # fmt: skip


def _evidence(campaign: Campaign, *, at: datetime) -> None:
    by_answer = {}
    for pollster, sponsor, start, end, out, mode, questions in words.POLLS:
        poll = placing.poll(
            campaign.organisation_id, pollster, sponsor=sponsor,
            field_start=placing.days_before(at, start).date(),
            field_end=placing.days_before(at, end).date(),
            published=placing.days_before(at, out).date(),
            mode=mode, source_title="Invented for this example", is_invented=True,
            created_at=placing.days_before(at, out),
        )  # fmt: skip
        campaign.polls.add(poll)
        by_answer.update({r.answer: r for r in placing.add_questions(poll, questions)})
    claims = [_average(campaign, at=at)]
    for sentence, answer, number in words.CLAIMS:
        claim = Claim.objects.create(
            organisation_id=campaign.organisation_id, sentence=sentence, number=number,
            result=by_answer[answer], created_at=at,
        )  # fmt: skip
        campaign.claims.add(claim)
        claims.append(claim)
    rechecking.check(claims, at=at, tells=False)


def _average(campaign: Campaign, *, at: datetime) -> Claim:
    """The first question is averaged with what others found; a claim rests on that."""
    from undersigned.evidence import computing  # noqa: PLC0415  NumPy, for this alone

    asked = campaign.polls.order_by("pk")[0].questions.order_by("place")[0]
    topic = Topic.objects.create(organisation_id=campaign.organisation_id, name=words.TOPIC)
    Question.objects.filter(pk=asked.pk).update(topic=topic, side=Question.Side.FOR)
    for line in words.MORE_POLLS:
        _more(campaign, asked, topic, line, at=at)
    series = Series.objects.create(
        organisation_id=campaign.organisation_id, topic=topic, answer=words.ANSWERS[0],
        population=asked.population, is_public=True, created_at=at,
    )  # fmt: skip
    computing.refresh(series, at=at)
    claim = Claim.objects.create(
        organisation_id=campaign.organisation_id, sentence=words.MAJORITY,
        kind=Claim.Kind.MAJORITY, series=series, created_at=at,
    )  # fmt: skip
    campaign.claims.add(claim)
    return claim


def _more(
    campaign: Campaign, asked: Question, topic: Topic, line: tuple[Any, ...], *, at: datetime
) -> None:
    pollster, sponsor, side, ago, mode, size, *shares = line
    poll = placing.poll(
        campaign.organisation_id, pollster, sponsor=sponsor, mode=mode,
        sponsor_class=Poll.SponsorClass.ADVOCACY if sponsor else Poll.SponsorClass.NOBODY,
        field_start=placing.days_before(at, ago + 4).date(),
        field_end=placing.days_before(at, ago).date(),
        published=placing.days_before(at, ago - 3).date(),
        source_title="Invented for this example", is_invented=True,
        created_at=placing.days_before(at, ago - 3),
    )  # fmt: skip
    answers = tuple(
        (name, share, f"{share}%") for name, share in zip(words.ANSWERS, shares, strict=True)
    )
    question = placing.Asked(
        in_short=asked.in_short, population=asked.population, answers=answers,
        wording=asked.wording, sample_size=size,
    )  # fmt: skip
    placing.add_questions(poll, (question,))
    poll.questions.update(topic=topic, side=side)


def _statements(campaign: Campaign, *, at: datetime) -> None:
    demands = list(campaign.demands.order_by("place"))
    office = DecisionMaker.objects.get(campaigns=campaign)
    for days, said, stance, touches, source in words.STATEMENTS:
        day = placing.days_before(at, days)
        statement = Statement.objects.create(
            decision_maker=office, date=day.date(), date_means=Statement.DateMeans.ON,
            words=said, source_title=source, created_at=day,
        )  # fmt: skip
        campaign.statements.add(statement)
        Position.objects.create(
            demand=demands[touches], decision_maker=office, statement=statement,
            stance=Position.Stance(stance), date=day.date(),
        )  # fmt: skip


def _timeline(campaign: Campaign, *, at: datetime) -> None:
    kinds = TimelineEntry.Kind
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            campaign=campaign, kind=kind, at=placing.days_before(at, days), words=said
        )
        for kind, days, said in (
            (kinds.ANNOUNCED, _ANNOUNCED, words.ANNOUNCED),
            (kinds.LAUNCHED, RAN_FOR, words.LAUNCHED),
            (kinds.NOTE, *words.NOTE),
        )
    )


def _press(campaign: Campaign, *, at: datetime) -> None:
    opened = placing.days_before(at, RAN_FOR)
    release = Release.objects.create(
        organisation_id=campaign.organisation_id, campaign=campaign,
        slug="hearing-before-closing", headline=words.RELEASE_HEADLINE,
        dateline="Anytown, Ohio", body=words.RELEASE, contact_name="Marguerite Oduya",
        contact_email="press@example.org", public_at=opened,
        approved_at=opened - timedelta(days=1), approved_by_label="the example",
        created_at=opened - timedelta(days=3),
    )  # fmt: skip
    Quote.objects.bulk_create(
        Quote(release=release, words=said, speaker=speaker, place=place)
        for place, (said, speaker) in enumerate(words.QUOTES, start=1)
    )
    Coverage.objects.bulk_create(
        Coverage(
            organisation_id=campaign.organisation_id, campaign=campaign, outlet=outlet,
            date=placing.days_before(at, days).date(), headline=headline, quoted=quoted,
            created_at=placing.days_before(at, days),
        )
        for days, outlet, headline, quoted in words.COVERAGE
    )  # fmt: skip


def _coming(organisation: Organisation, *, at: datetime) -> None:
    """A second campaign, announced for the day after the next federal election."""
    day = elections.next_us_federal_general(placing.days_before(at, 0).date())
    election = Election.objects.create(
        organisation=organisation, name=f"US federal general election of {day.year}", date=day,
        by_rule=True, source_title="2 U.S.C. § 7",
    )  # fmt: skip
    target = DecisionMaker.objects.create(
        organisation=organisation, name=words.NEXT_TARGET, office=words.NEXT_TARGET_OFFICE,
        created_at=at,
    )  # fmt: skip
    announced = placing.days_before(at, 4, 10)
    campaign = Campaign.objects.create(
        organisation=organisation, slug=placing.campaign_slug("first-hearing"),
        state=Campaign.State.ANNOUNCED, title=words.NEXT_TITLE, ask=words.NEXT_ASK,
        target=target, hashtag="FirstHearing", goal=1000, summary=words.NEXT_SUMMARY,
        story=words.NEXT_STORY, announced_at=announced,
        created_at=announced - timedelta(days=2),
    )  # fmt: skip
    campaign.issues.set(organisation.issue_positions.filter(place__in=[2, 3]))
    Demand.objects.bulk_create(
        Demand(campaign=campaign, text=text, place=place)
        for place, text in enumerate(words.NEXT_DEMANDS, start=1)
    )
    CountSnapshot.objects.create(petition=Petition.objects.create(campaign=campaign))
    launch = Launch.objects.create(
        campaign=campaign, election=election, days_after=1, local_time=time(9),
        at=elections.moment(day + timedelta(days=1), time(9), zone="America/New_York"),
    )  # fmt: skip
    ChecklistItem.objects.bulk_create(
        ChecklistItem(launch=launch, text=text, place=place)
        for place, text in enumerate(
            ("Release approved", "Partners have the address and the share texts"), start=1
        )
    )
    TimelineEntry.objects.create(
        campaign=campaign, kind=TimelineEntry.Kind.ANNOUNCED, at=announced,
        words=words.NEXT_ANNOUNCED,
    )  # fmt: skip
