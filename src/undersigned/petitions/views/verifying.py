"""What a browser needs to check a receipt or the whole log by itself; nothing of a person."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.ledger.models import Log
from undersigned.lib import public
from undersigned.petitions import links, pages, texting
from undersigned.petitions.models import Petition, TextVersion
from undersigned.petitions.views import doors

_ENTRY_BYTES = 132  # most entries are of the kind `sign`, with two bytes of length before it


@require_safe
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt and its opening stay in the browser: a link's fragment, or a file."""
    opened = doors.find(slug)
    context = pages.context(
        opened, texts=_texts(opened.petition), keys=_keys(),
        audit_url=links.campaign(opened.campaign.slug),
    )  # fmt: skip
    answer = render(request, "petitions/verify.html", context)
    return public.cacheable(request, answer, seconds=60)


@require_safe
def audit(request: HttpRequest, slug: str) -> HttpResponse:
    """'Count it yourself': the browser reads the whole log, which is public."""
    opened = doors.find(slug)
    size = Log.objects.values_list("signed", flat=True).first() or 0
    context = pages.context(
        opened, keys=_keys(), audit_url=links.campaign(opened.campaign.slug), log_size=size,
        log_bytes=size * _ENTRY_BYTES,
    )  # fmt: skip
    answer = render(request, "petitions/audit.html", context)
    return public.cacheable(request, answer, seconds=60)


def _texts(petition: Petition) -> list[dict[str, object]]:
    """Each wording that people could sign, as it was hashed, with its place in the log."""
    rows = TextVersion.objects.filter(petition=petition, opened_at__isnull=False)
    return [
        {
            "leaf": row.leaf.index if row.leaf else None,
            "number": row.number,
            "words": texting.canonical(row).decode("utf-8"),
        }
        for row in rows.select_related("leaf").order_by("number")
    ]


def _keys() -> list[str]:
    """The log's public key and that of its promises; none before the first signature."""
    try:
        return (Path(settings.LOG_ROOT) / "vkey").read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []
