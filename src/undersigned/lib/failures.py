"""What may be kept of an exception: its class and where it happened, never its message.

Messages hold values ("Key (address)=(ana@…) already exists"), so they may be personal data.
"""

import traceback

_FRAMES = 30  # the innermost say what happened


def class_name(error: BaseException) -> str:
    """The full name, like `django.db.utils.IntegrityError`."""
    kind = type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def frames(error: BaseException) -> str:
    """Where it happened, a line a frame, with the exceptions that led to it; no values."""
    parts = []
    link: BaseException | None = error
    while link is not None:
        stack = traceback.extract_tb(link.__traceback__)[-_FRAMES:]
        lines = [
            f"{frame.filename}:{frame.lineno} in {frame.name}: {frame.line}" for frame in stack
        ]
        parts.append("\n".join([class_name(link), *lines]))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n\nwhich came after\n\n".join(parts)
