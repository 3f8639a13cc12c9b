"""What signing in leaves behind goes when it has ended, and nothing else."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests import make
from undersigned.accounts import forgetting, joining, signing_in
from undersigned.accounts.models import Counter, Invitation, Role, SignInLink

pytestmark = pytest.mark.django_db


def test_ended_sessions_links_and_counters_are_forgotten():
    owner = make.member(make.organisation())
    data = {"login": owner.user.email, "password": make.PASSWORD}
    Client().post("/accounts/sign-in/", data)
    now = timezone.now()
    signing_in.make_link(owner.user, now)
    joining.invite(
        organisation=owner.organisation,
        email="dora@example.org",
        role=Role.WRITER,
        at=now,
        by=make.actor(owner),
    )
    tables = (UserSession, Session, Counter, SignInLink, Invitation)
    assert forgetting.forget_due(at=now) == 0
    assert all(table.objects.exists() for table in tables)

    gone = forgetting.forget_due(at=now + timedelta(days=60))

    assert gone >= 4
    assert not any(table.objects.exists() for table in tables)
    assert str(Counter(cache_key="a")) == "a"
    link = SignInLink(user=owner.user, expires=make.NOON)
    assert str(link) == "Ana Lopez, until 2026-03-02 12:00"
