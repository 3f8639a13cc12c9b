"""The second factor: authenticator app, recovery codes, passkeys, and when it is compulsory."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from undersigned.accounts import managing, securing, signing_in
from undersigned.organisations.models import AuditEntry
from undersigned.outbox.models import Message

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/sign-in/"


def code(secret: str, *, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def freshly_signed_in(member) -> Client:
    client = Client()
    client.post(SIGN_IN, {"login": member.user.email, "password": make.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client


def set_up(client) -> str:
    """Sets up the app as a person does; the key to make codes with."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.findall(r"<code[^>]*>(\w+)</code>", page)[0]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret, steps=-1)})
    assert answer.status_code == 302
    return str(secret)


def test_an_authenticator_app_is_set_up_and_then_asked_for():
    member = make.member(make.organisation())
    client = freshly_signed_in(member)

    secret = set_up(client)

    other = Client()
    answer = other.post(SIGN_IN, {"login": member.user.email, "password": make.PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert other.get("/dashboard/").status_code == 302
    assert other.get("/accounts/").status_code == 302
    wrong = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "That code is not right" in wrong.content.decode()
    right = other.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert right["Location"] == "/dashboard/"
    assert other.get("/accounts/").status_code == 200


def test_a_code_that_was_used_does_not_open_a_second_time():
    member = make.member(make.organisation())
    secret = set_up(freshly_signed_in(member))
    used = code(secret)
    answers = []
    for _ in range(2):
        client = Client()
        client.post(SIGN_IN, {"login": member.user.email, "password": make.PASSWORD})
        answers.append(client.post(reverse("mfa_authenticate"), {"code": used}).status_code)

    assert answers == [302, 200]


def test_the_secret_lies_encrypted_in_the_database():
    member = make.member(make.organisation())
    secret = set_up(freshly_signed_in(member))

    kept = Authenticator.objects.get(type="totp").data["secret"]

    assert secret not in kept
    assert securing.decrypt(kept) == secret


def test_the_picture_to_scan_is_allowed_on_its_page_alone():
    client = freshly_signed_in(make.member(make.organisation()))

    page = client.get(reverse("mfa_activate_totp"))

    assert "img-src 'self' data:" in page["Content-Security-Policy"]
    assert 'src="data:image/svg+xml' in page.content.decode()
    assert "style=" not in page.content.decode()
    for name in ("mfa_index", "accounts:account", "mfa_add_webauthn"):
        assert "data:" not in client.get(reverse(name))["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_setting_up_leaves_rows_in_the_trail_and_emails():
    member = make.member(make.organisation())

    set_up(freshly_signed_in(member))

    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs == {"set up an authenticator app"}
    assert Message.objects.get().to_address == member.user.email


def test_a_recovery_code_lets_in_once():
    member = make.member(make.organisation())
    set_up(freshly_signed_in(member))
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    answers = []
    for _ in range(2):
        client = Client()
        client.post(SIGN_IN, {"login": member.user.email, "password": make.PASSWORD})
        answers.append(client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code)

    assert answers == [302, 200]


def test_codes_are_shown_to_who_has_just_confirmed_and_can_be_made_anew():
    client = freshly_signed_in(make.member(make.organisation()))
    set_up(client)

    shown = client.get(reverse("mfa_view_recovery_codes"))
    first = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert first[0] in shown.content.decode()
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    client.post(reverse("mfa_generate_recovery_codes"))
    second = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert first != second


def test_a_compulsory_second_factor_comes_before_every_page():
    ours = make.organisation()
    member = make.member(ours)
    client = freshly_signed_in(member)
    managing.require_second_factor(
        organisation=ours, required=True, at=make.NOON, by=make.actor(member)
    )

    answer = client.get("/dashboard/river-valley/team/")
    assert answer["Location"] == reverse("accounts:second_factor_needed")
    assert client.get(answer["Location"]).status_code == 200

    set_up(client)
    assert client.get("/dashboard/river-valley/team/").status_code == 200


def test_the_only_second_factor_stays_while_it_is_compulsory():
    ours = make.organisation()
    member = make.member(ours)
    client = freshly_signed_in(member)
    set_up(client)
    ours.second_factor_required = True
    ours.save()

    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "this is your only one" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()

    Authenticator.objects.create(user=member.user, type="webauthn", data={})
    assert securing.may_remove(Authenticator.objects.get(type="totp"))
    assert securing.may_remove(Authenticator.objects.get(type="recovery_codes"))


def test_an_app_can_be_removed_where_it_is_optional():
    member = make.member(make.organisation())
    client = freshly_signed_in(member)
    set_up(client)

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(type="totp").exists()
    assert "removed the authenticator app" in AuditEntry.objects.values_list("verb", flat=True)


def test_setting_up_asks_for_the_password_again_when_it_was_long_ago():
    client = make.signed_in(make.member(make.organisation()))

    answer = client.get(reverse("mfa_activate_totp"))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_a_sign_in_link_does_not_go_around_the_second_factor():
    member = make.member(make.organisation())
    set_up(freshly_signed_in(member))
    link = signing_in.make_link(member.user, timezone.now())
    client = Client()

    answer = client.post(link.removeprefix("http://localhost:8000"))

    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/accounts/").status_code == 302
