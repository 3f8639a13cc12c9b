"""Rules are changed piece by piece, and what was there stays as it was."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as some

from undersigned.segments import editing
from undersigned.segments.criteria import RuleError

LEAF = {"criterion": "state", "value": ["OH"]}
OTHER = {"criterion": "tag", "value": "host"}
leaves = some.sampled_from([LEAF, OTHER])
groups = some.recursive(
    some.builds(lambda parts: {"all": parts}, some.lists(leaves, max_size=3)),
    lambda inner: some.builds(
        lambda name, parts: {name: parts},
        some.sampled_from(["all", "any", "none"]),
        some.lists(leaves | inner, max_size=3),
    ),
    max_leaves=8,
)


def paths(group, here=()):
    """Of each group in it, with how many parts it has."""
    ((_name, parts),) = group.items()
    yield here, len(parts)
    for place, part in enumerate(parts):
        if "criterion" not in part:
            yield from paths(part, (*here, place))


@given(groups, some.data())
def test_what_is_added_is_removed_again_without_a_trace(rules, data):
    before = copy.deepcopy(rules)
    path, parts = data.draw(some.sampled_from(list(paths(rules))))

    more = editing.added(rules, path, LEAF)

    assert more != rules
    assert editing.removed(more, (*path, parts)) == rules == before


@given(groups, some.data(), some.sampled_from(["all", "any", "none"]))
def test_a_group_that_is_joined_otherwise_keeps_its_parts(rules, data, name):
    path, _parts = data.draw(some.sampled_from(list(paths(rules))))

    made = editing.joined(rules, path, name)

    assert [n for _p, n in paths(made)] == [n for _p, n in paths(rules)]


def test_a_single_rule_becomes_the_one_part_of_a_group():
    assert editing.added(LEAF, (), OTHER) == {"all": [LEAF, OTHER]}
    assert editing.added({}, (), OTHER) == {"all": [OTHER]}
    assert editing.removed({"any": [LEAF]}, ()) == {"all": []}


@pytest.mark.parametrize(
    "change",
    [
        lambda: editing.removed({"all": [LEAF]}, (1,)),
        lambda: editing.removed({"all": [LEAF]}, (0, 0)),
        lambda: editing.added({"all": [LEAF]}, (0,), OTHER),
        lambda: editing.joined({"all": []}, (), "some"),
        lambda: editing.added({"all": [LEAF] * 60}, (), OTHER),
        lambda: editing.added({"all": [{"all": [{"all": [{"all": [{"all": []}]}]}]}]},
                              (0, 0, 0, 0), {"any": []}),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(change):
    with pytest.raises(RuleError):
        change()
