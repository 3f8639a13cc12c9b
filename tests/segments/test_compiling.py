"""Rules mean in SQL what they mean when each person is looked at."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from tests.segments import people
from tests.segments.people import Everybody
from undersigned.segments import compiling, criteria, explaining, reading
from undersigned.segments.areas import EVERYWHERE

leaf: some.SearchStrategy[Any] = some.one_of(
    some.sampled_from(people.RULES),
    some.lists(some.sampled_from(people.STATES), min_size=1, max_size=2, unique=True).map(
        lambda codes: {"criterion": "state", "value": codes}
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
        return bool(people.MEANS[rule["criterion"]](rule["value"], person))
    (name, parts), *_others = rule.items()
    found = [naive(part, person) for part in parts]
    return {"all": all(found), "any": any(found), "none": not any(found)}[name]


class CompilingTest(TestCase):
    everybody: Everybody

    @classmethod
    def setUpTestData(cls):
        cls.everybody = people.everybody()

    @settings(max_examples=100)
    @given(rules)
    def test_the_query_finds_whom_the_rules_mean(self, rule):
        ours = self.everybody.organisation
        named = self.everybody.named(rule)
        found = compiling.compile_rules(named, organisation_id=ours.pk, by=EVERYWHERE)

        with self.assertNumQueries(1):
            keys = sorted(found.values_list("pk", flat=True))

        assert keys == [one.pk for one in self.everybody.people if naive(rule, one)]
        assert reading.read(named, organisation_id=ours.pk)

    def test_a_tag_that_is_no_more_is_carried_by_nobody(self):
        gone, tagged = {"criterion": "tag", "value": "gone"}, self._first("tag")
        signed = self._first("signed")

        assert not self._keys(gone)
        assert not self._keys({"all": [gone, signed]})
        assert self._keys({"none": [gone]}) == self._keys({})
        assert self._keys({"any": [gone, tagged]}) == self._keys(tagged) != []
        assert self._keys({"any": [gone, signed]}) == self._keys(signed) != []
        assert self._keys({"all": [{"none": [gone]}, signed]}) == self._keys(signed)

    def _first(self, criterion: str) -> Any:
        return next(rule for rule in people.RULES if rule["criterion"] == criterion)

    def _keys(self, rule: Any) -> list[int]:
        ours = self.everybody.organisation
        named = self.everybody.named(rule)
        found = compiling.compile_rules(named, organisation_id=ours.pk, by=EVERYWHERE)
        return sorted(found.values_list("pk", flat=True))

    def test_each_criterion_finds_somebody_and_leaves_somebody_out(self):
        asked = {rule["criterion"] for rule in people.RULES}
        assert asked | {"state"} == set(criteria.names())
        for rule in people.RULES:
            found = [naive(rule, one) for one in self.everybody.people]
            assert any(found), rule
            assert not all(found), rule

    def test_one_question_tells_of_all_rules_whether_they_apply_to_a_person(self):
        ours = self.everybody.organisation
        rule = {"any": people.RULES[:20]}
        for one in self.everybody.people[:6]:
            with CaptureQueriesContext(connection) as asked:
                tree = explaining.explain(
                    self.everybody.named(rule), organisation_id=ours.pk, person=one.row
                )

            about = [q for q in asked.captured_queries if "rule_0" in q["sql"]]
            assert len(about) == 1
            assert [part.applies for part in tree.parts] == [
                naive(part, one) for part in people.RULES[:20]
            ]
