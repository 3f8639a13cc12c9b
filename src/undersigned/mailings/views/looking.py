"""A mailing as real people get it: as HTML, as text, in the dark, on a phone; test emails."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.models import Membership
from undersigned.mailings import fallbacks, merging, sampling, variants
from undersigned.mailings.desks import Desk
from undersigned.mailings.models import Mailing
from undersigned.mailings.views import framing
from undersigned.segments import areas
from undersigned.segments.criteria import RuleError
from undersigned.supporters.models import Supporter

_WAYS = {
    "light": (gettext_lazy("Light"), "sun"),
    "dark": (gettext_lazy("Dark"), "moon"),
    "phone": (gettext_lazy("Phone"), "smartphone"),
    "text": (gettext_lazy("Text"), "file-text"),
}
_PEOPLE = {
    "normal": gettext_lazy("Normal"),
    "empty": gettext_lazy("Something missing"),
    "longest": gettext_lazy("Longest name"),
}
_DARK_RULES = "@media (prefers-color-scheme: dark)"


def _sees_people(request: MemberRequest) -> bool:
    return roles.may(request.membership.role, "supporters.view")


def _person(request: MemberRequest, mailing: Mailing, which: str) -> Supporter | None:
    """Raises MergeError, RuleError. Who may see no supporters sees nobody."""
    if not _sees_people(request):
        return None
    return sampling.pick(mailing, which, by=areas.of(request.membership))


def _chosen(request: MemberRequest, mailing: Mailing) -> tuple[str, dict[str, Mailing]]:
    """The letter of the variant that is asked for, and all of them; A if there is no other."""
    letters = dict(variants.of(mailing))
    asked = request.GET.get("variant") or request.POST.get("variant", "")
    return (asked if asked in letters else "A"), letters


def _asked(request: MemberRequest, mailing: Mailing) -> Mailing:
    """The variant that is asked for; where none is, no query."""
    if not (request.GET.get("variant") or request.POST.get("variant")):
        return mailing
    letter, letters = _chosen(request, mailing)
    return letters[letter]


def _key(mailing: Mailing) -> str:
    return f"mailing-person-{mailing.pk}"


@framing.framing
@permission("mailings.view")
@require_safe
def look(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    found, at = desk.find(request, **where), desk.pages(request.organisation, where)
    which = request.GET.get("show", "normal")
    way = request.GET.get("way", "light")
    letter, letters = _chosen(request, found)
    words, area = str(request.session.get(_key(found), "")), areas.of(request.membership)
    context: dict[str, Any] = {
        "mailing": found, "desk": desk, "at": at, "which": which,
        "way": way if way in _WAYS else "light", "ways": _WAYS, "people": _PEOPLE,
        "next": int(which[:9]) + 1 if which.isdecimal() else 0, "words": words,
        "sees_people": _sees_people(request), "colleagues": _colleagues(request),
        "may_test": roles.may(request.membership.role, "mailings.write"),
        "letter": letter, "letters": list(letters) if len(letters) > 1 else [],
        "also": "" if letter == "A" else f"&variant={letter}",
    }  # fmt: skip
    try:
        person = _person(request, found, which)
        context["person"] = person
        context["rendered"] = sampling.as_person(letters[letter], person)
        context["fallbacks"] = fallbacks.count(letters[letter], by=area)
        if _sees_people(request):
            context["matches"] = sampling.find(found, words, by=area)
    except (merging.MergeError, RuleError) as error:
        context["error"] = str(error)
    return render(request, "mailings/look.html", context)


def _colleagues(request: MemberRequest) -> list[Membership]:
    rows = Membership.objects.filter(organisation=request.organisation)
    rows = rows.exclude(pk=request.membership.pk).filter(user__is_active=True)
    return list(rows.select_related("user").order_by("user__name")[:100])


@permission("supporters.view")
@require_POST
def search(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    """Keeps what was typed in the session: a name stands in no address."""
    found = desk.find(request, **where)
    request.session[_key(found)] = request.POST.get("words", "").strip()[:100]
    return redirect(desk.pages(request.organisation, where)["look"])


@xframe_options_sameorigin
@framing.framed
@permission("mailings.view")
@require_safe
def frame(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    """The email itself; light or dark as asked, whatever the browser prefers."""
    found = desk.find(request, **where)
    try:
        person = _person(request, found, request.GET.get("show", "normal"))
        html = sampling.as_person(_asked(request, found), person).html
    except (merging.MergeError, RuleError):
        return HttpResponse(status=422)
    chosen = "@media all" if request.GET.get("way") == "dark" else "@media not all"
    return HttpResponse(html.replace(_DARK_RULES, chosen))


@permission("mailings.write")
@require_POST
def test(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    """To the member and to the colleagues that they tick."""
    found = desk.find(request, **where)
    chosen = [int(pk) for pk in request.POST.getlist("to") if pk.isdecimal() and len(pk) < 10]  # noqa: PLR2004  an id
    others = [one.user.email for one in _colleagues(request) if one.pk in chosen]
    which = request.POST.get("show", "normal")
    try:
        sampling.send_test(
            mailing=_asked(request, found), to=[request.user.email, *others], at=timezone.now(),
            which=which if _sees_people(request) else None, by=request.actor,
            area=areas.of(request.membership),
        )  # fmt: skip
    except (ValueError, RuleError) as error:
        messages.error(request, str(error))
    else:
        words = _("Test emails are on their way to: %(emails)s.")
        told = ", ".join([request.user.email, *others])
        messages.success(request, words % {"emails": told})
    return redirect(desk.pages(request.organisation, where)["look"])
