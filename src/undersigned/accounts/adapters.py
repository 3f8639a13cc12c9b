"""Where allauth asks us: who may join, where a client is, what an event leaves behind."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersigned.accounts import recording, securing
from undersigned.accounts.models import User
from undersigned.lib import clients

_SERVICE_NAME = "Undersigned"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Accounts come by invitation alone; security events are mailed and kept in the trail."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That email and password do not belong together."),
        "too_many_login_attempts": _(
            "Too many attempts with this email. Wait five minutes, or choose a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's name
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return clients.address(request)

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("accounts:account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:  # noqa: ANN401, ARG002
        return reverse("accounts:account")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Called by allauth after each security event: into the trail, then by mail."""
        recording.security_event(
            user=user, event=template_prefix.rpartition("/")[2], at=timezone.now()
        )
        super().send_notification_mail(template_prefix, user, context, email)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """The second factor's names and rules; nothing of it comes from the Host header."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "That code is not right, or was used before. Wait for the next one."
        ),
        "cannot_delete_authenticator": _(
            "Your organisation asks everybody for a second factor, and this is your only one. "
            "Add another first."
        ),
    }

    def get_totp_issuer(self) -> str:
        return f"{_SERVICE_NAME} ({settings.HOSTNAME})"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.HOSTNAME or "localhost", "name": _SERVICE_NAME}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return securing.may_remove(authenticator)

    def generate_authenticator_name(
        self,
        user: User,
        type: Authenticator.Type,  # noqa: A002, ARG002  allauth's names
    ) -> str:
        """What stands in the field before the person names the passkey."""
        added = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
        return gettext("Passkey %(number)s") % {"number": added.count() + 1}

    def encrypt(self, text: str) -> str:
        return securing.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return securing.decrypt(encrypted_text)
