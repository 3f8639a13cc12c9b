"""The ceiling: a bare ASGI application that writes each body as one row, by group commit."""

import os
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from undersigned.lib.grouping import Group  # noqa: E402


@transaction.atomic
def _write(batch: Sequence[bytes]) -> list[bool]:
    with connection.cursor() as cursor:
        if not _READY:
            cursor.execute("CREATE TABLE IF NOT EXISTS bench_body (body text)")
            _READY.append(True)
        if connection.vendor == "postgresql":
            with cursor.copy("COPY bench_body FROM STDIN") as copy:
                for body in batch:
                    copy.write_row([body.decode()])
        else:
            rows = [(body.decode(),) for body in batch]
            cursor.executemany("INSERT INTO bench_body VALUES (%s)", rows)
    return [True] * len(batch)


_READY: list[bool] = []
_group: Group[bytes, bool] = Group(_write, name="bare")


async def application(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
    if scope["type"] != "http":
        return
    await _group.committed((await receive())["body"])
    headers = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
