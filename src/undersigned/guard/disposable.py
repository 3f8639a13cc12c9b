"""Mail domains that anybody gets for ten minutes: a kept list, and the organisation's own."""

from functools import cache

from undersigned.guard.models import Rates


@cache
def known() -> frozenset[str]:
    """Read once, when first asked for: a few thousand names."""
    from disposable_email_domains import blocklist  # noqa: PLC0415  most processes never ask

    return frozenset(blocklist)


def is_one(domain: str, *, rates: Rates) -> bool:
    """What the organisation says about a domain stands before the list."""
    if domain in _lines(rates.not_disposable):
        return False
    return domain in known() or domain in _lines(rates.disposable)


def _lines(text: str) -> set[str]:
    return {line.strip().lower() for line in text.splitlines()}
