"""Addresses of this room's own pages; allauth's are in `allauth_urls.py`."""

from django.urls import URLPattern, path

from undersigned.accounts.views import (
    account,
    agenda,
    audit,
    entering,
    logo,
    organisation,
    team,
)

app_name = "accounts"

_ORGANISATION = "dashboard/<slug:organisation>/organisation/"
_TEAM = "dashboard/<slug:organisation>/team/"

urlpatterns: list[URLPattern] = [
    path("dashboard/", entering.choose, name="choose"),
    path("accounts/", account.account, name="account"),
    path("accounts/sessions/", account.session_list, name="sessions"),
    path("accounts/sessions/others/", account.end_other_sessions, name="end_other_sessions"),
    path("accounts/sessions/<int:session_id>/", account.end_session, name="end_session"),
    path("accounts/second-factor/needed/", entering.second_factor_needed,
         name="second_factor_needed"),
    path("accounts/link/<str:token>/", entering.sign_in_link, name="sign_in_link"),
    path("accounts/invitation/<str:token>/", entering.invitation, name="invitation"),

    path(_TEAM, team.team, name="team"),
    path(f"{_TEAM}second-factor/", team.second_factor, name="second_factor"),
    path(f"{_TEAM}members/<int:member_id>/role/", team.change_role, name="change_role"),
    path(f"{_TEAM}members/<int:member_id>/removal/", team.remove, name="remove_member"),
    path(f"{_TEAM}invitations/<int:invitation_id>/again/", team.resend_invitation,
         name="resend_invitation"),
    path(f"{_TEAM}invitations/<int:invitation_id>/withdrawal/", team.withdraw_invitation,
         name="withdraw_invitation"),

    path(_ORGANISATION, organisation.organisation, name="organisation"),
    path(f"{_ORGANISATION}logo/", logo.change, name="change_logo"),
    path(f"{_ORGANISATION}logo/removal/", logo.remove, name="remove_logo"),
    path(f"{_ORGANISATION}issues/new/", agenda.add_issue, name="add_issue"),
    path(f"{_ORGANISATION}issues/<int:issue_id>/", agenda.change_issue, name="change_issue"),
    path(f"{_ORGANISATION}issues/<int:issue_id>/removal/", agenda.remove_issue,
         name="remove_issue"),
    path(f"{_ORGANISATION}record/new/", agenda.add_endorsement, name="add_endorsement"),
    path(f"{_ORGANISATION}record/<int:line_id>/", agenda.change_endorsement,
         name="change_endorsement"),
    path(f"{_ORGANISATION}record/<int:line_id>/removal/", agenda.remove_endorsement,
         name="remove_endorsement"),

    path("dashboard/<slug:organisation>/audit/", audit.audit, name="audit"),
]  # fmt: skip
