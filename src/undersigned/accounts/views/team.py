"""The team: who works here, in which role, and who is asked to join."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts import joining, managing, roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.forms.people import InvitationForm, RoleForm
from undersigned.accounts.models import Invitation, Membership, Role
from undersigned.accounts.permissions import DESCRIPTIONS, Permission


@permission("members.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: MemberRequest) -> HttpResponse:
    """The page, and the invitation that is typed on it."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invite(request, form):
        return redirect("accounts:team", request.organisation.slug)
    members = _members(request)
    context = {
        "form": form,
        "members": members,
        "lacking": [str(member["user"]) for member in members if not member["secured"]],
        "invitations": _waiting(request),
        "roles": [
            {"label": role.label, "description": roles.DESCRIPTIONS[role]} for role in Role
        ],
        "permissions": _permissions(),
        "now": timezone.now(),
    }
    return render(request, "accounts/team.html", context, status=422 if form.errors else 200)


def _invite(request: MemberRequest, form: InvitationForm) -> bool:
    """Whether it is on its way; if not, the form says why."""
    email = form.cleaned_data["email"]
    try:
        joining.invite(
            organisation=request.organisation,
            email=email,
            role=Role(form.cleaned_data["role"]),
            at=timezone.now(),
            by=request.actor,
        )
    except joining.AlreadyMemberError:
        form.add_error("email", _("%(email)s is in the team already.") % {"email": email})
        return False
    except joining.AlreadyInvitedError:
        words = _("%(email)s is invited already. Send the invitation again below.")
        form.add_error("email", words % {"email": email})
        return False
    messages.success(request, _("The invitation to %(email)s is sent.") % {"email": email})
    return True


def _members(request: MemberRequest) -> list[dict[str, object]]:
    memberships = list(_memberships(request).order_by("user__name", "user__email"))
    secured = managing.with_second_factor([member.user_id for member in memberships])
    return [
        {
            "membership": member,
            "user": member.user,
            "form": RoleForm(initial={"role": member.role}, auto_id=f"role-{member.pk}-%s"),
            "secured": member.user_id in secured,
            "has_area": bool(
                member.area_states or member.area_campaign or member.area_most is not None
            ),
            "is_self": member.user_id == request.user.pk,
        }
        for member in memberships
    ]


def _memberships(request: MemberRequest) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=request.organisation).select_related("user")


def _waiting(request: MemberRequest) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(organisation=request.organisation, accepted_at=None)
    return rows.order_by("email")


def _permissions() -> list[dict[str, object]]:
    """Which role may do what, a row a permission."""
    return [
        {"description": DESCRIPTIONS[one], "roles": [roles.may(role, one) for role in Role]}
        for one in Permission
    ]


@permission("members.manage")
@require_POST
def change_role(request: MemberRequest, member_id: int) -> HttpResponse:
    membership = get_object_or_404(_memberships(request), pk=member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles in the list."))
        return redirect("accounts:team", request.organisation.slug)
    role = Role(form.cleaned_data["role"])
    try:
        managing.change_role(
            membership=membership, role=role, at=timezone.now(), by=request.actor
        )
    except managing.LastOwnerError:
        messages.error(request, _last_owner(membership))
    except managing.ChangedMeanwhileError:
        messages.error(request, _changed(membership))
    else:
        words = _("%(person)s is now: %(role)s.")
        messages.success(request, words % {"person": membership.user, "role": role.label})
    return redirect("accounts:team", request.organisation.slug)


@permission("members.manage")
@require_POST
def remove(request: MemberRequest, member_id: int) -> HttpResponse:
    membership = get_object_or_404(_memberships(request), pk=member_id)
    try:
        managing.remove(membership=membership, at=timezone.now(), by=request.actor)
    except managing.LastOwnerError:
        messages.error(request, _last_owner(membership))
    except managing.ChangedMeanwhileError:
        messages.error(request, _changed(membership))
    else:
        words = _("%(person)s has left the team and can no longer see anything of it.")
        messages.success(request, words % {"person": membership.user})
        if membership.user_id == request.user.pk:
            return redirect("accounts:choose")
    return redirect("accounts:team", request.organisation.slug)


def _last_owner(membership: Membership) -> str:
    words = _("%(person)s is the only owner. Make somebody else an owner first.")
    return words % {"person": membership.user}


def _changed(membership: Membership) -> str:
    words = _("A colleague changed %(person)s in the meantime. Here is how it stands now.")
    return words % {"person": membership.user}


@permission("members.manage")
@require_POST
def resend_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(
        _waiting(request).select_related("organisation"), pk=invitation_id
    )
    if joining.resend(invitation=invitation, at=timezone.now(), by=request.actor):
        words = _("The invitation to %(email)s is sent again; the link sent before has ended.")
        messages.success(request, words % {"email": invitation.email})
    return redirect("accounts:team", request.organisation.slug)


@permission("members.manage")
@require_POST
def withdraw_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(_waiting(request), pk=invitation_id)
    if joining.withdraw(invitation=invitation, at=timezone.now(), by=request.actor):
        words = _("The invitation to %(email)s is withdrawn.")
        messages.success(request, words % {"email": invitation.email})
    return redirect("accounts:team", request.organisation.slug)


@permission("members.manage")
@require_POST
def second_factor(request: MemberRequest) -> HttpResponse:
    """Compulsory or optional: what the posted button says."""
    required = request.POST.get("required") == "yes"
    managing.require_second_factor(
        organisation=request.organisation,
        required=required,
        at=timezone.now(),
        by=request.actor,
    )
    if required:
        messages.success(request, _("Everybody in the team now needs a second factor."))
    else:
        messages.success(request, _("A second factor is now up to each member."))
    return redirect("accounts:team", request.organisation.slug)
