"""Saves a draft from a form, or tells that a colleague did meanwhile."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from undersigned.accounts.access import MemberRequest
from undersigned.lib.versioned import VersionedForm
from undersigned.mailings import drafting
from undersigned.mailings.models import Mailing
from undersigned.organisations.auditing import Actor


def saved(
    request: MemberRequest, mailing: Mailing, form: VersionedForm, values: Mapping[str, Any],
    *, by: Actor, said: str = "",
) -> bool:  # fmt: skip
    """Whether it was; if not, the form says so and keeps what was typed."""
    try:
        drafting.change(
            mailing=mailing, version=form.cleaned_data["version"], values=values,
            at=timezone.now(), by=by,
        )  # fmt: skip
    except drafting.ChangedMeanwhileError:
        theirs = {name: getattr(mailing, name) for name in values if name in form.fields}
        form.tell(theirs, version=mailing.version)
        return False
    messages.success(request, said or _("The mailing is saved."))
    return True
