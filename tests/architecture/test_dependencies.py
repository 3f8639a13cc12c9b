"""Few dependencies, each with a sentence that says what for."""

import os
import subprocess
import sys

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


def test_a_process_that_knows_all_pages_has_not_loaded_what_few_of_them_need():
    heavy = {"numpy", "scipy", "fontTools", "openpyxl"}
    code = (
        "import sys, django; django.setup(); import undersigned.config.urls; "
        f"print(sorted({heavy} & sys.modules.keys()))"
    )

    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", code], cwd=source.ROOT, capture_output=True, text=True,
        check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
