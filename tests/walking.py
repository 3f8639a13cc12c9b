"""Finds every address of the installation, with its name, route and view."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern: its name with namespaces, its route, its view."""

    name: str
    route: str
    view: Any

    @property
    def permission(self) -> str:
        """What `@permission` wrote on the view; empty where no such door is."""
        return str(getattr(self.view, "permission", ""))

    @property
    def in_dashboard(self) -> bool:
        return self.route.startswith("dashboard/<slug:organisation>/")


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, route="", names=()))


def _walk(
    patterns: list[URLPattern | URLResolver], *, route: str, names: tuple[str, ...]
) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern.url_patterns, route=here, names=inner)
        else:
            name = ":".join((*names, pattern.name or ""))
            yield Address(name=name, route=here, view=pattern.callback)
