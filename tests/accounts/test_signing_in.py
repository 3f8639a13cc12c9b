"""Signing in: password, one-time link, limits, sessions."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from undersigned.accounts import managing, sessions, signing_in
from undersigned.accounts.models import Role, SignInLink
from undersigned.organisations.models import AuditEntry
from undersigned.outbox.models import Message

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/sign-in/"


def sign_in(client, email, password=make.PASSWORD):
    return client.post(SIGN_IN, {"login": email, "password": password})


def is_signed_in(client) -> bool:
    request = type("Request", (), {"session": client.session})()
    return get_user(request).is_authenticated


def test_email_and_password_open_the_dashboard():
    member = make.member(make.organisation())
    client = Client()

    answer = sign_in(client, member.user.email.upper())

    assert answer["Location"] == "/dashboard/"
    assert client.get("/dashboard/")["Location"] == "/dashboard/river-valley/"


def test_a_wrong_password_opens_nothing_and_names_no_account():
    member = make.member(make.organisation())
    client = Client()

    wrong = sign_in(client, member.user.email, "eight ducks on the river")
    unknown = sign_in(client, "nobody@example.org")

    words = "That email and password do not belong together."
    assert words in wrong.content.decode()
    assert words in unknown.content.decode()
    assert not is_signed_in(client)


def test_attempts_with_one_address_are_limited_wherever_they_come_from():
    member = make.member(make.organisation())
    for number in range(5):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(
            SIGN_IN, {"login": member.user.email, "password": "no such thing"}
        )

    client = Client(REMOTE_ADDR="203.0.113.9")
    answer = sign_in(client, member.user.email)

    assert "Too many attempts with this email" in answer.content.decode()
    assert not is_signed_in(client)


def test_attempts_from_one_place_are_limited_whatever_they_type():
    answers = [
        Client().post(SIGN_IN, {"login": f"person{n}@example.org", "password": "no"})
        for n in range(31)
    ]

    assert answers[-1].status_code == 429
    assert "Too many attempts" in answers[-1].content.decode()


def test_nobody_can_sign_up():
    client = Client()

    assert client.get("/accounts/signup/").status_code == 404


def test_a_sign_in_link_shows_a_button_and_signs_in_once():
    user = make.user(password=None)
    address = signing_in.make_link(user, timezone.now()).removeprefix("http://localhost:8000")
    client = Client()

    shown = client.get(address)
    assert shown.status_code == 200
    assert not is_signed_in(client)
    assert "no-store" in shown["Cache-Control"]
    assert shown["Referrer-Policy"] == "same-origin"

    assert client.post(address)["Location"] == "/dashboard/"
    assert is_signed_in(client)

    again = Client()
    assert again.post(address).status_code == 410
    assert again.get(address).status_code == 410
    assert not is_signed_in(again)


def test_a_sign_in_link_ends_after_three_days():
    user = make.user()
    link = signing_in.make_link(user, make.NOON)
    token = link.rstrip("/").rpartition("/")[2]
    late = make.NOON + timedelta(days=3)

    assert not signing_in.usable(token, at=late)
    assert signing_in.use(token, at=late) is None
    assert SignInLink.objects.get().used_at is None


def test_a_sign_in_link_lets_in_nobody_whose_account_is_closed():
    user = make.user()
    token = signing_in.make_link(user, make.NOON).rstrip("/").rpartition("/")[2]
    user.is_active = False
    user.save()

    assert signing_in.use(token, at=make.NOON) is None


def test_a_forgotten_password_is_set_anew_by_a_link_with_our_own_address():
    member = make.member(make.organisation())
    client = Client()

    client.post(
        reverse("account_reset_password"),
        {"email": member.user.email},
        HTTP_HOST="evil.example",
    )

    letter = Message.objects.get(kind="account")
    assert letter.to_address == member.user.email
    assert "evil.example" not in letter.text
    link = next(
        word for word in letter.text.split() if word.startswith("http://localhost:8000/")
    )
    form = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    new = {"password1": "nine geese over the hill", "password2": "nine geese over the hill"}
    client.post(form.request["PATH_INFO"], new)
    assert sign_in(client, member.user.email, "nine geese over the hill").status_code == 302
    assert AuditEntry.objects.get().verb == "reset the password"


def test_a_stranger_s_address_gets_no_email_about_a_password():
    Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert not Message.objects.exists()


def test_a_new_password_ends_the_other_sessions_and_is_in_the_trail():
    member = make.member(make.organisation())
    here, there = Client(), Client()
    sign_in(here, member.user.email)
    sign_in(there, member.user.email)

    here.post(
        reverse("account_change_password"),
        {
            "oldpassword": make.PASSWORD,
            "password1": "nine geese over the hill",
            "password2": "nine geese over the hill",
        },
    )

    assert is_signed_in(here)
    assert there.get("/accounts/").status_code == 302
    assert AuditEntry.objects.get().verb == "changed the password"


def test_sessions_are_listed_and_ended_one_by_one():
    member = make.member(make.organisation())
    here = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/131.0")
    there = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) AppleWebKit Version/17 Safari/604.1")
    sign_in(here, member.user.email)
    sign_in(there, member.user.email)

    page = here.get("/accounts/sessions/").content.decode()
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page

    other = UserSession.objects.get(user_agent__contains="iPhone")
    here.post(reverse("accounts:end_session", args=[other.pk]))

    assert there.get("/accounts/").status_code == 302
    assert here.get("/accounts/").status_code == 200
    assert AuditEntry.objects.get().verb == "ended a session"


def test_nobody_ends_somebody_else_s_session():
    ours = make.organisation()
    ana, ben = make.member(ours), make.member(ours, "Ben Okafor")
    her, his = Client(), Client()
    sign_in(her, ana.user.email)
    sign_in(his, ben.user.email)
    theirs = UserSession.objects.get(user=ana.user)

    his.post(reverse("accounts:end_session", args=[theirs.pk]))

    assert her.get("/accounts/").status_code == 200
    assert not AuditEntry.objects.exists()


def test_all_other_sessions_end_together():
    member = make.member(make.organisation())
    here, there, elsewhere = Client(), Client(), Client()
    for client in (here, there, elsewhere):
        sign_in(client, member.user.email)

    here.post(reverse("accounts:end_other_sessions"))

    assert here.get("/accounts/").status_code == 200
    assert there.get("/accounts/").status_code == 302
    assert elsewhere.get("/accounts/").status_code == 302
    here.post(reverse("accounts:end_other_sessions"))
    assert AuditEntry.objects.count() == 1


def test_a_colleague_who_is_removed_is_out_at_once():
    ours = make.organisation()
    ana, ben = make.member(ours), make.member(ours, "Ben Okafor", Role.ORGANISER)
    his = Client()
    sign_in(his, ben.user.email)
    signing_in.make_link(ben.user, make.NOON)

    managing.remove(membership=ben, at=make.NOON, by=make.actor(ana))

    assert his.get("/accounts/").status_code == 302
    assert not UserSession.objects.filter(user=ben.user).exists()
    assert not SignInLink.objects.exists()


def test_who_works_elsewhere_too_keeps_the_session_but_loses_the_page():
    ours = make.organisation()
    other = make.organisation(name="Harbor Watch", slug="harbor-watch")
    ana, ben = make.member(ours), make.member(ours, "Ben Okafor", Role.ORGANISER)
    ben.user.memberships.create(organisation=other, role="viewer", since=make.NOON)
    his = Client()
    sign_in(his, ben.user.email)
    assert his.get("/dashboard/river-valley/audit/").status_code == 200

    managing.remove(membership=ben, at=make.NOON, by=make.actor(ana))

    assert his.get("/dashboard/river-valley/audit/").status_code == 404
    assert his.get("/accounts/").status_code == 200
    assert his.get("/dashboard/")["Location"] == "/dashboard/harbor-watch/"


def test_one_with_several_organisations_chooses_and_one_with_none_is_told():
    ours = make.organisation()
    other = make.organisation(name="Harbor Watch", slug="harbor-watch")
    ana = make.member(ours)
    ana.user.memberships.create(organisation=other, role="viewer", since=make.NOON)
    lone = Client()
    lone.force_login(make.user("Carla Reyes"))

    page = make.signed_in(ana).get("/dashboard/").content.decode()

    assert "Harbor Watch" in page
    assert "River Valley Neighbors" in page
    assert "No organisation yet" in lone.get("/dashboard/").content.decode()


def test_a_new_email_counts_once_it_is_confirmed_there():
    member = make.member(make.organisation())
    client = Client()
    sign_in(client, member.user.email)

    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    client.post(reverse("account_email"), {"email": "ana@farm.example", "action_add": "1"})

    member.user.refresh_from_db()
    assert member.user.email == "ana.lopez@example.org"
    letter = Message.objects.get(to_address="ana@farm.example")
    link = next(
        word for word in letter.text.split() if word.startswith("http://localhost:8000/")
    )
    address = link.removeprefix("http://localhost:8000")
    shown = client.get(address)
    assert "ana@farm.example" in shown.content.decode()
    member.user.refresh_from_db()
    assert member.user.email == "ana.lopez@example.org"
    client.post(address)
    member.user.refresh_from_db()
    assert member.user.email == "ana@farm.example"
    assert AuditEntry.objects.get().verb == "changed the email address"
    assert "ana@farm.example" in client.get("/accounts/").content.decode()


def test_one_who_came_by_a_link_chooses_a_first_password():
    member = make.member(make.organisation())
    member.user.set_unusable_password()
    member.user.save()
    client = make.signed_in(member)
    assert reverse("account_set_password") in client.get("/accounts/").content.decode()

    words = {"password1": "nine geese over the hill", "password2": "nine geese over the hill"}
    client.post(reverse("account_set_password"), words)

    assert sign_in(Client(), member.user.email, "nine geese over the hill").status_code == 302
    assert AuditEntry.objects.get().verb == "set a password"


def test_a_person_changes_their_own_name():
    member = make.member(make.organisation())
    client = make.signed_in(member)

    client.post("/accounts/", {"name": "Ana María Lopez"})
    client.post("/accounts/", {"name": "Ana María Lopez"})

    member.user.refresh_from_db()
    assert member.user.name == "Ana María Lopez"
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({"name": "Ana Lopez"}, {"name": "Ana María Lopez"})
    assert client.post("/accounts/", {"name": ""}).status_code == 422


def test_pages_of_signing_in_hold_no_inline_style_and_no_script_of_their_own():
    client = Client()
    for name in ("account_login", "account_reset_password", "account_reset_password_done"):
        page = client.get(reverse(name)).content.decode()
        assert "style=" not in page
        assert "onclick" not in page
        assert "<script>" not in page


def test_a_browser_is_named_as_far_as_it_says():
    assert sessions.browser("Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0") == "Chrome on Linux"
    assert sessions.browser("Firefox/131.0") == "Firefox"
    assert sessions.browser("") == "A browser that does not say which"
