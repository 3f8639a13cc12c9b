"""`undersigned verify` in the list of commands; it runs before Django does, see __main__."""

import sys

from django.core.management.base import BaseCommand

from undersigned.ledger import verify_command


class Command(BaseCommand):
    help = "Checks the receipt of one signature against the public log; anybody can run it."

    def run_from_argv(self, argv: list[str]) -> None:
        sys.exit(verify_command.main(argv[2:]))
