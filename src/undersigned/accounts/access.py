"""The door of the dashboard: who may see which page of which organisation."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from undersigned.accounts import recording, roles
from undersigned.accounts.models import Membership, User
from undersigned.accounts.permissions import DESCRIPTIONS, Permission
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation


class MemberRequest(HttpRequest):
    """A request by a member, as `permission` hands it to a view."""

    user: User
    organisation: Organisation
    membership: Membership
    actor: Actor


MemberView = Callable[Concatenate[MemberRequest, ...], HttpResponseBase]


def permission(name: str) -> Callable[[MemberView], Callable[..., HttpResponseBase]]:
    """Lets in members of the `<slug:organisation>` in the address whose role may.

    The anonymous are sent to sign in; strangers to the organisation see 404, as for one that
    does not exist; members without the permission 403; those who lack a compulsory second
    factor are sent to set it up. The view gets no `organisation`: it stands on the request.
    """
    needed = Permission(name)

    def decorate(view: MemberView) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: object, organisation: str, **kwargs: object
        ) -> HttpResponseBase:
            refusal = _enter(request, slug=organisation, needed=needed)
            answer = refusal or view(cast("MemberRequest", request), *args, **kwargs)
            patch_cache_control(answer, private=True, no_store=True)
            return answer

        # The test that walks all addresses reads it.
        guarded.permission = needed  # type: ignore[attr-defined]
        return guarded

    return decorate


def _enter(request: HttpRequest, *, slug: str, needed: Permission) -> HttpResponse | None:
    """Puts organisation, membership and actor on the request, or answers why not."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    membership = (
        Membership.objects.select_related("organisation")
        .filter(organisation__slug=slug, user_id=request.user.pk)
        .first()
    )
    if membership is None:
        raise Http404
    member = cast("MemberRequest", request)
    member.organisation = membership.organisation
    member.membership = membership
    member.actor = recording.actor_for(member.user)
    if membership.organisation.second_factor_required and not is_mfa_enabled(member.user):
        return redirect("accounts:second_factor_needed")
    if not roles.may(membership.role, needed):
        context = {"needed": DESCRIPTIONS[needed], "role": membership.get_role_display()}
        return render(request, "accounts/forbidden.html", context, status=403)
    return None
