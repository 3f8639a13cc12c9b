"""`undersigned audit` in the list of commands; it runs before Django does, see __main__."""

import sys

from django.core.management.base import BaseCommand

from undersigned.ledger import audit_command


class Command(BaseCommand):
    help = "Checks the whole public log of signatures at an address; anybody can run it."

    def run_from_argv(self, argv: list[str]) -> None:
        sys.exit(audit_command.main(argv[2:]))
