"""Who sees a block of a mailing, and what the others read instead."""

from dataclasses import asdict

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import audience
from undersigned.mailings.block_forms import ConditionForm
from undersigned.mailings.blocks import editing, kinds
from undersigned.mailings.blocks.editing import BlockError
from undersigned.mailings.blocks.kinds import Block
from undersigned.mailings.desks import Desk
from undersigned.mailings.models import Mailing
from undersigned.mailings.views import keeping


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def condition(
    request: MemberRequest, *, desk: Desk, block: str, **where: object
) -> HttpResponse:
    """Chosen by point and click; 'everybody' takes the condition away."""
    found = desk.draft(request, **where)
    one = _block(found, block)
    back = f"{desk.pages(request.organisation, where).of('blocks')}#block-{block}"
    form = ConditionForm(request.POST or None, initial=_initial(found, one))
    form.offer(organisation=request.organisation)
    if request.method == "POST" and form.is_valid() and _saved(request, found, form, block):
        return redirect(back)
    context = {
        "form": form, "mailing": found, "back": back,
        "kind": kinds.kind(one), "has_condition": bool(one.get("when")),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "mailings/condition.html", context, status=status)


def _block(mailing: Mailing, block: str) -> Block:
    try:
        return editing.find(mailing.blocks, block)
    except BlockError as error:
        raise Http404(str(error)) from error


def _initial(mailing: Mailing, block: Block) -> dict[str, object]:
    chosen = asdict(audience.choice_of(block.get("when", {})))
    chosen["states"] = [code or "-" for code in chosen["states"]]
    otherwise = block.get("otherwise", "")
    return {**chosen, "otherwise": otherwise, "version": mailing.version}


def _saved(request: MemberRequest, mailing: Mailing, form: ConditionForm, block: str) -> bool:
    chosen = form.values()
    otherwise = chosen.pop("otherwise")
    rules = {} if "everybody" in request.POST else audience.Choice(**chosen).rules()
    if not rules and "everybody" not in request.POST:
        form.add_error(None, _("Choose at least one thing, or show it to everybody."))
        return False
    values = {"when": rules, "otherwise": otherwise if rules else ""}
    changed = editing.changed(mailing.blocks, block, values)
    return keeping.saved(request, mailing, form, {"blocks": changed}, said=_("Saved."))
