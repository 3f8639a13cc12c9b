"""What pip would install is what uv has locked."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]
LOCKED = {
    package["name"]: package
    for package in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
}


def _exported(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,0-9-]+\])?==(\S+)", text, re.MULTILINE))


def _reached(names):
    """The packages that these need, with their extras, down to the last."""
    found, waiting = set(), list(names)
    while waiting:
        name, extras = waiting.pop()
        for key in (name, *(f"{name}[{extra}]" for extra in extras)):
            if key in found:
                continue
            found.add(key)
            package = LOCKED[name]
            needs = package.get("dependencies", []) if key == name else []
            for extra in extras if key != name else []:
                needs = needs + package.get("optional-dependencies", {}).get(extra, [])
            waiting += [(need["name"], need.get("extra", [])) for need in needs]
    return {key for key in found if "[" not in key}


@pytest.mark.parametrize(
    ("name", "groups"), [("requirements.txt", ()), ("requirements-dev.txt", ("dev", "docs"))]
)
def test_the_exported_packages_are_those_locked(name, groups):
    ours = LOCKED["undersigned"]
    wanted = list(ours["dependencies"])
    for group in groups:
        wanted += ours["dev-dependencies"][group]
    needed = _reached((need["name"], need.get("extra", [])) for need in wanted)
    exported = _exported(name)

    assert set(exported) == needed, "run: make requirements"
    assert exported == {package: LOCKED[package]["version"] for package in needed}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_exported_package_has_its_hashes(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_what_the_settings_name_is_installed_without_the_developers_tools():
    named = {name.split(".")[0] for name in [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]}
    running = {name.replace("_", "-") for name in _exported("requirements.txt")}
    dists = packages_distributions()

    lacking = {
        name
        for name in named - {"undersigned", "django_linear_migrations"}
        if not any(dist.lower().replace("_", "-") in running for dist in dists[name])
    }

    assert lacking == set()
