"""Second factors: how their secrets lie in the database, and when one must stay."""

import base64
import hashlib

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

from undersigned.accounts.models import Membership

_SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def encrypt(text: str) -> str:
    """A copy of the database alone lets nobody compute a member's codes."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    return _cipher().decrypt(encrypted.encode()).decode()


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    digest = hashlib.sha256(b"second-factor\0" + force_bytes(key)).digest()
    return base64.urlsafe_b64encode(digest)


def may_remove(authenticator: Authenticator) -> bool:
    """False for the last second factor of somebody whose organisation makes it compulsory."""
    if authenticator.type not in _SECOND_FACTORS:
        return True
    others = Authenticator.objects.filter(
        user_id=authenticator.user_id, type__in=_SECOND_FACTORS
    ).exclude(pk=authenticator.pk)
    if others.exists():
        return True
    return not Membership.objects.filter(
        user_id=authenticator.user_id, organisation__second_factor_required=True
    ).exists()
