"""Passkeys in a real browser with a made-up authenticator: added, used to sign in, removed."""

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import make
from undersigned.organisations.models import AuditEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def give_authenticator(page: Page) -> None:
    """Chromium's own virtual authenticator: a phone that always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_then_lets_in_alone(
    live_server: LiveServer, page: Page, pictures: Path
) -> None:
    member = make.member(make.organisation())
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    give_authenticator(page)

    page.goto(f"{live_server.url}/accounts/sign-in/")
    page.get_by_label("Email").fill(member.user.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dashboard/**")

    page.goto(f"{live_server.url}/accounts/second-factor/passkeys/new/")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("my phone")
    page.get_by_label("Let me in with it alone").check()
    page.screenshot(path=pictures / "passkey-add.png")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    assert "added a passkey" in AuditEntry.objects.values_list("verb", flat=True)

    page.goto(f"{live_server.url}/accounts/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/sign-in/**")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/dashboard/**")

    page.goto(f"{live_server.url}/accounts/second-factor/passkeys/")
    expect(page.get_by_text("my phone")).to_be_visible()
    assert not [line for line in refused if "Content Security Policy" in line]


def test_a_passkey_serves_as_second_factor(live_server: LiveServer, page: Page) -> None:
    member = make.member(make.organisation())
    give_authenticator(page)
    page.goto(f"{live_server.url}/accounts/sign-in/")
    page.get_by_label("Email").fill(member.user.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dashboard/**")
    page.goto(f"{live_server.url}/accounts/second-factor/passkeys/new/")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("key ring")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.context.clear_cookies()

    page.goto(f"{live_server.url}/accounts/sign-in/")
    page.get_by_label("Email").fill(member.user.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use your passkey").click()

    page.wait_for_url("**/dashboard/**")
