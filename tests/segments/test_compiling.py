"""Rules mean in SQL what they mean when each person is looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from tests import make
from undersigned.segments import compiling, reading
from undersigned.segments.criteria import RuleError
from undersigned.supporters.models import EmailConsent

STATES = ["OH", "IA", "TX"]
leaf: some.SearchStrategy[dict[str, object]] = some.one_of(
    some.lists(some.sampled_from(STATES), min_size=1, max_size=2, unique=True).map(
        lambda codes: {"criterion": "state", "value": codes}
    ),
    some.sampled_from(EmailConsent.values).map(
        lambda word: {"criterion": "consent", "value": word}
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
    match rule:
        case {"all": parts}:
            return all(naive(part, person) for part in parts)
        case {"any": parts}:
            return any(naive(part, person) for part in parts)
        case {"none": parts}:
            return not any(naive(part, person) for part in parts)
        case {"criterion": "state", "value": codes}:
            return bool(person.region in codes)
        case {"criterion": "consent", "value": word}:
            return bool(person.email_consent == word)
        case _:
            return True


class CompilingTest(TestCase):
    @given(rules)
    def test_the_query_finds_whom_the_rules_mean(self, rule):
        ours = make.organisation()
        people = [
            make.supporter(ours, f"{state} {word}", region=state, consent=EmailConsent(word))
            for state in STATES
            for word in EmailConsent.values
        ]

        with self.assertNumQueries(1):
            found = set(compiling.compile_rules(rule, organisation_id=ours.pk))

        assert found == {person for person in people if naive(rule, person)}
        assert reading.read(rule, organisation_id=ours.pk)


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
