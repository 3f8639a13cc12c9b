"""`undersigned createadmin`: the first person who can sign in."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from undersigned.config import founding


class Command(BaseCommand):
    help = (
        "Makes a person the owner of an organisation, and prints a link with which they "
        "sign in once and choose a password. Makes the organisation too, if there is none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's email address")
        parser.add_argument("--organisation", required=True, help="its name, as people know it")

    def handle(self, *, email: str, organisation: str, **_options: object) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an email address.", returncode=2) from error
        at = timezone.now()
        user = founding.found(email=email, organisation=organisation, at=at)
        self.stdout.write(f"{user.email} is an owner of {organisation}.")
        self.stdout.write(f"Sign in once: {founding.link(user, at=at)}")
