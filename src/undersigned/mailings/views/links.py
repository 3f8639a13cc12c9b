"""Where a link of a mailing leads: changed after sending, with what it led to before."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import linking
from undersigned.mailings.models import Link


class LinkForm(forms.Form):
    to = forms.CharField(
        label=gettext_lazy("Leads to"), max_length=1500,
        help_text=gettext_lazy("A whole address: https://…"),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip


@permission("mailings.send")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: MemberRequest, mailing: object, number: int) -> HttpResponse:
    rows = Link.objects.select_related("mailing__organisation")
    found = get_object_or_404(
        rows, pk=number, mailing__uuid=mailing, mailing__organisation=request.organisation
    )
    ours = (request.organisation.slug, found.mailing.uuid)
    form = LinkForm(request.POST or None, initial={"to": linking.written(found)})
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            linking.change(link=found, to=to, at=timezone.now(), by=request.actor)
        except linking.WrongAddressError:
            words = _("“%(to)s” is no web address. Type one that begins with https://.")
            form.add_error("to", words % {"to": to})
        else:
            messages.success(request, _("From now on the link leads there."))
            return redirect("mailings:results", *ours)
    context = {"link": found, "form": form, "mailing": found.mailing,
               "changes": found.changes.order_by("-pk")}  # fmt: skip
    return render(request, "mailings/link.html", context, status=422 if form.errors else 200)
