"""The page that asks before something of the library goes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.accounts.access import MemberRequest
from undersigned.organisations import saving


def removed(request: MemberRequest, *, row: object, act: Callable[[], None]) -> HttpResponse:
    """Asks, then removes; refused in words while something hangs on it."""
    back = reverse("evidence:evidence", args=[request.organisation.slug])
    if request.method == "POST":
        try:
            act()
        except saving.InUseError as error:
            words = _("It cannot be removed while it is used: %(what)s")
            messages.error(request, words % {"what": error})
        else:
            messages.success(request, _("Removed."))
        return redirect(back)
    context = {
        "heading": _("Remove it?"), "label": _("Remove"), "danger": True,
        "sentences": [str(row)], "back": back,
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)
