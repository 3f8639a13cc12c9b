"""`undersigned dkim`: the keys that sign email, and the records to publish for them."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from undersigned.outbox import keys


class Command(BaseCommand):
    help = (
        "Makes the keys that sign a domain's email (DKIM) where its relay does not, and prints "
        "the DNS records to publish. Signing begins with --sign yes, once they are published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("domain", help="of the From address, like rivervalley.example")
        parser.add_argument(
            "--ed25519", action="store_true", help="a second, shorter signature beside RSA"
        )
        parser.add_argument("--sign", choices=["yes", "no"], help="begin or end signing")

    def handle(
        self, *, domain: str, ed25519: bool, sign: str | None, **_options: object
    ) -> None:  # fmt: skip
        domain = domain.lower().rstrip(".")
        try:
            made = keys.make(domain, with_ed25519=ed25519)
        except keys.WrongDomainError as error:
            raise CommandError(
                f"{domain!r} is no domain. Give one like rivervalley.example.", returncode=2
            ) from error
        if sign is not None:
            keys.switch(domain, on=sign == "yes")
        for key in made:
            record = keys.record(key)
            self.stdout.write(f"{record.name}. TXT\n  {record.value}")
        if settings.MAIL_API is not None:
            self.stdout.write(
                "Mail leaves by the provider's API (UNDERSIGNED_MAIL_API), which signs it with "
                "keys of its own: these sign nothing."
            )
        elif keys.is_on(domain):
            self.stdout.write(f"Mail of {domain} is signed.")
        else:
            self.stdout.write(
                f"Mail of {domain} is NOT signed yet. Publish the records, then run "
                f"`undersigned dkim {domain} --sign yes`."
            )
