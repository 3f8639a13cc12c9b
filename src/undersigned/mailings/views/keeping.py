"""Saves a draft from a form, or tells that a colleague did meanwhile."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from undersigned.accounts.access import MemberRequest
from undersigned.lib.versioned import VersionedForm
from undersigned.mailings import drafting
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing
from undersigned.segments import reading
from undersigned.segments.criteria import RuleError


def saved(
    request: MemberRequest, mailing: Mailing, form: VersionedForm, values: Mapping[str, Any],
    *, said: str = "",
) -> bool:  # fmt: skip
    """Whether it was; if not, the form says so and keeps what was typed."""
    try:
        drafting.change(
            mailing=mailing, version=form.cleaned_data["version"], values=values,
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except drafting.ChangedMeanwhileError:
        form.tell(_theirs(mailing, values), version=mailing.version)
        return False
    messages.success(request, said or _("Saved."))
    return True


def _theirs(mailing: Mailing, values: Mapping[str, Any]) -> dict[str, object]:
    """What a colleague saved, where it is not what was typed: in words, as a page shows it."""
    names = [name for name, value in values.items() if getattr(mailing, name) != value]
    return {name: _words(mailing, name) for name in names if name != "in_blocks"}


def _words(mailing: Mailing, name: str) -> object:
    if name == "blocks":
        found: object = kinds.words(mailing.blocks)
    elif name == "audience":
        found = _audience(mailing)
    else:
        found = getattr(mailing, name.removesuffix("_id"))
    return found or _("none")


def _audience(mailing: Mailing) -> str:
    try:
        return reading.read(mailing.audience, organisation_id=mailing.organisation_id)
    except RuleError as error:
        return str(error)
