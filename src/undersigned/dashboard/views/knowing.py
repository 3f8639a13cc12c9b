"""What is known of one person beside their record: fields, interests, what they agreed to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.access import MemberRequest, permission
from undersigned.dashboard import knowing
from undersigned.dashboard.forms.persons import ConsentForm, InterestsForm, ValuesForm
from undersigned.organisations.models import IssuePosition
from undersigned.segments import areas
from undersigned.supporters import attesting, caring, fielding, keeping
from undersigned.supporters.models import Consent, Supporter


def _person(request: MemberRequest, uuid: UUID) -> Supporter:
    return get_object_or_404(areas.people(request.membership), uuid=uuid)


def _to(request: MemberRequest, person: Supporter) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("dashboard:supporter", request.organisation.slug, person.uuid)


@permission("supporters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def values(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The custom fields; who saves second is told, and keeps what they typed."""
    person = _person(request, uuid)
    known = fielding.fields(request.organisation.pk)
    initial = ValuesForm.initial_of(known, person.fields) | {"version": person.version}
    form = ValuesForm(
        request.POST if request.method == "POST" else None, known=known, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            fielding.write(
                supporter=person, version=form.cleaned_data["version"], values=form.by_key(),
                at=timezone.now(), by=request.actor,
            )  # fmt: skip
        except keeping.ChangedMeanwhileError:
            form.take(_person(request, uuid).version)
            words = _(
                "Somebody else saved this person while you were typing. What you typed is "
                "still here; open the person in a new tab to compare, then save again."
            )
            form.add_error(None, words)
        else:
            return _to(request, person)
    context = {"form": form, "person": person, "known": known}
    status = 422 if form.errors else 200
    return render(request, "dashboard/supporter_values.html", context, status=status)


@permission("supporters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """What staff note; what the person said and what their signatures tell stands apart."""
    person = _person(request, uuid)
    told = knowing.interests(person)
    issues = IssuePosition.objects.filter(organisation=request.organisation)
    theirs = {one.pk for one in told.said}
    choices = [
        (str(one.pk), one.name) for one in issues.order_by("place") if one.pk not in theirs
    ]
    form = InterestsForm(
        request.POST if request.method == "POST" else None, issues=choices,
        initial={"issues": [str(one.pk) for one in told.noted]},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        chosen = {int(pk) for pk in form.cleaned_data["issues"]}
        caring.note(supporter=person, issues=chosen, at=timezone.now(), by=request.actor)
        return _to(request, person)
    context = {"form": form, "person": person, "told": told, "choices": choices}
    return render(request, "dashboard/supporter_interests.html", context)


@permission("supporters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Writes down what they said about a channel, with how they said it."""
    person = _person(request, uuid)
    today = timezone.localdate().isoformat()
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        zone=request.organisation.time_zone, initial={"on": today},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _attest(request, form, person):
        return _to(request, person)
    context = {"form": form, "person": person, "channels": knowing.channels(person)}
    status = 422 if form.errors else 200
    return render(request, "dashboard/supporter_consent.html", context, status=status)


def _attest(request: MemberRequest, form: ConsentForm, person: Supporter) -> bool:
    given = form.cleaned_data
    try:
        attesting.attest(
            supporter=person, channel=Consent.Channel(given["channel"]),
            said=Consent.Said(given["said"]), how=Consent.How(given["how"]),
            said_at=given["on"], wording=given["wording"], evidence=given["evidence"],
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except attesting.ThemselvesError as error:
        form.add_error("channel", str(error))
        return False
    except attesting.OlderError as error:
        form.add_error("on", str(error))
        return False
    return True
