"""What each role may do: the one place where it is said and the one where it is asked."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from undersigned.accounts.models import Role
from undersigned.accounts.permissions import Permission

# Numbers and the campaigns themselves: no personal data of any supporter.
_VIEWER: Final = frozenset({
    Permission.CAMPAIGNS_VIEW,
    Permission.RESULTS_VIEW,
    Permission.MAILINGS_VIEW,
})  # fmt: skip

# Works with people's records, but changes nobody and mails nobody.
_ANALYST: Final = _VIEWER | {
    Permission.SUPPORTERS_VIEW,
    Permission.SUPPORTERS_EXPORT,
    Permission.EVIDENCE_EDIT,
}

# Writes everything the public will read, but does not put it before the public.
_WRITER: Final = _VIEWER | {
    Permission.CAMPAIGNS_EDIT,
    Permission.EVIDENCE_EDIT,
    Permission.OFFICIALS_EDIT,
    Permission.PRESS_EDIT,
    Permission.MAILINGS_WRITE,
}

# Runs campaigns; everything except the team and the settings.
_ORGANISER: Final = (
    _ANALYST
    | _WRITER
    | {
        Permission.CAMPAIGNS_LAUNCH,
        Permission.PRESS_PUBLISH,
        Permission.SUPPORTERS_EDIT,
        Permission.SUPPORTERS_IMPORT,
        Permission.SUPPORTERS_ERASE,
        Permission.MAILINGS_APPROVE,
        Permission.MAILINGS_SEND,
        Permission.COMMENTS_MODERATE,
        Permission.ABUSE_EDIT,
        Permission.AUDIT_VIEW,
        Permission.JOBS_VIEW,
        Permission.JOBS_RETRY,
    }
)

PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.OWNER: frozenset(Permission),
    Role.ORGANISER: frozenset(_ORGANISER),
    Role.WRITER: frozenset(_WRITER),
    Role.ANALYST: frozenset(_ANALYST),
    Role.VIEWER: _VIEWER,
}

DESCRIPTIONS: Final[dict[Role, Promise]] = {
    Role.OWNER: _("Everything, including the team and the organisation's settings."),
    Role.ORGANISER: _(
        "Runs campaigns: launches, sends mailings, works with supporters. Not the team."
    ),
    Role.WRITER: _("Writes campaigns, evidence, releases and mailings. Does not send them."),
    Role.ANALYST: _("Sees results and supporters, exports them, keeps the evidence library."),
    Role.VIEWER: _("Sees campaigns and results. No supporter's name or address."),
}


def may(role: str, permission: Permission | str) -> bool:
    """Whether a member of this role has the permission."""
    return permission in PERMISSIONS[Role(role)]
