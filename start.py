"""Sets up everything on a new machine, then starts the demo or the tests.

    python3 start.py              the demo: an example to try, on this machine alone
    python3 start.py test [...]   the tests; what follows goes to pytest
    python3 start.py setup        nothing but the setting up, for developers

It needs Python 3.11 or newer and nothing else. It uses uv when that is installed; otherwise it
makes the folder .venv and installs there. A second run starts at once.

Written so that any old Python can read it, and say in one sentence that it is too old.
"""

import hashlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
BIN = os.path.join(VENV, "bin")
PYTHON = os.path.join(BIN, "python")
UV = "uv>=0.9,<1"


class Trouble(Exception):
    """Why it cannot go on, in a sentence for the person who started it."""


def main(arguments):
    word = arguments[0] if arguments else "demo"
    if word in ("-h", "--help"):
        print(__doc__)
    elif word == "setup":
        set_up(for_tests=True)
    elif word == "test":
        set_up(for_tests=True)
        become([PYTHON, os.path.join("tests", "run.py")] + arguments[1:])
    elif word == "demo" or word.startswith("-"):
        set_up(for_tests=False)
        options = arguments[1:] if word == "demo" else arguments
        become([PYTHON, "-m", "undersigned", "demo"] + options)
    else:
        raise Trouble("start.py knows demo, test and setup, not %r." % word)


def become(command):
    """The command takes this process's place: signals reach it, and its exit code is ours."""
    sys.stdout.flush()
    os.execv(command[0], command)


def set_up(for_tests):
    check_python()
    os.chdir(HERE)
    stamp = os.path.join(VENV, ".set-up-for-" + ("tests" if for_tests else "the-demo"))
    wanted = fingerprint()
    if read(stamp) == wanted and os.path.exists(PYTHON):
        return
    say("Setting up in .venv (once; takes up to a minute) ...")
    uv = find_uv()
    if uv is None:
        make_venv()
        uv = install_uv()
    if uv is None:
        install_with_pip(for_tests)
    else:
        install_with_uv(uv, for_tests)
    with open(stamp, "w") as file:
        file.write(wanted)


def check_python():
    if sys.version_info < (3, 11):
        raise Trouble(
            "Undersigned needs Python 3.11 or newer; this is Python %d.%d (%s)."
            % (sys.version_info[0], sys.version_info[1], sys.executable)
        )


def fingerprint():
    """Changes with the locked packages, with Python, and when the folder moves."""
    parts = [sys.version, HERE]
    parts += [read(name) for name in ("uv.lock", "pyproject.toml", "start.py")]
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


def read(path):
    """The file's text; empty when there is no such file."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def find_uv():
    from shutil import which

    return which("uv")


def install_with_uv(uv, for_tests):
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never", UV_PROJECT_ENVIRONMENT=VENV)
    environment.pop("VIRTUAL_ENV", None)
    if not can_write(os.path.expanduser("~")):
        environment["UV_NO_CACHE"] = "1"
    # Inexact, because the demo must not remove what the tests need, nor uv itself.
    command = [uv, "sync", "--quiet", "--frozen", "--inexact", "--python", sys.executable]
    if not for_tests:
        command.append("--no-default-groups")
    if subprocess.call(command, env=environment) != 0:
        raise Trouble(
            "uv could not install the packages (its reason is above). Setting up needs the "
            "package registry once; afterwards Undersigned works without a network."
        )


def make_venv():
    from importlib.util import find_spec

    if (
        os.path.exists(PYTHON)
        and subprocess.call([PYTHON, "-m", "pip", "--version"], stdout=subprocess.DEVNULL) == 0
    ):
        return
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise Trouble(
            "This Python has no venv module. Install it, then start again:\n\n"
            "    sudo apt install python3-venv\n"
        )
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]) != 0:
        raise Trouble("Python could not make the folder %s (its reason is above)." % VENV)


def install_uv():
    """Where uv is afterwards, or None: then pip must do."""
    say("Installing uv into .venv ...")
    pip(["install", UV], quiet=True)
    uv = os.path.join(BIN, "uv")
    return uv if os.path.exists(uv) else None


def install_with_pip(for_tests):
    say("uv cannot be had; installing with pip ...")
    name = "requirements-dev.txt" if for_tests else "requirements.txt"
    installed = pip(["install", "--require-hashes", "-r", name])
    if installed != 0 or pip(["install", "--no-deps", "--editable", "."]) != 0:
        raise Trouble(
            "pip could not install the packages (its reason is above). Setting up needs the "
            "package registry once; afterwards Undersigned works without a network."
        )


def pip(arguments, quiet=False):
    command = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    output = subprocess.DEVNULL if quiet else None
    return subprocess.call(command + arguments, stdout=output, stderr=output)


def can_write(folder):
    return os.path.isdir(folder) and os.access(folder, os.W_OK)


def say(sentence):
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Trouble as trouble:
        say(str(trouble))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
