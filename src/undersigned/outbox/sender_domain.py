"""What the DNS says of a sender's domain: SPF, DKIM, DMARC, and whether they agree with From.

What is surely wrong blocks a mailing; where the DNS does not answer nothing is known, and
nothing is blocked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.resolver
from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.outbox import keys, signing, transport

_SECONDS = 4.0


@dataclass(frozen=True)
class Trouble:
    """What is wrong, what to do, and whether it keeps a mailing back."""

    what: str
    remedy: str
    blocks: bool = True


class _SilentError(Exception):
    """The DNS gave no answer: neither yes nor no."""


def look(sender: str, *, reply_to: str) -> list[Trouble]:
    """Everything that is wrong with mail from that address. Asks the network."""
    if settings.RESOLVER == "off":
        return []
    domain = sender.rpartition("@")[2].lower()
    found: list[Trouble] = []
    try:
        for trouble in _look(domain, reply_to=reply_to or sender):
            found.append(trouble)  # noqa: PERF402  what was found before a silence counts
    except _SilentError:
        words = _("The DNS did not answer: SPF, DKIM and DMARC of %(domain)s are not checked.")
        if found:
            words = _("The DNS fell silent: not all of %(domain)s is checked.")
        remedy = _("Look again in a minute. If it stays so, tell who runs the server.")
        found.append(Trouble(words % {"domain": domain}, remedy, blocks=False))
    return found


def _look(domain: str, *, reply_to: str) -> Iterator[Trouble]:
    envelope = settings.RETURN_PATH.rpartition("@")[2].lower() or domain
    is_ours = transport.state() != "api"  # a provider's API has an envelope of its own
    if is_ours:
        yield from _spf(envelope)
    yield from _dkim(domain)
    organisational = _organisational(domain)
    if organisational is None:
        yield Trouble(
            _("%(domain)s has no DMARC record.") % {"domain": domain},
            _("Publish a TXT record at _dmarc.%(domain)s, such as “v=DMARC1; p=none”: large "
              "providers refuse mail to many without one.") % {"domain": domain},
        )  # fmt: skip
    elif is_ours and not _is_below(envelope, organisational) and not signing.keys_now(domain):
        yield Trouble(
            _("Neither SPF nor DKIM is seen to agree with From: bounces go to %(envelope)s, "
              "which is not below %(domain)s.")
            % {"envelope": envelope, "domain": organisational},
            _("Whoever runs the server sets UNDERSIGNED_RETURN_PATH to an address below your "
              "domain, or lets us sign (undersigned dkim)."),
            blocks=not settings.DKIM_SELECTORS,
        )  # fmt: skip
    back = reply_to.rpartition("@")[2].lower()
    if not _takes_mail(back):
        yield Trouble(
            _("Answers would come back: %(domain)s takes no mail.") % {"domain": back},
            _("Type a Reply-To address that somebody reads."),
        )


def _spf(domain: str) -> Iterator[Trouble]:
    records = [text for text in _texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        yield Trouble(
            _("%(domain)s has no SPF record.") % {"domain": domain},
            _("Publish the TXT record that your mail provider names: it begins with v=spf1."),
        )
    elif len(records) > 1:
        yield Trouble(
            _("%(domain)s has %(number)s SPF records, which counts as none.")
            % {"domain": domain, "number": len(records)},
            _("Put them together into one."),
        )
    elif "+all" in records[0].lower().split():
        yield Trouble(
            _("The SPF record of %(domain)s lets anybody send in your name (+all).")
            % {"domain": domain},
            _("End it with ~all or -all."), blocks=False,
        )  # fmt: skip


def _dkim(domain: str) -> Iterator[Trouble]:
    ours = [keys.record(key) for key in signing.keys_now(domain)]
    for record in ours:
        found = [_tags(text).get("p", "") for text in _texts(record.name)]
        if _tags(record.value)["p"] not in found:
            yield Trouble(
                _("We sign with a key that the DNS does not hold at %(name)s.")
                % {"name": record.name},
                _("Publish the record that “undersigned dkim %(domain)s” prints.")
                % {"domain": domain},
            )
    for selector in settings.DKIM_SELECTORS:
        name = f"{selector}._domainkey.{domain}"
        if not any(_tags(text).get("p") for text in _texts(name)):
            yield Trouble(
                _("There is no DKIM key at %(name)s.") % {"name": name},
                _("Publish the record that your mail provider names."),
            )
    if not ours and not settings.DKIM_SELECTORS:
        yield Trouble(
            _("It is not known whether your mail provider signs mail of %(domain)s (DKIM).")
            % {"domain": domain},
            _("Send a test email and look for “dkim=pass”, or let whoever runs the server set "
              "UNDERSIGNED_DKIM_SELECTORS."), blocks=False,
        )  # fmt: skip


def _organisational(domain: str) -> str | None:
    """The domain of the DMARC record that counts, found by the tree walk of RFC 9989."""
    labels = domain.split(".")
    found = None
    for start in range(max(0, len(labels) - 8), len(labels) - 1):
        name = ".".join(labels[start:])
        records = [_tags(text) for text in _texts(f"_dmarc.{name}")]
        records = [tags for tags in records if tags.get("v") == "DMARC1"]
        if len(records) == 1 and records[0].get("psd") != "y":
            found = name
    return found


def _is_below(domain: str, above: str) -> bool:
    return domain == above or domain.endswith(f".{above}")


def _takes_mail(domain: str) -> bool:
    exchanges = [str(answer.exchange) for answer in _ask(domain, "MX")]
    if exchanges:
        return exchanges != ["."]  # RFC 7505: it says that it takes none
    return bool(_ask(domain, "A") or _ask(domain, "AAAA"))


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _is, value in pairs}


def _texts(name: str) -> list[str]:
    return [b"".join(answer.strings).decode("utf-8", "replace") for answer in _ask(name, "TXT")]


def _ask(name: str, kind: str) -> list[Any]:
    """[] where there surely is none. Raises _SilentError."""
    try:
        return list(_resolver().resolve(name, kind, lifetime=_SECONDS, search=False))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, UnicodeError) as error:
        raise _SilentError(name) from error


def _resolver() -> dns.resolver.Resolver:
    if not settings.RESOLVER:
        return dns.resolver.Resolver()
    made = dns.resolver.Resolver(configure=False)
    host, _colon, port = settings.RESOLVER.rpartition(":")
    made.nameservers, made.port = [host.strip("[]")], int(port)
    return made
