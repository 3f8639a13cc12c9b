"""Reading an article: what is in it is proposed; nothing is stored without a person's yes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.evidence.articles import reading
from undersigned.evidence.desk import attaching, proposing, speaking
from undersigned.evidence.desk.forms import MOST_BYTES, ArticleForm, MatchForm
from undersigned.evidence.layouts.reading import decode
from undersigned.evidence.models import Poll


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: MemberRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = ArticleForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        text = _text(form)
        if text.strip():
            return _found(request, form, text)
        form.add_error("text", _("Paste the text of the article, or choose a saved page."))
    status = 422 if form.errors else 200
    return render(request, "evidence/article.html", {"form": form}, status=status)


def _text(form: ArticleForm) -> str:
    file = form.cleaned_data["file"]
    if file is None:
        return str(form.cleaned_data["text"])
    return decode(file.read(MOST_BYTES))[0]


def _found(request: MemberRequest, form: ArticleForm, text: str) -> HttpResponse:
    ours = request.organisation.pk
    article = reading.read(text, known=proposing.known_names(organisation_id=ours))
    typed = form.cleaned_data
    source = typed["source"] or ", ".join(filter(None, (article.site, article.title)))
    entries = [
        (one, proposing.hidden(one, source=source, address=typed["address"]),
         attaching.passage(one.found, article))
        for one in proposing.proposals(article, organisation_id=ours)
    ]  # fmt: skip
    said = [
        (one, speaking.statement(one.quotation, article, source=source,
                                 address=typed["address"]))
        for one in speaking.spoken(article, organisation_id=ours)
    ]  # fmt: skip
    context = {
        "said": said,
        "may_note": roles.may(request.membership.role, Permission.OFFICIALS_EDIT),
        "article": article, "entries": entries, "source": source,
        "address": typed["address"], "pieces": list(proposing.pieces(article)),
        "text": text if len(text) <= attaching.MOST_OF_A_TEXT else "",
    }  # fmt: skip
    return render(request, "evidence/article_found.html", context)


@permission("evidence.edit")
@require_POST
def attach(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """'It is this one': says what would be done, and does it at the second press."""
    poll = get_object_or_404(Poll, organisation=request.organisation, uuid=uuid)
    is_sure = "sure" in request.POST
    form = MatchForm(request.POST if is_sure else None, initial=_matched(request))
    if is_sure and form.is_valid():
        typed = form.cleaned_data
        is_new = attaching.attach(
            poll, title=typed["title"], address=typed["address"], passage=typed["passage"],
            text=typed["text"] if typed["keep"] else "", at=timezone.now(), by=request.actor,
        )  # fmt: skip
        done = _("The article stands beside the record.") if is_new else _("It did already.")
        messages.success(request, done)
        return redirect("evidence:record", request.organisation.slug, uuid)
    context = {"form": form, "poll": poll}
    status = 422 if form.errors else 200
    return render(request, "evidence/article_match.html", context, status=status)


def _matched(request: MemberRequest) -> dict[str, object]:
    """What the page of the article sends: of the poll that the pressed button belongs to."""
    sent = request.POST
    text = sent.get("text", "")
    return {
        "title": sent.get("title", "")[:300], "address": sent.get("address", ""), "text": text,
        "passage": sent.get(f"passage_{sent.get('place', '')}", ""), "keep": bool(text),
    }  # fmt: skip
