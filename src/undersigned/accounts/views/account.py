"""A person's own account: name, what secures it, and the sessions."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import recording, sessions
from undersigned.accounts.doors import AuthenticatedRequest, private
from undersigned.accounts.forms.people import NameForm


@private
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: AuthenticatedRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        recording.rename(user=request.user, name=name, at=timezone.now())
        messages.success(request, _("Your name is saved."))
        return redirect("accounts:account")
    kinds = list(
        Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True)
    )
    context = {
        "form": form,
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "has_password": request.user.has_usable_password(),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/account.html", context, status=status)


@private
@require_safe
@login_required
def session_list(request: AuthenticatedRequest) -> HttpResponse:
    context = {
        "sessions": [
            {"row": row, "browser": sessions.browser(row.user_agent)}
            for row in sessions.of(request.user)
        ],
        "current": request.session.session_key,
    }
    return render(request, "accounts/sessions.html", context)


@private
@require_POST
@login_required
def end_session(request: AuthenticatedRequest, session_id: int) -> HttpResponse:
    ended = sessions.end_one(user=request.user, session_id=session_id, at=timezone.now())
    if ended:
        messages.success(request, _("The session is ended."))
    return redirect("accounts:sessions")


@private
@require_POST
@login_required
def end_other_sessions(request: AuthenticatedRequest) -> HttpResponse:
    current = request.session.session_key or ""
    ended = sessions.end_others(user=request.user, current=current, at=timezone.now())
    words = ngettext("%(n)s other session is ended.", "%(n)s other sessions are ended.", ended)
    messages.success(request, words % {"n": ended})
    return redirect("accounts:sessions")
