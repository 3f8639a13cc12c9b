"""The organisation's colour as a style sheet: pages carry no inline style."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import condition, require_safe

from undersigned.organisations import colours
from undersigned.organisations.models import Organisation

_A_YEAR = "public, max-age=31536000, immutable"
_A_WHILE = "public, max-age=300"


def _tag(_request: HttpRequest, slug: str) -> str | None:
    accent = Organisation.objects.filter(slug=slug).values_list("accent", flat=True).first()
    return None if accent is None else f'"{colours.FORM}-{accent[1:]}"'


@require_safe
@condition(etag_func=_tag)
def accent_css(request: HttpRequest, slug: str) -> HttpResponse:
    """Kept for a year when the address names the colour, else for five minutes."""
    organisation = get_object_or_404(Organisation.objects.only("accent"), slug=slug)
    answer = HttpResponse(colours.stylesheet(organisation.accent), content_type="text/css")
    named = request.GET.get("c") == organisation.accent[1:]
    answer["Cache-Control"] = _A_YEAR if named else _A_WHILE
    return answer
