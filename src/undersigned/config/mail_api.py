"""Reads which provider takes mail by its HTTP API, and how its webhooks prove themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote

from undersigned.config.variables import refuse, split

_API, _SECRET = "UNDERSIGNED_MAIL_API", "UNDERSIGNED_MAIL_WEBHOOK_SECRET"
_ALLOWED = (
    "mailgun://KEY@api.mailgun.net/mg.example.org, or postmark://TOKEN@api.postmarkapp.com; "
    "with +plain after the name (no encryption) only on this machine, for a test"
)
_HERE = ("localhost", "127.0.0.1", "::1")
_PATHS = {"mailgun": r"/[a-z0-9-]+(\.[a-z0-9-]+)+", "postmark": r"(/[a-z0-9-]{1,40})?"}
_SECRETS = {
    "mailgun": (r"\S{16,200}", "the HTTP webhook signing key that Mailgun shows"),
    "postmark": (
        r"[A-Za-z0-9._-]{1,60}:[A-Za-z0-9._-]{16,200}",
        "user:password, as in the webhook's address, the password of at least 16 letters",
    ),
}


@dataclass(frozen=True, kw_only=True)
class MailApi:
    """`place` is where at the provider: Mailgun's sending domain, Postmark's stream.

    `secret` is what its webhooks are checked by. Neither it nor the key is ever shown.
    """

    provider: str
    host: str
    url: str
    place: str
    key: str = field(repr=False)
    secret: str = field(repr=False)


def read(variables: Mapping[str, str]) -> MailApi | None:
    """None where mail leaves by relays, or not at all. Raises WrongSettingError."""
    value = variables.get(_API, "")
    if not value:
        return None
    parts = split(_API, value, allowed=_ALLOWED)
    provider, _plus, plain = parts.scheme.partition("+")
    if variables.get("UNDERSIGNED_SMTP_URL"):
        alone = "one of it and UNDERSIGNED_SMTP_URL: mail leaves by an API or by relays"
        raise refuse(_API, f"{provider}://…", alone)
    if not (provider in _PATHS and parts.username and _is_right(parts, provider, plain)):
        raise refuse(_API, f"{provider}://…" if "://" in value else "…", _ALLOWED)
    scheme = "http" if plain else "https"
    host = parts.netloc.rpartition("@")[2]
    return MailApi(
        provider=provider,
        host=parts.hostname or "",
        url=f"{scheme}://{host}",
        place=parts.path.strip("/"),
        key=unquote(parts.username),
        secret=_secret(variables, provider),
    )


def _is_right(parts: SplitResult, provider: str, plain: str) -> bool:
    if plain not in ("", "plain") or (plain and parts.hostname not in _HERE):
        return False
    rest = parts.password or parts.query or parts.fragment
    return bool(parts.hostname and not rest and re.fullmatch(_PATHS[provider], parts.path))


def _secret(variables: Mapping[str, str], provider: str) -> str:
    """Without it anybody could tell us that a person's address is gone: then nothing starts."""
    value = variables.get(_SECRET, "")
    pattern, allowed = _SECRETS[provider]
    if not re.fullmatch(pattern, value):
        raise refuse(_SECRET, "…" if value else "", allowed)
    return value
