"""Every permission by name, with what it lets a member do, in words for the team page."""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    CAMPAIGNS_VIEW = "campaigns.view"
    CAMPAIGNS_EDIT = "campaigns.edit"
    CAMPAIGNS_LAUNCH = "campaigns.launch"
    EVIDENCE_EDIT = "evidence.edit"
    OFFICIALS_EDIT = "officials.edit"
    PRESS_EDIT = "press.edit"
    PRESS_PUBLISH = "press.publish"
    SUPPORTERS_VIEW = "supporters.view"
    SUPPORTERS_EDIT = "supporters.edit"
    SUPPORTERS_EXPORT = "supporters.export"
    SUPPORTERS_IMPORT = "supporters.import"
    SUPPORTERS_ERASE = "supporters.erase"
    MAILINGS_VIEW = "mailings.view"
    MAILINGS_WRITE = "mailings.write"
    MAILINGS_APPROVE = "mailings.approve"
    MAILINGS_SEND = "mailings.send"
    RESULTS_VIEW = "results.view"
    COMMENTS_MODERATE = "comments.moderate"
    MEMBERS_MANAGE = "members.manage"
    ORGANISATION_EDIT = "organisation.edit"
    AUDIT_VIEW = "audit.view"
    JOBS_VIEW = "jobs.view"
    JOBS_RETRY = "jobs.retry"
    ABUSE_EDIT = "abuse.edit"


DESCRIPTIONS: Final[dict[Permission, Promise]] = {
    Permission.CAMPAIGNS_VIEW: _("See campaigns, their evidence, decision makers and releases"),
    Permission.CAMPAIGNS_EDIT: _("Prepare and change campaigns"),
    Permission.CAMPAIGNS_LAUNCH: _("Announce, launch, stop and close campaigns"),
    Permission.EVIDENCE_EDIT: _("Add and change polls, results and claims"),
    Permission.OFFICIALS_EDIT: _("Add and change decision makers and their statements"),
    Permission.PRESS_EDIT: _("Write releases and log coverage"),
    Permission.PRESS_PUBLISH: _("Publish and withdraw releases"),
    Permission.SUPPORTERS_VIEW: _("See supporters with their names and addresses"),
    Permission.SUPPORTERS_EDIT: _("Add, change, tag and unsubscribe supporters"),
    Permission.SUPPORTERS_EXPORT: _("Download supporters as a file"),
    Permission.SUPPORTERS_IMPORT: _("Import lists of supporters, and undo an import"),
    Permission.SUPPORTERS_ERASE: _("Erase a supporter for good"),
    Permission.MAILINGS_VIEW: _("See mailings and their results"),
    Permission.MAILINGS_WRITE: _("Write mailings and choose their audience"),
    Permission.MAILINGS_APPROVE: _("Approve a colleague's mailing"),
    Permission.MAILINGS_SEND: _("Send, hold and stop mailings"),
    Permission.RESULTS_VIEW: _("See counts, charts and states"),
    Permission.COMMENTS_MODERATE: _("Approve and refuse comments and shown names"),
    Permission.MEMBERS_MANAGE: _("Invite and remove colleagues and change their roles"),
    Permission.ORGANISATION_EDIT: _("Change the organisation's page and settings"),
    Permission.AUDIT_VIEW: _("Read who changed what"),
    Permission.JOBS_VIEW: _("See background work"),
    Permission.JOBS_RETRY: _("Run failed background work again"),
    Permission.ABUSE_EDIT: _("Set limits and act on suspicious signatures"),
}
