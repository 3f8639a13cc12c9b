"""Proof of work, asked of whoever signs from somewhere busy: ALTCHA's challenges, version 2.

A challenge is signed and names what it is for, so nothing is stored when it is made. A
solution's nonce is stored when it is used, and counts once. Who has no script sends back only
that they were asked: their signature is taken too, and its email comes later (delaying.py).
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

import altcha
from django.conf import settings
from django.db import connection

from undersigned.guard.models import SpentWork
from undersigned.lib import tokens

COST: Final = 5_000  # rounds of PBKDF2 a try: 2 ms, in a browser as in a robot
PREFIX: Final = "00"  # one try in 256 fits: half a second at a desk, two or three on a phone
_PURPOSE = "work"
_VALID = timedelta(minutes=30)
_MOST = 4_000  # characters of a solution

# The row count tells whether this was the first use.
_SPEND = """
INSERT INTO guard_spentwork (nonce, expires_at) VALUES (%s, %s) ON CONFLICT (nonce) DO NOTHING
"""


class Answer(Enum):
    NONE = "nothing, or nothing good: ask"
    ASKED = "was asked and brings no solution: take it, and write later"
    PROVED = "has done the work"


@dataclass(frozen=True, kw_only=True)
class Question:
    """`challenge` is ALTCHA's JSON; `asked` comes back with the form, solved or not."""

    challenge: str
    asked: str


def ask(subject: UUID, *, at: datetime) -> Question:
    """`subject` is what the answer may be used for."""
    challenge = altcha.create_challenge(
        algorithm="PBKDF2/SHA-256",
        cost=COST,
        key_prefix=PREFIX,
        expires_at=int((at + _VALID).timestamp()),
        data={"for": subject.hex},
        hmac_secret=_secret(),
    )
    return Question(
        challenge=json.dumps(challenge.to_dict()),
        asked=tokens.make(_PURPOSE, subject, at=at, extra=secrets.token_bytes(16)),
    )


def returned(form: Mapping[str, str], *, subject: UUID, at: datetime) -> Answer:
    """What came back with a form that has guard/_work_fields.html."""
    return answer(
        asked=form.get("asked_work", ""), solved=form.get("altcha", ""), subject=subject, at=at
    )


def answer(*, asked: str, solved: str, subject: UUID, at: datetime) -> Answer:
    """What came back with the form; what is good is used up by this."""
    if solved:
        nonce = _solved(solved, subject)
        return Answer.PROVED if nonce and _spend(nonce, at=at) else Answer.NONE
    nonce = _asked(asked, subject, at=at)
    return Answer.ASKED if nonce and _spend(nonce, at=at) else Answer.NONE


def _solved(text: str, subject: UUID) -> str:
    """The nonce of a challenge of ours that is solved, for this and not expired; else ''."""
    if len(text) > _MOST or not altcha.verify_solution(text, _secret()).verified:
        return ""
    parameters = altcha.Payload.from_base64(text).challenge.parameters
    return str(parameters.nonce) if parameters.data == {"for": subject.hex} else ""


def _asked(text: str, subject: UUID, *, at: datetime) -> str:
    try:
        found = tokens.read(_PURPOSE, text)
    except tokens.BadTokenError:
        return ""
    good = found.id == subject and not found.is_older_than(_VALID, at=at)
    return found.extra.hex() if good else ""


def _spend(nonce: str, *, at: datetime) -> bool:
    """Whether this is the first use; of two at once, one is."""
    until = str(connection.ops.adapt_datetimefield_value(at + _VALID))
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [nonce, until])
        return bool(cursor.rowcount == 1)


def forget_due(*, at: datetime) -> int:
    """Deletes nonces whose challenge has expired."""
    over = SpentWork.objects.filter(expires_at__lt=at).values("pk")[:5_000]
    return SpentWork.objects.filter(pk__in=over).delete()[0]


def _secret() -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"proof of work", hashlib.sha256).digest()
