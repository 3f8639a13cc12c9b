"""The words that people sign were changed: a correction, or another ask? The organiser says."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.campaigns.models import Campaign
from undersigned.petitions import explaining, texting
from undersigned.petitions.models import Signature, TextVersion
from undersigned.segments import areas

Kind = TextVersion.Kind


class WordingForm(forms.Form):
    """`writes_to_all`: whether the member may reach everybody who signed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is this change?"),
        choices=[
            (
                Kind.CORRECTION,
                gettext_lazy("A correction: whoever signed the old words means the new ones."),
            ),
            (
                Kind.CHANGED,
                gettext_lazy(
                    "The ask changed: every signer gets an email and can withdraw with one "
                    "button."
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, writes_to_all: bool, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        self._writes_to_all = writes_to_all

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind == Kind.CHANGED and not self._writes_to_all:
            raise forms.ValidationError(
                _("You may reach only some of the people, and this writes to every signer. Ask "
                  "a colleague who may reach everybody.")
            )  # fmt: skip
        return kind


@permission("campaigns.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The change line by line; once decided it goes into the log and cannot be undone.

    Whoever may launch decides: it puts words before the public, and writes to all who signed.
    """
    rows = Campaign.objects.filter(organisation=request.organisation)
    campaign = get_object_or_404(rows.select_related("petition__text"), uuid=uuid)
    petition = getattr(campaign, "petition", None)
    waiting = texting.undecided(petition) if petition else None
    if petition is None or waiting is None:
        return render(request, "dashboard/text.html", {"campaign": campaign})
    may_decide = roles.may(request.membership.role, "campaigns.launch")
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    form = WordingForm(
        request.POST or None, initial={"number": waiting.number},
        writes_to_all=areas.of(request.membership).is_everywhere,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            texting.decide(
                petition=petition, number=form.cleaned_data["number"],
                kind=Kind(form.cleaned_data["kind"]), at=timezone.now(), by=request.actor,
            )  # fmt: skip
        except texting.NothingToDecideError:
            messages.error(request, _("The words have changed again. Please look once more."))
            return redirect("dashboard:text", request.organisation.slug, uuid)
        messages.success(request, _("The new words are public as soon as the log holds them."))
        return redirect("dashboard:campaign", request.organisation.slug, uuid)
    before = explaining.said(petition.text) if petition.text else []
    context = {
        "campaign": campaign,
        "form": form,
        "may_decide": may_decide,
        "lines": explaining.difference(before, explaining.said(waiting)),
        "signers": Signature.objects.confirmed().filter(petition=petition).count(),
    }
    return render(request, "dashboard/text.html", context, status=422 if form.errors else 200)
