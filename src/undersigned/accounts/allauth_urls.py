"""Those of allauth's pages that we show, at addresses of ours; there is none to sign up."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from csp.decorators import csp_update
from django.urls import URLPattern, path, re_path

from undersigned.accounts.doors import View, behind_a_token, under_our_name


def _page(route: str, view: View, name: str) -> URLPattern:
    return path(route, under_our_name(view), name=name)


# The picture of the code to scan is a data: address; no other page may show one.
_with_picture: Callable[..., Any] = csp_update({"img-src": ["data:"]})

urlpatterns: list[URLPattern] = [
    _page("sign-in/", account.login, "account_login"),
    _page("sign-in/second-factor/", factor.authenticate, "mfa_authenticate"),
    _page("sign-in/passkey/", passkey.login_webauthn, "mfa_login_webauthn"),
    _page("sign-out/", account.logout, "account_logout"),
    _page("inactive/", account.account_inactive, "account_inactive"),
    _page("confirm/", account.reauthenticate, "account_reauthenticate"),
    _page("confirm/code/", factor.reauthenticate, "mfa_reauthenticate"),
    _page("confirm/passkey/", passkey.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _page("email/", account.email, "account_email"),
    _page("email/sent/", account.email_verification_sent, "account_email_verification_sent"),
    re_path(
        r"^email/confirmation/(?P<key>[-:\w]+)/$",
        behind_a_token(under_our_name(account.confirm_email)),
        name="account_confirm_email",
    ),
    _page("password/", account.password_change, "account_change_password"),
    _page("password/first/", account.password_set, "account_set_password"),
    _page("password/forgotten/", account.password_reset, "account_reset_password"),
    _page(
        "password/forgotten/sent/", account.password_reset_done, "account_reset_password_done"
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        behind_a_token(under_our_name(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    _page(
        "password/new/done/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    _page("second-factor/", factor.index, "mfa_index"),
    _page("second-factor/app/", _with_picture(totp.activate_totp), "mfa_activate_totp"),
    _page("second-factor/app/removal/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _page("second-factor/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _page(
        "second-factor/codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"
    ),
    _page(
        "second-factor/codes/file/",
        codes.download_recovery_codes,
        "mfa_download_recovery_codes",
    ),
    _page("second-factor/passkeys/", passkey.list_webauthn, "mfa_list_webauthn"),
    _page("second-factor/passkeys/new/", passkey.add_webauthn, "mfa_add_webauthn"),
    _page("second-factor/passkeys/<int:pk>/", passkey.edit_webauthn, "mfa_edit_webauthn"),
    _page(
        "second-factor/passkeys/<int:pk>/removal/",
        passkey.remove_webauthn,
        "mfa_remove_webauthn",
    ),
]
