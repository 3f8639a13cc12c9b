"""Signatures from elsewhere: typed, looked at once more, and then public for ever."""

import uuid
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from undersigned.accounts.access import MemberRequest, permission
from undersigned.campaigns.models import Campaign
from undersigned.petitions import carrying
from undersigned.petitions.models import Petition

_MOST = 100_000_000


class CarryForm(forms.Form):
    number = forms.IntegerField(
        label=gettext_lazy("How many signatures"),
        min_value=1,
        max_value=_MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    where = forms.CharField(
        label=gettext_lazy("Where they were gathered"),
        help_text=gettext_lazy("The public reads it: “on paper, in 40 post offices”."),
        max_length=200,
    )
    until = forms.DateField(
        label=gettext_lazy("Until which day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(
        label=gettext_lazy("Where the proof is kept"),
        help_text=gettext_lazy("Public, may stay empty: “scans at our office in Dayton”."),
        max_length=500,
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_until(self) -> object:
        day = self.cleaned_data["until"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("%(day)s is still to come. Type the last day on which people signed there.")
                % {"day": day.isoformat()}
            )
        return day


@permission("campaigns.launch")
@require_http_methods(["GET", "HEAD", "POST"])
def carried_over(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The first POST shows what will be public, the second with `sure` does it."""
    petition = _petition(request, uuid)
    form = CarryForm(request.POST or None, initial={"key": _key()})
    context = {"campaign": petition.campaign, "petition": petition, "form": form,
               "known": petition.carried_over.order_by("at")}  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "dashboard/carried_over.html", context, status=status)
    gathered = carrying.Gathered(**form.cleaned_data)
    if "sure" not in request.POST:
        asked = None if "change" in request.POST else gathered
        return render(request, "dashboard/carried_over.html", context | {"asked": asked})
    try:
        carrying.carry(gathered, petition=petition, at=timezone.now(), by=request.actor)
    except carrying.NoTextError:
        form.add_error(None, _("Nothing can be carried over before the campaign is public."))
        return render(request, "dashboard/carried_over.html", context, status=422)
    messages.success(
        request, _("They join the public count with the log's next checkpoint, shown apart.")
    )
    return redirect("dashboard:carried_over", request.organisation.slug, uuid)


def _petition(request: MemberRequest, campaign: UUID) -> Petition:
    rows = Campaign.objects.filter(organisation=request.organisation)
    found = get_object_or_404(rows, uuid=campaign)
    petitions = Petition.objects.select_related("campaign", "text")
    return get_object_or_404(petitions, campaign=found)


def _key() -> UUID:
    return uuid.uuid4()
