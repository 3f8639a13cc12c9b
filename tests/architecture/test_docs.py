"""The documentation knows every room, every setting and every command."""

import re

from django.core.management import get_commands

from tests.architecture import source

DOCS = source.ROOT / "docs"


def _all_docs():
    return "\n".join(source.text(path) for path in sorted(DOCS.rglob("*.md")))


def _settings():
    """Every variable of the environment that the source names."""
    found = set()
    for path in source.modules():
        found |= set(
            re.findall(r"\"(UNDERSIGNED_[A-Z_]+|DATABASE_URL|PORT)\"", source.text(path))
        )
    return found


def test_each_room_is_in_the_architecture():
    architecture = source.text(DOCS / "architecture.md")

    assert {room for room in source.rooms() if f"`{room}`" not in architecture} == set()


def test_each_setting_is_in_the_documentation():
    docs = _all_docs()

    assert {name for name in _settings() if f"`{name}`" not in docs} == set()


def test_no_page_names_a_setting_that_does_not_exist():
    mentioned = set(re.findall(r"\b(UNDERSIGNED_[A-Z_]+)\b", _all_docs()))

    assert mentioned - _settings() == set()


def test_each_command_is_in_the_documentation():
    docs = _all_docs()
    ours = [name for name, app in get_commands().items() if app.startswith("undersigned.")]

    assert {name for name in ours if f"undersigned {name}" not in docs} == set()


def test_no_page_names_a_command_that_does_not_exist():
    mentioned = set(re.findall(r"`undersigned ([a-z_]+)", _all_docs()))

    assert mentioned - set(get_commands()) == set()


def test_each_decision_has_its_four_parts():
    parts = ("## Status", "## Context", "## Decision", "## Consequences")
    incomplete = [
        source.named(path)
        for path in sorted((DOCS / "decisions").glob("0*.md"))
        if any(part not in source.text(path) for part in parts)
    ]

    assert incomplete == []
