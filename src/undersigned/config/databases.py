"""The database that DATABASE_URL names, and how it is opened."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from undersigned.config.variables import refuse, split, without_password


def read(variables: Mapping[str, str], *, data: Path) -> dict[str, object]:
    """What Django is to know of it; without a variable a file of SQLite in the data folder."""
    value = variables.get("DATABASE_URL", "")
    if not value:
        return _sqlite(str(data / "undersigned.sqlite3"))
    allowed = "sqlite:////folder/file.sqlite3, or postgresql://user:password@host:5432/database"
    parts = split("DATABASE_URL", value, allowed=allowed)
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return _sqlite(unquote(parts.path.removeprefix("/")))
    if parts.scheme in ("postgresql", "postgres") and parts.path.strip("/"):
        return _postgresql(value)
    raise refuse("DATABASE_URL", without_password(value), allowed)


def _sqlite(path: str) -> dict[str, object]:
    # WAL with synchronous=FULL: an acknowledged signature is on the disk.
    return {
        "ENGINE": "undersigned.lib.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
                " PRAGMA cache_size=-16000;"
            ),
        },
    }


def _postgresql(value: str) -> dict[str, object]:
    parts = urlsplit(value)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder comes as ?host=/run/postgresql.
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 20, "timeout": 20},
            # Compiling an audience's query to machine code takes longer than answering it.
            "options": query.get("options", "-c jit=off"),
        },
    }
