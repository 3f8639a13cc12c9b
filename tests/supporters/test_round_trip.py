"""What is exported and imported again is the same."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from tests.make import NOON
from tests.supporters import moving
from tests.supporters.headers import SYSTEMS
from undersigned.lib import spreadsheets
from undersigned.outbox.models import Suppression
from undersigned.supporters import (
    attesting,
    caring,
    contacting,
    exporting_all,
    fielding,
    preferring,
)
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Field,
    IssueInterest,
    Note,
    PastAct,
    Preference,
    Supporter,
    SupporterAddress,
    SupporterEmail,
    SupporterLanguage,
    SupporterPhone,
    Tag,
    Tagging,
)
from undersigned.supporters.preferring import Wish

FORMS = {"csv": exporting_all.as_csv, "jsonl": exporting_all.as_json_lines}


def everything(organisation):
    """All rows about supporters by natural keys: ids and which file they came in aside."""
    people = Supporter.objects.filter(organisation=organisation)
    own = people.values().order_by("uuid")
    who = "supporter__uuid"
    return {
        "people": [
            {
                name: value
                for name, value in row.items()
                if name not in {"id", "organisation_id"}
            }
            for row in own
        ],
        "consents": sorted(
            Consent.objects.filter(supporter__in=people).values_list(
                who, "channel", "said", "how", "wording", "reason", "source", "by_label", "at"
            )
        ),
        "tags": sorted(
            Tagging.objects.filter(supporter__in=people).values_list(who, "tag__name", "at")
        ),
        "acts": sorted(
            PastAct.objects.filter(supporter__in=people).values_list(who, "kind", "title", "at")
        ),
        "notes": sorted(
            Note.objects.filter(supporter__in=people).values_list(who, "text", "by_label", "at")
        ),
        "emails": sorted(
            SupporterEmail.objects.filter(supporter__in=people).values_list(
                who,
                "email",
                "canonical_address",
                "address_hash",
                "type",
                "works",
                "source",
                "at",
            )
        ),
        "phones": sorted(
            SupporterPhone.objects.filter(supporter__in=people).values_list(
                who, "phone", "digits", "type", "works", "source", "at"
            )
        ),
        "addresses": sorted(
            SupporterAddress.objects.filter(supporter__in=people).values_list(
                who, "street", "city", "postal_code", "country", "region", "type", "at"
            )
        ),
        "languages": sorted(
            SupporterLanguage.objects.filter(supporter__in=people).values_list(
                who, "language", "at"
            )
        ),
        "interests": sorted(
            IssueInterest.objects.filter(supporter__in=people).values_list(
                who, "issue__name", "told", "by_label", "at"
            )
        ),
        "preferences": sorted(
            Preference.objects.filter(supporter__in=people).values_list(
                who,
                "days_between",
                "paused_until",
                "only_interests",
                "untracked",
                "opens_since",
                "at",
            )
        ),
        "stops": sorted(
            Suppression.objects.filter(organisation=organisation).values_list(
                "address_hash", "reason", "at"
            )
        ),
    }


def move(organisation, form):
    """Out of the organisation, all of it gone, and into another one."""
    content = "".join(FORMS[form](organisation.pk))
    before = everything(organisation)
    Suppression.objects.all().delete()
    Supporter.objects.all().delete()
    other = make.organisation("Hill Town Voices", "hill-town")
    for issue in organisation.issue_positions.all():
        other.issue_positions.create(name=issue.name)
    batch = moving.bring(other, content, name=f"everything.{form}")
    assert batch.found.get("refused", 0) == 0
    return before, everything(other), content, batch


def more_of(rosa, ana):
    """Everything that stands beside a person's row."""
    ours = rosa.organisation
    size = fielding.add(
        organisation=ours, label="Size", kind="choice", options=["S", "L"], at=NOON, by=ana
    )
    fielding.write(
        supporter=rosa, version=1, values={size.key: "L", "n": 1.5, "b": True}, at=NOON, by=ana
    )
    rosa.refresh_from_db()
    for way, values in (
        (contacting.EMAIL, {"email": "Rosa@Work.example", "type": "work"}),
        (contacting.PHONE, {"phone": "614 555 0100", "type": "home"}),
        (contacting.POST, {"street": "1 Main", "city": "Columbus", "region": "OH"}),
        (contacting.POST, {"street": "2 Oak", "city": "Columbus", "type": "work"}),
    ):
        contacting.add(supporter=rosa, way=way, values=values, at=NOON, by=ana)
    contacting.mark(
        supporter=rosa, way=contacting.PHONE, pk=0, values={"works": "no"}, at=NOON, by=ana
    )
    contacting.speaks(supporter=rosa, languages=["es"], at=NOON, by=ana)
    issue = ours.issue_positions.create(name="Post offices, all of them")
    caring.note(supporter=rosa, issues={issue.pk}, at=NOON, by=ana)
    water = ours.issue_positions.create(name="Water")
    wish = Wish(
        days_between=7, pause=True, only_interests=True, interests=[water.pk], opens=True
    )
    preferring.choose(supporter=rosa, wish=wish, at=NOON)
    attesting.attest(
        supporter=rosa, channel=Consent.Channel.TEXT, said=Consent.Said.GIVEN,
        how=Consent.How.PAPER, said_at=NOON, wording="Text me", at=NOON, by=ana,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
def test_everything_about_everybody_comes_back_the_same(form):
    ours = make.organisation()
    for text in SYSTEMS.values():
        moving.bring(ours, text)
    moving.bring(
        ours, "email,status\nbounced@example.org,bounced\nluis@example.org,subscribed\n"
    )
    moving.bring(ours, "email,first name\nluis@example.org,Ana\nluis@example.org,Luis\n")
    rosa = make.supporter(
        ours, "=HYPERLINK(1) \u2028 Ó'Brien", email="Rosa+News@Example.org", phone="+1 614",
        fields={"größe": "'=9\n\r\"x\""}, first_confirmed_at=NOON, language="",
        consent=EmailConsent.GIVEN,
    )  # fmt: skip
    Note.objects.create(supporter=rosa, text="-1\n'@x", by_label="Ana", at=NOON)
    Tagging.objects.create(
        supporter=rosa, tag=Tag.objects.create(organisation=ours, name="a, b"), at=NOON
    )

    more_of(rosa, make.actor(make.member(ours)))

    before, after, content, batch = move(ours, form)

    other = batch.organisation
    assert after == before
    kept = Field.objects.filter(organisation=other).values_list("label", "kind", "options")
    assert ("Size", "choice", ["S", "L"]) in kept
    assert "".join(FORMS[form](other.pk)) == content


@pytest.mark.django_db
def test_what_came_back_can_be_taken_away_again_but_for_whom_staff_have_built_on():
    ours = make.organisation()
    rosa = make.supporter(ours, email="rosa@example.org")
    make.supporter(ours, "Luis Ortega", email="luis@example.org")
    ana = make.actor(make.member(ours))
    more_of(rosa, ana)
    _before, _after, _content, batch = move(ours, "csv")
    luis = Supporter.objects.get(email="luis@example.org")
    contacting.add(
        supporter=luis, way=contacting.EMAIL, values={"email": "lou@example.net"},
        at=NOON + timedelta(hours=1), by=ana,
    )  # fmt: skip

    moving.undo(batch)

    assert list(Supporter.objects.values_list("email", flat=True)) == ["luis@example.org"]
    assert SupporterEmail.objects.get().email == "lou@example.net"


class RoundTrips(TestCase):
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(
        names=st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
            min_size=1, max_size=4,
        ),
        form=st.sampled_from(sorted(FORMS)),
    )  # fmt: skip
    def test_whatever_people_are_called(self, names, form):
        ours = make.organisation()
        for number, name in enumerate(names):
            person = make.supporter(ours, "x", email=f"p{number}@example.org")
            Supporter.objects.filter(pk=person.pk).update(
                given_name=name[:40], street=name[:40], fields={"k": name}
            )

        before, after, _content, _other = move(ours, form)

        assert after == before


@given(st.text(max_size=20))
def test_what_a_spreadsheet_must_not_run_is_read_back_as_it_was(text):
    assert spreadsheets.uncell(str(spreadsheets.cell(text))) == text
