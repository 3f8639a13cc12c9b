"""Where this machine's Chromium is, and how it is started without asking the network."""

import os
import shutil

ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),  # its sandbox refuses root
]


def path() -> str | None:
    """The program, or None where there is none."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((program for program in found if program), None)
