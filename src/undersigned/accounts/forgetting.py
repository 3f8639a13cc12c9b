"""What signing in leaves behind is forgotten when it has ended: sessions, links, counters."""

from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from undersigned.accounts.models import Counter, Invitation, SignInLink

_LINKS_KEPT = timedelta(days=30)
_BATCH = 500  # one short transaction


def forget_due(*, at: datetime) -> int:
    """How many rows are gone. Invitations that nobody accepted go a month after their end."""
    ended = Session.objects.filter(expire_date__lt=at).values_list("pk", flat=True)
    keys = list(ended[:_BATCH])
    UserSession.objects.filter(session_key__in=keys).delete()
    gone = _deleted(Session.objects.filter(pk__in=keys))
    counters = Counter.objects.filter(expires__lt=at).values_list("pk", flat=True)
    gone += _deleted(Counter.objects.filter(pk__in=list(counters[:_BATCH])))
    old = at - _LINKS_KEPT
    gone += _deleted(SignInLink.objects.filter(expires__lt=old))
    return gone + _deleted(Invitation.objects.filter(accepted_at=None, expires__lt=old))


def _deleted(rows: QuerySet[Any]) -> int:
    return rows.delete()[0]
