"""A mailing written in blocks: each press of a button saves all that is typed."""

import re
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.lib.uploads import PictureError
from undersigned.mailings import (
    figuring,
    merging,
    offering,
    shelving,
    showing,
    showing_blocks,
)
from undersigned.mailings.blocks import kinds, pictures, pressing, typed
from undersigned.mailings.blocks.editing import BlockError, Blocks
from undersigned.mailings.blocks.kinds import Block
from undersigned.mailings.blocks.pressing import Pressed
from undersigned.mailings.desks import Desk, Pages
from undersigned.mailings.forms import BlocksForm
from undersigned.mailings.models import Mailing, SavedBlock
from undersigned.mailings.views import keeping
from undersigned.places import regions
from undersigned.segments import areas

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_AROUND = ("name", "subject", "preview_text", "from_name", "from_address", "reply_to")


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def blocks(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    """The page of blocks. What cannot be saved stays on it as it was typed."""
    found, at = desk.draft(request, **where), desk.pages(request.organisation, where)
    if not found.in_blocks:
        return redirect(at["write"])
    initial = {name: getattr(found, name) for name in (*_AROUND, "version")}
    form = BlocksForm(request.POST or None, initial=initial)
    if request.method != "POST":
        return _page(request, desk, at, found, form, found.blocks)
    pressed = _pressed(request, found, form)
    values = {**form.values(), "blocks": pressed.blocks} if form.is_valid() else {}
    if values and keeping.saved(request, found, form, values, said=str(pressed.said)):
        return redirect(_next(at, pressed, find=_find(request)))
    return _page(request, desk, at, found, form, pressed.blocks)


def _pressed(request: MemberRequest, mailing: Mailing, form: BlocksForm) -> Pressed:
    """The blocks as typed and as the button asks; what is wrong is told on the form."""
    here = _typed(request, mailing)
    wrong = _keep_pictures(request, here)
    try:
        asked = request.POST.get("do", "")
        pressed = pressing.press(here, asked, offered=_offered(request, asked))
    except BlockError as error:
        wrong.append(str(error))
        pressed = Pressed(here)
    form.full_clean()
    for sentence in wrong:
        form.add_error(None, sentence)
    return pressed


def _offered(request: MemberRequest, asked: str) -> dict[str, Block]:
    """The saved block that is asked for, if it is ours."""
    verb, _colon, uuid = asked.partition(":")
    if verb != "insert" or not _UUID.fullmatch(uuid):
        return {}
    kept = SavedBlock.objects.filter(organisation=request.organisation, uuid=uuid)
    return {str(one.uuid): shelving.copy(one) for one in kept}


def _typed(request: MemberRequest, mailing: Mailing) -> Blocks:
    fields = {name: str(value) for name, value in request.POST.items()}
    return typed.read(fields, kept=mailing.blocks)


def _keep_pictures(request: MemberRequest, here: Blocks) -> list[str]:
    """Puts each chosen file into its block; answers what is wrong with the others."""
    wrong = []
    for block in here:
        file = request.FILES.get(typed.name(block, "file"))
        if not isinstance(file, UploadedFile) or file.file is None:
            continue
        try:
            block.update(pictures.keep(file.file, organisation=request.organisation))
        except PictureError as error:
            wrong.append(str(error))
    return wrong


def _find(request: MemberRequest) -> str:
    """The words by which a figure's source is looked for: typed in any block, or kept."""
    typed_in = (str(value) for name, value in request.POST.items() if name.startswith("find-"))
    kept = request.GET.get("find", "")
    found = next((words for words in typed_in if words.strip() != kept), kept)
    return " ".join(found.split())[:100]


def _next(at: Pages, pressed: Pressed, *, find: str) -> str:
    if pressed.goes_to:
        block = {"block": pressed.block} if pressed.block else {}
        return at.of(pressed.goes_to, **block)
    here = at["blocks"] + (f"?{urlencode({'find': find})}" if find else "")
    return f"{here}#block-{pressed.block}" if pressed.block else here


def _page(
    request: MemberRequest, desk: Desk, at: Pages, mailing: Mailing, form: BlocksForm,
    here: Blocks,
) -> HttpResponse:  # fmt: skip
    mailing.blocks = here
    now = timezone.now()
    read = figuring.read(mailing, at=now)
    chosen = [str(block["source"]) for block in here if block.get("source")]
    context = {
        "form": form, "mailing": mailing, "desk": desk, "at": at, "kinds": kinds.KINDS.values(),
        "cards": showing_blocks.cards(
            here, stale=read.stale, organisation_id=request.organisation.pk
        ),
        "order": ",".join(str(block["id"]) for block in here), "order_field": typed.ORDER,
        "steps": desk.steps(mailing, "write"), "fields": merging.FIELDS,
        "saved": SavedBlock.objects.filter(organisation=request.organisation).order_by("name"),
        "offer": offering.offer(
            request.organisation, chosen=chosen, find=_find(request), at=now
        ),
        "states": regions.US.items(),
        "shown": showing.preview(
            mailing, areas.of(request.membership), figures=read.figures
        ),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "mailings/blocks.html", context, status=status)


@permission("mailings.write")
@require_POST
def preview(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    """What is typed, as one person would read it; saves nothing."""
    found = desk.draft(request, **where)
    for name in ("subject", "preview_text", "from_name"):
        setattr(found, name, request.POST.get(name, ""))
    found.blocks = _typed(request, found)
    shown = showing.preview(found, areas.of(request.membership))
    return render(request, "mailings/parts/preview.html", {"shown": shown})
