"""The command `undersigned`: every command, with help that a person understands."""

import os
import sys

# Commands for whoever checks a count: they need no settings and no database.
_STRANGERS = ("audit", "verify")


def _for_strangers(name: str) -> int:
    from importlib import import_module  # noqa: PLC0415  only where it is asked for

    code: int = import_module(f"undersigned.ledger.{name}_command").main(sys.argv[2:])
    return code


def main() -> None:
    """Runs one command and exits with its code; a wrong setting is one sentence."""
    if len(sys.argv) > 1 and sys.argv[1] in _STRANGERS:
        sys.exit(_for_strangers(sys.argv[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  needs that

    from undersigned.config.variables import WrongSettingError  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except WrongSettingError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
