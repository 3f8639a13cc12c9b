"""Links of a mailing to pages of this installation: whether who opens them sees a page."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign
from undersigned.mailings.checking import Finding
from undersigned.mailings.models import Mailing

_FOR_THE_TEAM = ("dashboard/", "accounts/", "mail/")


def is_ours(url: str) -> bool:
    ours = settings.BASE_URL.rstrip("/")
    return f"{url}/".startswith((f"{ours}/", f"{ours}?", f"{ours}#"))


def wrong(mailing: Mailing, urls: Iterable[str]) -> Iterator[Finding]:
    """Of those that are ours. A campaign may come with the mailing. One query."""
    found = {url: _match(url) for url in dict.fromkeys(urls) if is_ours(url)}
    named = {
        url: str(match.kwargs["slug"])
        for url, match in found.items()
        if match is not None and match.route.startswith("<slug:slug>/")  # of a campaign
    }
    shown = _shown(mailing, set(named.values()))
    for url, match in found.items():
        if match is None:
            words, remedy = (
                _("no page of ours"),
                _("Write its address as your browser shows it."),
            )
        elif match.route.startswith(_FOR_THE_TEAM):
            words, remedy = _("a page for the team alone"), _("Lead to the public page.")
        elif url in named and named[url] not in shown:
            words = _("no public campaign")
            remedy = _(
                "Correct the address, or announce the campaign, or let the mailing go out with "
                "its launch."
            )
        else:
            continue
        what = _("A link leads to %(where)s: %(url)s.") % {"where": words, "url": url[:200]}
        yield Finding(what, remedy, "write")


def _match(url: str) -> ResolverMatch | None:
    path = urlsplit(url).path or "/"
    try:
        return resolve(path)
    except Resolver404:
        return None


def _shown(mailing: Mailing, slugs: set[str]) -> set[str]:
    """Of these the ones of campaigns that anybody sees, once the mailing goes."""
    if not slugs:
        return set()
    public = ~Q(state=Campaign.State.DRAFT)
    if mailing.starts_with_id:
        public |= Q(pk=mailing.starts_with_id)
    seen = Campaign.objects.filter(public)
    rows = seen.filter(Q(slug__in=slugs) | Q(old_slugs__slug__in=slugs))
    pairs = rows.values_list("slug", "old_slugs__slug")
    return {slug for pair in pairs for slug in pair if slug}
