"""What the clock starts is there, and is called as the clock calls it."""

import inspect

import pytest
from django.utils.module_loading import import_string

from undersigned.config import schedule


@pytest.mark.parametrize("entry", schedule.ENTRIES, ids=lambda entry: entry.name)
def test_the_clock_finds_what_it_starts(entry):
    run = import_string(entry.run)

    needed = [
        name
        for name, parameter in inspect.signature(run).parameters.items()
        if parameter.default is inspect.Parameter.empty
    ]

    assert needed in (["at"], [])


def test_no_two_entries_share_a_name():
    names = [entry.name for entry in schedule.ENTRIES]

    assert len(set(names)) == len(names)
