"""Which mail provider a domain belongs to: people know Gmail, not googlemail.com."""

_DOMAINS = {
    "Gmail": "gmail.com googlemail.com",
    "Microsoft": "outlook.com hotmail.com live.com msn.com passport.com outlook.de hotmail.de "
    "hotmail.co.uk live.co.uk hotmail.fr live.fr outlook.fr",
    "Yahoo and AOL": "yahoo.com ymail.com rocketmail.com aol.com aim.com yahoo.co.uk yahoo.ca "
    "yahoo.de yahoo.fr verizon.net",
    "Apple": "icloud.com me.com mac.com",
    "Comcast": "comcast.net",
    "AT&T": "att.net sbcglobal.net bellsouth.net",
    "Proton": "proton.me protonmail.com pm.me",
    "GMX and WEB.DE": "gmx.de gmx.net gmx.com web.de mail.com",
}
_BY_DOMAIN = {domain: name for name, domains in _DOMAINS.items() for domain in domains.split()}


_BY_NAME = {name.lower(): name for name in _DOMAINS}


def named(words: str) -> str:
    """The same of what an operator types: a provider's name or one of its domains.

    >>> named("gmail"), named("googlemail.com"), named("Example.org"), named("*")
    ('Gmail', 'Gmail', 'example.org', '*')
    """
    return _BY_NAME.get(words.lower()) or provider(words)


def provider(domain: str) -> str:
    """The provider's name, or the domain itself where none is known.

    >>> provider("googlemail.com"), provider("example.org")
    ('Gmail', 'example.org')
    """
    return _BY_DOMAIN.get(domain.lower(), domain.lower())
