"""People who work with an organisation, what they may do there, and how they get in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member is; `roles.py` says what each may do."""

    OWNER = "owner", _("Owner")
    ORGANISER = "organiser", _("Organiser")
    WRITER = "writer", _("Writer")
    ANALYST = "analyst", _("Analyst")
    VIEWER = "viewer", _("Viewer")


class UserManager(BaseUserManager["User"]):
    """Makes people whose address is in lower case, the only form in which it is kept."""

    def create_user(self, email: str, *, name: str = "", password: str | None = None) -> "User":
        """Without a password nobody can sign in with one; a link can still let them in."""
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who can sign in; what they may do comes from their memberships alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_user_email_in_lower_case", condition=Q(email=Lower("email"))
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Membership(models.Model):
    """A person's place in one organisation."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=Role.choices)
    since = models.DateTimeField(default=timezone.now)
    # Whom they may reach: all that is said must hold (segments' areas); nothing is everybody.
    area_states = models.JSONField(default=list)  # codes of US states
    area_campaign = models.UUIDField(null=True)  # those who signed that one
    area_most = models.PositiveIntegerField(null=True)  # people in one mailing or file

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="accounts_membership_once_a_person", fields=["organisation", "user"]
            ),
            models.CheckConstraint(
                name="accounts_membership_role_is_known", condition=Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Invitation(models.Model):
    """An email that asks somebody to join; only the hash of its link's secret is kept."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    role = models.CharField(max_length=16, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=200)  # label of the colleague, for the email
    at = models.DateTimeField()
    expires = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="accounts_invitation_one_open_an_address",
                fields=["organisation", "email"],
                condition=Q(accepted_at=None),
            ),
            models.CheckConstraint(
                name="accounts_invitation_email_in_lower_case",
                condition=Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="accounts_invitation_role_is_known", condition=Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"


class SignInLink(models.Model):
    """A link that signs one person in once; made on the machine itself, for a first sign-in."""

    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="sign_in_links"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}, until {self.expires:%Y-%m-%d %H:%M}"


class Counter(models.Model):
    """A row of the cache in which attempts to sign in are counted, for all processes alike.

    Django's DatabaseCache reads and writes it; the columns are those it asks for.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
