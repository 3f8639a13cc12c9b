"""What readers of the environment share: the refusal, and addresses taken apart."""

from urllib.parse import SplitResult, urlsplit


class WrongSettingError(Exception):
    """A variable of the environment holds what it may not; the message is for the operator."""


def refuse(name: str, value: str, allowed: str) -> WrongSettingError:
    return WrongSettingError(f"{name} is {value!r}, which is not allowed. Allowed: {allowed}.")


def split(name: str, value: str, *, allowed: str) -> SplitResult:
    """The parts of an address; a port that is no number is refused like anything else wrong."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise refuse(name, "what it is set to", allowed) from error
    return parts


def without_password(url: str) -> str:
    """As it may stand in an error."""
    parts = urlsplit(url)
    return url if parts.password is None else url.replace(parts.password, "…")
