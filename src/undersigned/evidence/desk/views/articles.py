"""Reading an article: what is in it is proposed; nothing is stored without a person's yes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.evidence.articles import reading
from undersigned.evidence.desk import proposing, speaking
from undersigned.evidence.desk.forms import MOST_BYTES, ArticleForm
from undersigned.evidence.layouts.reading import decode


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
        (one, proposing.hidden(one, source=source, address=typed["address"]))
        for one in proposing.proposals(article, organisation_id=ours)
    ]
    said = [
        (one, speaking.statement(one.quotation, article, source=source,
                                 address=typed["address"]))
        for one in speaking.spoken(article, organisation_id=ours)
    ]  # fmt: skip
    context = {
        "said": said,
        "may_note": roles.may(request.membership.role, Permission.OFFICIALS_EDIT),
        "article": article, "entries": entries, "source": source,
        "pieces": list(proposing.pieces(article)),
    }  # fmt: skip
    return render(request, "evidence/article_found.html", context)
