"""The pages on which an email is written and looked at, under the addresses of whose it is.

Mailings have them, and so has whoever else makes emails that are written like mailings. The
views are the same: the `urls` of each room hand them its desk.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation


class Pages:
    """The addresses of one email's pages: `{{ at.look }}` in a template.

    `onward` is what comes after writing, `back` is where one came from to look at it.
    """

    def __init__(
        self, desk: "Desk", organisation: Organisation, where: Mapping[str, object]
    ) -> None:
        self._desk = desk
        self._where = {"organisation": organisation.slug, **where}

    def __getitem__(self, name: str) -> str:
        return self.of(name)

    def of(self, name: str, **more: object) -> str:
        """`more` is what that page's address names beside the email: a block."""
        elsewhere = {"onward": self._desk.onward, "back": self._desk.back}
        if name in elsewhere:
            return elsewhere[name](self._where)
        return reverse(f"{self._desk.room}:{name}", kwargs={**self._where, **more})


@dataclass(frozen=True, kw_only=True)
class Desk:
    """`find` and `draft` take the request and what the address names, and raise Http404."""

    room: str  # the namespace of its addresses
    find: Callable[..., Mailing]  # in whatever state
    draft: Callable[..., Mailing]  # one that may still be written
    steps: Callable[[Mailing, str], list[dict[str, str]]]  # [] where there are no screens
    onward: Callable[[Mapping[str, object]], str]  # of what the address names, an address
    onward_words: Promise
    back: Callable[[Mapping[str, object]], str]
    back_words: Promise

    def pages(self, organisation: Organisation, where: Mapping[str, object]) -> Pages:
        return Pages(self, organisation, where)
