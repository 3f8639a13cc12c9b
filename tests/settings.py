"""The settings of the test suite: the installation's own, with a throw-away data folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Before the real settings are read: each process of pytest-xdist has a data folder of its own.
_data = Path(tempfile.mkdtemp(prefix="undersigned-tests-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["UNDERSIGNED_DATA"] = str(_data)
for _name in [name for name in os.environ if name.startswith("UNDERSIGNED_")]:
    if _name != "UNDERSIGNED_DATA":  # what the developer's shell holds is no part of a test
        del os.environ[_name]

from undersigned.config.settings import *  # noqa: E402, F403  the environment comes first
from undersigned.config.settings import DATABASES, STORAGES  # noqa: E402

for _folder in ("static", "media", "published"):
    (_data / _folder).mkdir()

# Quick instead of safe: a test's password guards nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Static files straight from the rooms: hashing and cutting fonts is tested on its own.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

_options = dict(DATABASES["default"]["OPTIONS"])  # type: ignore[call-overload]
if "init_command" in _options:
    # A file rather than memory, so that threads and the browser meet the real locks; unsafe and
    # quick, because nothing of it outlives the run.
    _options["init_command"] = _options["init_command"].replace("FULL", "OFF")
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "test.sqlite3")}
else:
    _options.pop("pool")  # a pool's threads would keep the throw-away database open
DATABASES["default"]["OPTIONS"] = _options

FORM_SECONDS = 0  # a test changes a petition and posts to it at once
PAGE_SECONDS = 0  # and looks at its page at once
RESOLVER = "off"  # no test asks the internet
