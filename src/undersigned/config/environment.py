"""Reads the environment strictly: an error names the variable, the value, what is allowed."""

import contextlib
import ipaddress
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from undersigned.config import databases, mail_api
from undersigned.config.mail_api import MailApi
from undersigned.config.variables import WrongSettingError, refuse, split, without_password
from undersigned.outbox.returns.providers import named

_LAST_PORT = 65_535
_LONGEST_HOLD = 43_200  # seconds; a promise is kept within a day

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, kw_only=True)
class Relay:
    """Where mail is handed over. `security` is 'none', 'starttls' or 'tls'."""

    host: str
    port: int
    user: str
    password: str
    security: str


@dataclass(frozen=True)
class Limit:
    """Of one mail provider: messages a second in all, and how many at once from a sender."""

    rate: float
    at_once: int  # 0: no limit


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """Where mail that comes back lies: a folder in maildir's layout, or a box behind IMAP."""

    folder: Path | None = None
    host: str = ""
    port: int = 993
    user: str = ""
    password: str = ""
    name: str = "INBOX"


@dataclass(frozen=True, kw_only=True)
class Environment:
    data: Path
    url: str
    database: dict[str, object]
    trusted_proxies: tuple[IPNetwork, ...]
    relay: Relay | None
    more_relays: tuple[Relay, ...]
    mail_api: MailApi | None
    mail_from: str
    return_path: str
    returns: Mailbox | None
    resolver: str
    dkim_selectors: tuple[str, ...]
    send_rate: int | None
    provider_limits: Mapping[str, Limit]
    demo: bool
    log_level: str
    log_origin: str
    ledger_hold: tuple[int, timedelta]
    lease: timedelta
    demo_people: int


def read(variables: Mapping[str, str]) -> Environment:
    """All settings of the installation. Raises WrongSettingError."""
    data = Path(variables.get("UNDERSIGNED_DATA") or "var").resolve()
    relays = _relays(variables)
    return Environment(
        data=data,
        url=_url(variables),
        database=databases.read(variables, data=data),
        trusted_proxies=_networks(variables),
        relay=next(iter(relays), None),
        more_relays=relays[1:],
        mail_api=mail_api.read(variables),
        mail_from=_mail_from(variables),
        return_path=_return_path(variables),
        returns=_returns(variables),
        resolver=_resolver(variables),
        dkim_selectors=_selectors(variables),
        send_rate=_send_rate(variables),
        provider_limits=dict(_provider_limits(variables)),
        demo=_yes_or_no(variables, "UNDERSIGNED_DEMO"),
        log_level=_one_of(
            variables, "UNDERSIGNED_LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR")
        ),
        log_origin=_log_origin(variables),
        ledger_hold=_ledger_hold(variables),
        lease=timedelta(seconds=_number(variables, "UNDERSIGNED_LEASE_SECONDS", 15, most=600)),
        demo_people=_number(variables, "UNDERSIGNED_DEMO_PEOPLE", 5_000, most=100_000),
    )


def _yes_or_no(variables: Mapping[str, str], name: str) -> bool:
    value = variables.get(name, "no")
    if value not in ("yes", "no"):
        raise refuse(name, value, "yes, no")
    return value == "yes"


def _one_of(variables: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """The value, or the first of those allowed when the variable is not set."""
    value = variables.get(name, allowed[0])
    if value not in allowed:
        raise refuse(name, value, ", ".join(allowed))
    return value


def _number(variables: Mapping[str, str], name: str, usual: int, *, most: int) -> int:
    value = variables.get(name) or str(usual)
    if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= most:
        raise refuse(name, value, f"a number from 1 to {most}")
    return int(value)


def _url(variables: Mapping[str, str]) -> str:
    value = variables.get("UNDERSIGNED_URL", "http://localhost:8000").rstrip("/")
    allowed = "an address like https://act.example.org, without a path"
    parts = split("UNDERSIGNED_URL", value, allowed=allowed)
    # Nothing but scheme, host and port: what else there is would end up in every link.
    plain = f"{parts.scheme}://{parts.netloc}" == value and "@" not in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise refuse("UNDERSIGNED_URL", value, allowed)
    return value


def _networks(variables: Mapping[str, str]) -> tuple[IPNetwork, ...]:
    value = variables.get("UNDERSIGNED_TRUSTED_PROXIES", "")
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in value.split(",") if part)
    except ValueError as error:
        allowed = "addresses or networks with commas between, like 127.0.0.1,10.0.0.0/8"
        raise refuse("UNDERSIGNED_TRUSTED_PROXIES", value, allowed) from error


