"""What is exported and imported again is the same."""

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
from undersigned.supporters import exporting_all
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Note,
    PastAct,
    Supporter,
    Tag,
    Tagging,
)

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
    batch = moving.bring(other, content, name=f"everything.{form}")
    assert batch.found.get("refused", 0) == 0
    return before, everything(other), content, other


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

    before, after, content, other = move(ours, form)

    assert after == before
    assert "".join(FORMS[form](other.pk)) == content


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
