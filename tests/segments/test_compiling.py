"""Rules mean in SQL what they mean when each person is looked at."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from tests import make
from undersigned.organisations.auditing import CLOCK
from undersigned.outbox.models import Suppression
from undersigned.segments import compiling, reading, storing
from undersigned.segments.criteria import RuleError
from undersigned.supporters.models import EmailConsent, PastAct, Supporter

STATES = ["OH", "IA", "TX"]
leaf: some.SearchStrategy[dict[str, object]] = some.one_of(
    some.lists(some.sampled_from(STATES), min_size=1, max_size=2, unique=True).map(
        lambda codes: {"criterion": "state", "value": codes}
    ),
    some.sampled_from(EmailConsent.values).map(
        lambda word: {"criterion": "consent", "value": word}
    ),
    some.sampled_from(
        [
            {"criterion": "state", "value": [""]},
            {"criterion": "reachable", "value": True},
            {"criterion": "joined_within", "value": 7},
            {"criterion": "segment", "value": "the kept one"},
            {"criterion": "active", "value": 30},
        ]
    ),
    some.just({}),
)
rules = some.recursive(
    leaf,
    lambda inner: some.builds(
        lambda name, parts: {name: parts},
        some.sampled_from(compiling.GROUPS),
        some.lists(inner, max_size=3),
    ),
    max_leaves=6,
)


def naive(rule, person) -> bool:
    if not rule:
        return True
    if "criterion" in rule:
        return bool(ASKED[rule["criterion"]](rule["value"], person))
    (name, parts), *_others = rule.items()
    found = [naive(part, person) for part in parts]
    return {"all": all(found), "any": any(found), "none": not any(found)}[name]


def lives(codes, person):
    here = person.country == "US"
    return not here if codes == [""] else here and person.region in codes


ASKED = {  # as people_of_all_kinds makes them
    "state": lives,
    "consent": lambda word, person: person.email_consent == word,
    "reachable": lambda _, person: person.email_consent == "given" and person.region != "TX",
    "joined_within": lambda _, person: person.region == "IA",
    "segment": lambda _, person: (
        lives(["OH", "TX"], person) or (lives([""], person) and person.region != "IA")
    ),
    "active": lambda _, person: person.email_consent == "none" and person.region != "OH",
}


def people_of_all_kinds(ours):
    """Two in each state for each answer, one abroad. Addresses in Texas bounce; those in Iowa
    are new. Who said nothing acted: in Iowa here, in Texas elsewhere, long ago in Ohio.
    """
    campaign, now = make.campaign(ours), timezone.now()
    for state in STATES:
        for word in EmailConsent.values:
            for country in ("US", "AU"):
                name = f"{state} {word} {country}"
                one = make.supporter(ours, name, region=state, consent=EmailConsent(word))
                Supporter.objects.filter(pk=one.pk).update(
                    country=country, address_hash=name,
                    created_at=now if state == "IA" else now - timedelta(days=9),
                )  # fmt: skip
                if state == "TX":
                    Suppression.objects.create(
                        organisation=ours, address_hash=name, reason="bounced", at=now
                    )
                if word == EmailConsent.NONE:
                    act(campaign, one, state, now)
    return list(Supporter.objects.filter(organisation=ours))


def act(campaign, person, state, now):
    if state == "IA":
        make.signature(campaign, person, confirmed_at=now)
    elif state == "TX":
        PastAct.objects.create(
            organisation=campaign.organisation, supporter=person, kind="acted", at=now
        )
    else:
        make.signature(campaign, person, confirmed_at=now - timedelta(days=40))


def named(rule, kept):
    """The rule, with the kept audience's own number."""
    if isinstance(rule, dict):
        if rule.get("criterion") == "segment":
            return rule | {"value": str(kept.uuid)}
        return {name: named(part, kept) for name, part in rule.items()}
    return [named(part, kept) for part in rule] if isinstance(rule, list) else rule


class CompilingTest(TestCase):
    @given(rules)
    def test_the_query_finds_whom_the_rules_mean(self, rule):
        ours = make.organisation()
        people = people_of_all_kinds(ours)
        kept = storing.keep(
            organisation=ours, name="Two states", at=make.NOON, by=CLOCK,
            rules={"any": [{"criterion": "state", "value": ["OH", "TX"]},
                           {"all": [{"criterion": "state", "value": [""]},
                                    {"none": [{"criterion": "joined_within", "value": 7}]}]}]},
        )  # fmt: skip
        queries = 1 + str(rule).count("the kept one")  # its rules are read first

        with self.assertNumQueries(queries):
            found = set(compiling.compile_rules(named(rule, kept), organisation_id=ours.pk))

        assert found == {person for person in people if naive(rule, person)}
        assert reading.read(named(rule, kept), organisation_id=ours.pk)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"criterion": "height", "value": 2}, "height"),
        ({"criterion": "state", "value": ["ZZ"]}, "ZZ"),
        ({"some": []}, "found: some"),
        ({"all": 3}, "list of rules"),
        ("everyone", "missing"),
        ({"criterion": "joined_since", "value": "soon"}, "no date"),
    ],
)
def test_a_wrong_rule_is_refused_in_words(wrong, words):
    with pytest.raises(RuleError, match=words):
        compiling.condition(wrong, organisation_id=1)


def test_a_rule_is_read_in_plain_words(db):
    ours = make.organisation()
    campaign = make.campaign(ours)
    rule = {
        "all": [
            {"criterion": "signed", "value": {"campaign": str(campaign.uuid)}},
            {"criterion": "state", "value": ["OH", "IA"]},
        ]
    }

    words = reading.read(rule, organisation_id=ours.pk)

    assert words == "Signed “Keep rural post offices open” and lives in Ohio or Iowa"


@pytest.mark.parametrize("days", [0, -1, True, "7", None, 5000])
def test_days_are_a_number_of_them(days):
    with pytest.raises(RuleError, match="no number of days"):
        compiling.condition({"criterion": "joined_within", "value": days}, organisation_id=1)


def test_a_moment_with_its_offset_is_a_beginning_too(db):
    ours = make.organisation()
    early = make.supporter(ours, "Rosa Diaz")
    late = make.supporter(ours, "Luis Ortega")
    Supporter.objects.filter(pk=early.pk).update(created_at="2026-11-09T04:59:59Z")
    Supporter.objects.filter(pk=late.pk).update(created_at="2026-11-09T05:00:00Z")
    rule = {"criterion": "joined_since", "value": "2026-11-09T00:00:00-05:00"}

    found = compiling.compile_rules(rule, organisation_id=ours.pk)

    assert list(found) == [late]
    assert reading.read(rule, organisation_id=ours.pk) == "Joined on Nov. 9, 2026 or later"


def test_no_audience_is_kept_that_is_made_of_another(db):
    ours = make.organisation()
    one = storing.keep(organisation=ours, name="All", rules={}, at=make.NOON, by=CLOCK)
    rule = {"any": [{"none": [{"criterion": "segment", "value": str(one.uuid)}]}]}

    with pytest.raises(RuleError, match="cannot be made of another"):
        storing.keep(organisation=ours, name="Others", rules=rule, at=make.NOON, by=CLOCK)


def test_an_audience_that_is_gone_is_named_as_that(db):
    rule = {"criterion": "segment", "value": "4d1c3f0e-9a7b-4a43-bb57-2f44a4a3c5d1"}

    with pytest.raises(RuleError, match="no longer there"):
        compiling.condition(rule, organisation_id=make.organisation().pk)
