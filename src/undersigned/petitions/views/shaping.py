"""The page on which an organiser shapes a campaign's form."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.access import MemberRequest, permission
from undersigned.petitions import reading, shaping
from undersigned.petitions.forms import QuestionForm, ShapeForm
from undersigned.petitions.models import Petition


@permission("campaigns.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def shape(request: MemberRequest, uuid: UUID) -> HttpResponse:
    petition = get_object_or_404(
        Petition.objects.select_related("campaign__organisation"),
        campaign__organisation=request.organisation,
        campaign__uuid=uuid,
    )
    data = request.POST if request.method == "POST" else None
    form = ShapeForm(data, initial=ShapeForm.initial_of(petition))
    questions = _questions(petition, data)
    valid = data is not None and all([form.is_valid(), *(one.is_valid() for one in questions)])
    if valid and _save(request, petition, form, questions):
        messages.success(request, _("The form is saved."))
        return redirect("petitions:shape", request.organisation.slug, uuid)
    context = {"form": form, "questions": questions, "campaign": petition.campaign}
    status = 422 if data is not None else 200
    return render(request, "petitions/shape.html", context, status=status)


def _questions(petition: Petition, data: object) -> list[QuestionForm]:
    """Five places: what is asked now, then empty ones."""
    asked = list(reading.of(petition).questions)
    known: list[dict[str, object]] = [QuestionForm.initial_of(question) for question in asked]
    empty: list[dict[str, object]] = [{} for _place in range(shaping.MOST_QUESTIONS)]
    places = [*known, *empty][: shaping.MOST_QUESTIONS]
    uuids = {question.uuid for question in asked}
    return [
        QuestionForm(data, initial=initial, prefix=f"question{n}", uuids=uuids)
        for n, initial in enumerate(places)
    ]  # fmt: skip


def _save(
    request: MemberRequest, petition: Petition, form: ShapeForm, questions: list[QuestionForm]
) -> bool:
    try:
        shaping.shape(
            petition=petition,
            version=form.cleaned_data["version"],
            fields=form.values(),
            questions=[found for one in questions if (found := one.question())],
            at=timezone.now(),
            by=request.actor,
        )
    except shaping.ChangedMeanwhileError:
        form.add_error(
            None,
            _(
                "Somebody saved this campaign since you opened the page. What you typed is "
                "below; open the page again to see theirs, then save yours."
            ),
        )
        return False
    return True
