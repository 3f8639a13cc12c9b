"""A person's sessions: which there are, and ending them."""

from datetime import datetime
from typing import Final

from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from undersigned.accounts import recording
from undersigned.accounts.models import User

# Chrome's mark is in most others', Safari's in Chrome's: the order matters.
_PROGRAMS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
    ("SamsungBrowser/", "Samsung Internet"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("CrOS", "Chromebook"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def of(user: User) -> list[UserSession]:
    """Sessions that still let the person in, newest first. Nothing is written."""
    rows = UserSession.objects.filter(user_id=user.pk).order_by("-created_at")
    return [row for row in rows if row.exists()]


def browser(user_agent: str) -> str:
    """What a person would call it: 'Firefox on Windows', as far as it says."""
    program = next((name for mark, name in _PROGRAMS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if program and system:
        return _("%(browser)s on %(system)s") % {"browser": program, "system": system}
    return program or system or _("A browser that does not say which")


def end_all(*, user_id: int, but: str = "") -> int:
    """Ends every session of a person, save the one with the key `but`; how many they were."""
    rows = UserSession.objects.filter(user_id=user_id).exclude(session_key=but)
    return sum(_end(row) for row in rows)


def end_one(*, user: User, session_id: int, at: datetime) -> bool:
    """Ends one session of this person's own; False when there is no such session any more."""
    row = UserSession.objects.filter(user_id=user.pk, pk=session_id).first()
    if row is None:
        return False
    _end(row)
    recording.of_account(user=user, verb="ended a session", at=at)
    return True


def end_others(*, user: User, current: str, at: datetime) -> int:
    ended = end_all(user_id=user.pk, but=current)
    if ended:
        recording.of_account(user=user, verb="ended all other sessions", at=at)
    return ended


def _end(row: UserSession) -> int:
    row.end()
    return 1
