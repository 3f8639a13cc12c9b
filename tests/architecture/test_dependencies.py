"""Few dependencies, each with a sentence that says what for."""

from tests.architecture import source


def _lines_of_dependencies():
    lines = source.text(source.ROOT / "pyproject.toml").splitlines()
    start = lines.index("dependencies = [")
    return lines[start + 1 : lines.index("]", start)]


def test_at_most_28_packages_run_in_production():
    assert len(source.PROJECT["project"]["dependencies"]) <= 28


def test_each_dependency_has_a_sentence():
    lines = _lines_of_dependencies()

    bare = [
        line.strip()
        for before, line in zip(["", *lines], lines, strict=False)
        if line.strip().startswith('"')
        and not before.strip().startswith("#")
        and "#" not in line
    ]

    assert bare == []


def test_nothing_is_taken_from_outside_the_registry():
    assert [name for name in source.PROJECT["project"]["dependencies"] if "@" in name] == []