def _mail_from(variables: Mapping[str, str]) -> str:
    value = variables.get("UNDERSIGNED_MAIL_FROM") or f"no-reply@{_hostname(variables)}"
    if "@" not in value or any(letter in value for letter in "\r\n\0"):
        raise refuse("UNDERSIGNED_MAIL_FROM", value, "an address like no-reply@act.example.org")
    return value


def _return_path(variables: Mapping[str, str]) -> str:
    """'' where bounces go to the sender's own address, as without us."""
    value = variables.get("UNDERSIGNED_RETURN_PATH", "")
    # 40 letters of token and a plus have to fit into the 64 of a local part.
    if value and not re.fullmatch(r"[a-z0-9._-]{1,20}@[a-z0-9-]+(\.[a-z0-9-]+)+", value):
        raise refuse(
            "UNDERSIGNED_RETURN_PATH", value, "an address in small letters, with at most 20 "
            "before the @, like b@bounces.example.org"
        )  # fmt: skip
    return value


def _returns(variables: Mapping[str, str]) -> Mailbox | None:
    value = variables.get("UNDERSIGNED_RETURNS", "")
    if not value:
        return None
    allowed = "maildir:/var/mail/bounces, or imaps://user:password@host:993/INBOX"
    parts = split("UNDERSIGNED_RETURNS", value, allowed=allowed)
    if parts.scheme == "maildir" and parts.path.startswith("/"):
        return Mailbox(folder=Path(unquote(parts.path)))
    if parts.scheme == "imaps" and parts.hostname and parts.username:
        return Mailbox(
            host=parts.hostname,
            port=parts.port or 993,
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            name=unquote(parts.path.strip("/")) or "INBOX",
        )
    raise refuse("UNDERSIGNED_RETURNS", without_password(value), allowed)


def _resolver(variables: Mapping[str, str]) -> str:
    """'' is the system's, 'off' none, else an address and a port."""
    name, allowed = "UNDERSIGNED_RESOLVER", "off, or an address like 127.0.0.1 or 127.0.0.1:53"
    value = variables.get(name, "")
    if value in ("", "off"):
        return value
    found = re.fullmatch(r"(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::([0-9]{1,5}))?", value)
    try:
        host = ipaddress.ip_address((found[1] or found[2]) if found else value)
        port = _port(found[3] if found else None)
    except ValueError as error:
        raise refuse(name, value, allowed) from error
    return f"{host}:{port}"


def _port(digits: str | None) -> int:
    """The DNS's own where none is given. Raises ValueError for what is no port."""
    port = int(digits or 53)
    if not 1 <= port <= _LAST_PORT:
        raise ValueError(digits)
    return port


def _selectors(variables: Mapping[str, str]) -> tuple[str, ...]:
    name = "UNDERSIGNED_DKIM_SELECTORS"
    found = tuple(part.strip() for part in variables.get(name, "").split(",") if part.strip())
    for part in found:
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,60}", part):
            raise refuse(name, part, "names as your relay's provider gives them, like s1,s2")
    return found


def _send_rate(variables: Mapping[str, str]) -> int | None:
    name = "UNDERSIGNED_SEND_RATE"
    return _number(variables, name, 1, most=100_000) if variables.get(name) else None


