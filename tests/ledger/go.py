"""The verifier in Go, of libraries that no one of ours wrote (verifier/main.go)."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCES = Path("/usr/share/gocode")
NEEDED = pytest.mark.skipif(
    shutil.which("go") is None or not (SOURCES / "src/golang.org/x/mod/sumdb").exists(),
    reason="needs `apt install golang-go golang-golang-x-mod-dev`",
)


def build(folder: Path) -> Callable[..., str]:
    """Builds it in some seconds; the answer runs it: FOLDER VKEY [more] -> 'ok 77'."""
    program = folder / "verifier"
    subprocess.run(  # noqa: S603
        ["go", "build", "-o", program, Path(__file__).parent / "verifier/main.go"],  # noqa: S607
        check=True,
        env=os.environ
        | {"GO111MODULE": "off", "GOPATH": str(SOURCES), "GOCACHE": str(folder / "cache")},
    )
    return lambda *words: subprocess.run(  # noqa: S603
        [program, *words], capture_output=True, text=True, check=False
    ).stdout.strip()
