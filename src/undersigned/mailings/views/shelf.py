"""Templates and saved blocks: kept from a mailing, listed, changed, removed."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import shelving
from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.editing import BlockError
from undersigned.mailings.desks import Desk
from undersigned.mailings.models import SavedBlock, Template
from undersigned.mailings.shelf_forms import NameForm, SavedBlockForm
from undersigned.organisations.describing import ChangedMeanwhileError

_Kept = TypeVar("_Kept")


@permission("mailings.view")
@require_safe
def shelf(request: MemberRequest) -> HttpResponse:
    ours = request.organisation
    saved = SavedBlock.objects.filter(organisation=ours).order_by("name")
    context = {
        "templates": Template.objects.filter(organisation=ours).order_by("name"),
        "saved": [(one, kinds.kind(one.block)) for one in saved],
        "may_write": roles.may(request.membership.role, "mailings.write"),
    }
    return render(request, "mailings/shelf.html", context)


def _shelf(request: MemberRequest) -> str:
    return reverse("mailings:shelf", args=[request.organisation.slug])


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def keep_template(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    found = desk.draft(request, **where)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda name: shelving.keep_template(
            mailing=found, name=name, at=timezone.now(), by=request.actor
        ))  # fmt: skip
        if made is not None:
            messages.success(request, _("Kept. Start others from it under New mailing."))
            return redirect(_shelf(request))
    return _page(
        request, form, heading=_("Keep as a template"), save=_("Keep the template"),
        back=desk.pages(request.organisation, where)["write"],
    )  # fmt: skip


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def keep_block(
    request: MemberRequest, *, desk: Desk, block: str, **where: object
) -> HttpResponse:
    found = desk.draft(request, **where)
    form = NameForm(request.POST or None)
    back = desk.pages(request.organisation, where)["blocks"]
    if request.method == "POST" and form.is_valid():
        kept = _try(form, lambda name: shelving.keep_block(
            mailing=found, block=block, name=name, at=timezone.now(), by=request.actor
        ))  # fmt: skip
        if kept is not None:
            messages.success(
                request, _("Kept. It is offered below the blocks of each mailing.")
            )
            return redirect(f"{back}#block-{block}")
    return _page(
        request, form, heading=_("Keep the block for other mailings"),
        save=_("Keep the block"), back=back,
    )  # fmt: skip


def _try(form: NameForm, keep: Callable[[str], _Kept]) -> _Kept | None:
    """None where the form now says why it was not kept."""
    try:
        return keep(form.cleaned_data["name"])
    except shelving.TakenError as error:
        form.add_error("name", str(error))
    except BlockError as error:
        form.add_error(None, str(error))
    except ChangedMeanwhileError as error:
        form.tell(error.theirs, version=error.version)
    return None


def _page(request: MemberRequest, form: NameForm, **context: str) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "lib/record.html", {"form": form, **context}, status=status)


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Its name; its words come from the mailing that it was kept from."""
    found = get_object_or_404(Template, organisation=request.organisation, uuid=uuid)
    form = NameForm(
        request.POST or None, initial={"name": found.name, "version": found.version}
    )
    if request.method == "POST" and form.is_valid():
        renamed = _try(form, lambda name: shelving.rename(
            one=found, version=form.cleaned_data["version"], name=name, at=timezone.now(),
            by=request.actor,
        ))  # fmt: skip
        if renamed is not None:
            messages.success(request, _("Saved."))
            return redirect(_shelf(request))
    return _page(request, form, heading=_("Name of the template"), back=_shelf(request))


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def saved_block(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Changed here, and where wished in every draft that has it."""
    found = get_object_or_404(SavedBlock, organisation=request.organisation, uuid=uuid)
    initial = {**found.block, "name": found.name, "version": found.version}
    form = SavedBlockForm(found, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        number = _try(form, lambda name: shelving.change_block(
            saved=found, version=form.cleaned_data["version"], name=name, parts=form.parts(),
            everywhere=form.cleaned_data["everywhere"], at=timezone.now(), by=request.actor,
        ))  # fmt: skip
        if number is not None:
            words = ngettext(
                "Saved, and changed in %(n)s draft.",
                "Saved, and changed in %(n)s drafts.",
                number,
            )
            messages.success(request, words % {"n": number} if number else _("Saved."))
            return redirect(_shelf(request))
    users = shelving.users_of(found)
    lead = _("In drafts: %(names)s") % {"names": ", ".join(one.name for one in users)}
    return _page(
        request, form, heading=found.name, back=_shelf(request), lead=lead if users else ""
    )


@permission("mailings.write")
@require_POST
def remove_template(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Template, organisation=request.organisation, uuid=uuid)
    shelving.remove(one=found, at=timezone.now(), by=request.actor)
    messages.success(request, _("Removed. Mailings that were made from it stay."))
    return redirect(_shelf(request))


@permission("mailings.write")
@require_POST
def remove_saved_block(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(SavedBlock, organisation=request.organisation, uuid=uuid)
    shelving.remove(one=found, at=timezone.now(), by=request.actor)
    messages.success(request, _("Removed. Mailings that have it keep it."))
    return redirect(_shelf(request))
