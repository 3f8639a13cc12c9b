"""The command `undersigned`: every command, with help that a person understands."""

import os
import sys

# Commands for whoever checks a count: they need no settings and no database.
_STRANGERS = (["audit"],)


def _for_strangers() -> int:
    from undersigned.ledger import audit_command  # noqa: PLC0415  only where it is asked for

    return audit_command.main(sys.argv[2:])


def main() -> None:
    """Runs one command and exits with its code; a wrong setting is one sentence."""
    if sys.argv[1:2] in _STRANGERS:
        sys.exit(_for_strangers())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  needs that

    from undersigned.config.environment import WrongSettingError  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except WrongSettingError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
