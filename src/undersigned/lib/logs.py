"""Logs are JSON lines with a request id and no personal data."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")


# Django writes the path of a refused request, and a database the values that were in the way.
_SECRET_IN_PATH = re.compile(r"/(?=[^/\s]*[0-9A-Z])[A-Za-z0-9_:-]{32,}")
_EMAIL = re.compile(r"[^\s@'\"(<=]+@[^\s@'\")>,]+")


def discreet(text: str) -> str:
    """The text without email addresses and without the tokens of personal links."""
    return _EMAIL.sub("…@…", _SECRET_IN_PATH.sub("/…", text))


class JsonFormatter(logging.Formatter):
    """One line a record; whoever logs keeps personal data out of the arguments."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": discreet(record.getMessage()),
        }
        if request_id.get():
            line["request"] = request_id.get()
        if record.exc_info:
            line["trace"] = discreet(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
