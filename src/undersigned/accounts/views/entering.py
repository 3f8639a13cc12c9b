"""Pages of somebody on the way in: one-time links, invitations, choosing where to work."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts import joining, signing_in
from undersigned.accounts.doors import AuthenticatedRequest, behind_a_token
from undersigned.accounts.forms.people import NewMemberForm
from undersigned.accounts.models import Invitation, Membership, User

_BACKEND_EMAIL = "none"  # the address was confirmed before: no email asks for it again


@behind_a_token
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; only the POST signs in, because mail scanners follow links."""
    at = timezone.now()
    if request.method != "POST":
        usable = signing_in.usable(token, at=at)
        status = 200 if usable else 410
        return render(request, "accounts/sign_in_link.html", {"usable": usable}, status=status)
    user = signing_in.use(token, at=at)
    if user is None:
        return render(request, "accounts/sign_in_link.html", {"usable": False}, status=410)
    return _sign_in(request, user)


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Signs in by allauth, which asks for a second factor where there is one."""
    answer: HttpResponse = perform_login(
        request,
        user,
        email_verification=_BACKEND_EMAIL,
        redirect_url=reverse("accounts:choose"),
    )
    return answer


@behind_a_token
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accepts an invitation, as the person who is signed in or as somebody new."""
    found = joining.find(token, at=timezone.now())
    if found is None:
        return render(request, "accounts/invitation_ended.html", status=410)
    if request.user.is_authenticated:
        return _accept_signed_in(request, found)
    if User.objects.filter(email=found.email).exists():
        back = urlencode({"next": request.path})
        context = {"invitation": found, "sign_in_url": f"{reverse('account_login')}?{back}"}
        return render(request, "accounts/invitation_sign_in.html", context)
    return _accept_as_new(request, found)


def _accept_signed_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    user = request.user
    if not isinstance(user, User) or user.email != found.email:
        return render(request, "accounts/invitation_for_another.html", {"invitation": found})
    if request.method != "POST":
        return render(request, "accounts/invitation_accept.html", {"invitation": found})
    if not joining.accept(invitation=found, user=user, at=timezone.now()):
        return render(request, "accounts/invitation_ended.html", status=410)
    messages.success(request, _("Welcome to %(name)s.") % {"name": found.organisation.name})
    return redirect(f"/dashboard/{found.organisation.slug}/")


def _accept_as_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewMemberForm(request.POST or None, email=found.email)
    if request.method != "POST" or not form.is_valid():
        context = {"invitation": found, "form": form}
        status = 200 if request.method != "POST" else 422
        return render(request, "accounts/invitation_new.html", context, status=status)
    user = joining.accept_as_new(
        invitation=found,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        at=timezone.now(),
    )
    if user is None:
        return render(request, "accounts/invitation_ended.html", status=410)
    return _sign_in(request, user)


@require_safe
@login_required
def choose(request: AuthenticatedRequest) -> HttpResponse:
    """The organisations one works for; straight on where there is only one."""
    memberships = list(
        Membership.objects.filter(user_id=request.user.pk)
        .select_related("organisation")
        .order_by("organisation__name")
    )
    if len(memberships) == 1:
        return redirect(f"/dashboard/{memberships[0].organisation.slug}/")
    return render(request, "accounts/choose.html", {"memberships": memberships})


@require_safe
@login_required
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Why the dashboard does not open yet, and how to open it."""
    return render(request, "accounts/second_factor_needed.html")