def _provider_limits(variables: Mapping[str, str]) -> Iterator[tuple[str, Limit]]:
    name = "UNDERSIGNED_PROVIDER_LIMITS"
    for part in filter(None, (part.strip() for part in variables.get(name, "").split(","))):
        found = re.fullmatch(r"([^=]+)=([0-9]{1,5}(?:\.[0-9]{1,3})?)(?::([0-9]{1,4}))?", part)
        if not found or not float(found[2]):
            allowed = "provider=messages a second, or provider=messages:connections"
            raise refuse(name, part, f"{allowed}, with commas between: Gmail=20:4, *=5")
        yield named(found[1].strip()), Limit(float(found[2]), int(found[3] or 0))


def _log_origin(variables: Mapping[str, str]) -> str:
    """The demo's is the same on every machine; it is fixed when the log's key is made."""
    demo = _yes_or_no(variables, "UNDERSIGNED_DEMO")
    # Where the host is an address in brackets, or none that a log can bear: its plain letters.
    host = re.sub(r"[^a-z0-9.-]", "-", _hostname(variables)).strip("-.") or "localhost"
    usual = "undersigned.example/log" if demo else f"{host}/log"
    value = variables.get("UNDERSIGNED_LOG_ORIGIN") or usual
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9._-]+)*", value):
        raise refuse(
            "UNDERSIGNED_LOG_ORIGIN", value, "an address without https://, like "
            "act.example.org/log"
        )  # fmt: skip
    return value


def _ledger_hold(variables: Mapping[str, str]) -> tuple[int, timedelta]:
    usual = "1,1" if _yes_or_no(variables, "UNDERSIGNED_DEMO") else "5,600"
    value = variables.get("UNDERSIGNED_LEDGER_HOLD") or usual
    found = re.fullmatch(r"([1-9][0-9]{0,3}),([0-9]{1,5})", value)
    if found is None or int(found[2]) > _LONGEST_HOLD:
        raise refuse(
            "UNDERSIGNED_LEDGER_HOLD", value, "a number of signatures and one of seconds (at "
            f"most {_LONGEST_HOLD}), like 5,600"
        )  # fmt: skip
    return int(found[1]), timedelta(seconds=int(found[2]))


def _hostname(variables: Mapping[str, str]) -> str:
    return urlsplit(_url(variables)).hostname or "localhost"


def _relays(variables: Mapping[str, str]) -> tuple[Relay, ...]:
    """Several stand with spaces between; they share the mail."""
    return tuple(_relay(value) for value in variables.get("UNDERSIGNED_SMTP_URL", "").split())


def _relay(value: str) -> Relay:
    allowed = (
        "smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465 (TLS), "
        "smtp+plain://host:25 (no encryption; only for a relay on this machine)"
    )
    parts = split("UNDERSIGNED_SMTP_URL", value, allowed=allowed)
    securities = {"smtp": "starttls", "smtps": "tls", "smtp+plain": "none"}
    if parts.scheme not in securities or not parts.hostname:
        raise refuse("UNDERSIGNED_SMTP_URL", without_password(value), allowed)
    default_port = {"smtp": 587, "smtps": 465, "smtp+plain": 25}[parts.scheme]
    return Relay(
        host=parts.hostname,
        port=parts.port or default_port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=securities[parts.scheme],
    )


def secret(folder: Path, name: str) -> str:
    """The named secret, made on first use; the file is readable by its owner alone."""
    path = folder / "secrets" / name
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make_secret(path)
        found = path.read_text(encoding="ascii").strip()
    except OSError as error:
        reason = f"{str(path)!r} cannot be read or made: {error.strerror}"
        raise WrongSettingError(
            f"UNDERSIGNED_DATA is {str(folder)!r}, but in it {reason}. "
            "Allowed: a folder that the user who runs this command may write to."
        ) from error
    if not found:
        raise WrongSettingError(f"The secret in {str(path)!r} is empty. Restore it.")
    return found


def _make_secret(path: Path) -> None:
    """Whole or not at all, though several processes may start at once: the first one wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
