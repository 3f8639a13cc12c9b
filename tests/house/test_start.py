"""What a person meets who has just cloned: start.py, on any Python, in any condition."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def start(monkeypatch):
    """start.py as a module; it stands outside of any package."""
    monkeypatch.syspath_prepend(str(ROOT))
    import start  # noqa: PLC0415  only now on the path

    return start


def test_an_old_python_can_read_start_py():
    source = (ROOT / "start.py").read_text(encoding="utf-8")

    tree = ast.parse(source, feature_version=(3, 4))

    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    # Annotations and `*, name` are errors in Python 2.
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [f.name for f in functions if f.returns or f.args.kwonlyargs]


def test_too_old_a_python_is_told_so_in_one_sentence(start, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    with pytest.raises(
        start.Trouble, match=r"needs Python 3\.11 or newer; this is Python 3\.9"
    ):
        start.check_python()


def test_a_missing_venv_module_names_the_package_to_install(start, monkeypatch, tmp_path):
    monkeypatch.setattr(start, "PYTHON", str(tmp_path / "nowhere"))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(start.Trouble, match="sudo apt install python3-venv"):
        start.make_venv()


def test_a_word_that_start_py_does_not_know_is_named_with_those_it_knows(start):
    with pytest.raises(start.Trouble, match="demo, test and setup, not 'tets'"):
        start.main(["tets"])


def test_the_help_names_both_ways():
    answer = subprocess.run(  # noqa: S603
        [sys.executable, str(ROOT / "start.py"), "--help"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "python3 start.py test" in answer.stdout


def test_a_second_run_installs_nothing(start, monkeypatch, tmp_path):
    monkeypatch.setattr(start, "VENV", str(tmp_path))
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    monkeypatch.chdir(ROOT)
    (tmp_path / ".set-up-for-tests").write_text(start.fingerprint())
    monkeypatch.setattr(start, "find_uv", lambda: pytest.fail("it went looking for uv"))

    start.set_up(for_tests=True)


def test_changed_packages_are_installed(start, monkeypatch, tmp_path):
    called = []
    monkeypatch.setattr(start, "VENV", str(tmp_path))
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    monkeypatch.chdir(ROOT)
    (tmp_path / ".set-up-for-tests").write_text("of another time")
    monkeypatch.setattr(start, "find_uv", lambda: "/usr/bin/uv")
    monkeypatch.setattr(start, "install_with_uv", lambda *given: called.append(given))

    start.set_up(for_tests=True)

    assert called == [("/usr/bin/uv", True)]
    assert (tmp_path / ".set-up-for-tests").read_text() == start.fingerprint()


def test_without_uv_in_the_registry_pip_installs_with_hashes(start, monkeypatch):
    commands = []

    def pip(arguments):
        commands.append(arguments)
        return 0

    monkeypatch.setattr(start, "pip", pip)

    start.install_with_pip(for_tests=False)

    assert commands[0] == ["install", "--require-hashes", "-r", "requirements.txt"]


@pytest.mark.parametrize("name", ["uv.lock", "requirements.txt", "requirements-dev.txt"])
def test_what_is_locked_is_committed(name):
    assert os.access(ROOT / name, os.R_OK)
