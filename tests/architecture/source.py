"""The source as the tests of the architecture read it: files, trees, rooms and floors."""

import ast
import functools
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "undersigned"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@functools.cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def modules() -> list[Path]:
    """Every module of the product that a person wrote."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]


def programs() -> list[Path]:
    """Every file of Python that a person wrote, tests and tools too."""
    others = [ROOT / "start.py"]
    for folder in ("tests", "benchmarks"):
        others += sorted((ROOT / folder).rglob("*.py"))
    return modules() + others


def templates() -> list[Path]:
    return sorted(PACKAGE.rglob("templates/**/*.*"))


def rooms() -> set[str]:
    return {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def room(path: Path) -> str:
    """The room that the file lies in; the package's own modules count to `config`."""
    inside = path.relative_to(PACKAGE).parts
    return inside[0] if len(inside) > 1 else "config"


@functools.cache
def floors() -> dict[str, int]:
    """Each room's floor, the highest number at the top, as import-linter has them."""
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]
    found = {}
    for height, row in enumerate(reversed(contract["layers"])):
        for name in re.findall(r"\w+", row):
            found[name] = height
    return found


def may_use(upper: str, lower: str) -> bool:
    """A room uses itself, and rooms on floors below its own."""
    return upper == lower or floors()[upper] > floors()[lower]


def named(path: Path) -> str:
    """The path as a message shows it."""
    return str(path.relative_to(ROOT))
