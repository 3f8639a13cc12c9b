"""A database that belongs to one killed installation."""

import os
import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql


@pytest.fixture
def database_of_its_own() -> Iterator[str]:
    """The DATABASE_URL of a new database on the tests' server; empty for SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if connection.vendor == "sqlite" or not url:
        yield ""
        return
    name = f"kills_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
