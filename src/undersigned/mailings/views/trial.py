"""An A/B test as it is set up: its variants, how many get them, when the clock decides."""

import functools

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import (
    audience,
    comparing,
    drafting,
    merging,
    results,
    sampling,
    showing,
    trialing,
    variants,
)
from undersigned.mailings.forms import VariantForm
from undersigned.mailings.models import Mailing, Trial, Variant
from undersigned.mailings.models.trial import LETTERS
from undersigned.mailings.trial_forms import PlanForm, TrackingForm
from undersigned.mailings.views.finding import draft
from undersigned.segments import areas
from undersigned.segments.criteria import RuleError


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: MemberRequest, mailing: object) -> HttpResponse:
    found = draft(request, mailing)
    planned = variants.trial(found)
    form = PlanForm(request.POST or None, initial=PlanForm.of(planned)) if planned else None
    if form is not None and planned and request.method == "POST" and form.is_valid():
        trialing.plan(trial=planned, **form.plan(), at=timezone.now(), by=request.actor)
        messages.success(request, _("The A/B test is saved."))
        return redirect("mailings:trial", request.organisation.slug, found.uuid)
    context = {
        "mailing": found, "form": form, "trial": planned,
        "tracking": TrackingForm.of(found),
        "variants": _shown(request, found), "most": len(LETTERS),
        "size": _size(request, found, planned) if planned else None,
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "mailings/trial.html", context, status=status)


def _shown(request: MemberRequest, mailing: Mailing) -> list[dict[str, object]]:
    """Each variant as a person of the audience gets it."""
    picked = functools.cache(  # one person reads them all; an audience without rules is told
        lambda: sampling.pick(mailing, "normal", by=areas.of(request.membership))
    )
    found: list[dict[str, object]] = []
    for letter, one in variants.of(mailing):
        try:
            shown = showing.excerpt(one, picked())
        except (merging.MergeError, RuleError) as error:
            shown = {"error": str(error)}
        found.append({"letter": letter, "shown": {"mailing": one, **shown}})
    return found


def _size(request: MemberRequest, mailing: Mailing, planned: Trial) -> dict[str, int | bool]:
    """How many a variant reaches, and how many it would need to."""
    number = Variant.objects.filter(mailing=mailing).count() + 1
    try:
        everybody = audience.count(mailing, by=areas.of(request.membership)).addresses
    except RuleError:
        everybody = 0  # the audience's screen says so
    each = variants.size(planned, everybody) // number
    needed = comparing.needed(results.usual_rate(mailing), arms=number)
    return {
        "everybody": everybody, "each": each, "needed": needed, "is_small": each < needed,
        "rest": max(everybody - each * number, 0),
    }  # fmt: skip


@permission("mailings.write")
@require_POST
def track(request: MemberRequest, mailing: object) -> HttpResponse:
    found = draft(request, mailing)
    form = TrackingForm(request.POST)
    if form.is_valid():
        trialing.track(mailing=found, **form.chosen(), at=timezone.now(), by=request.actor)
        messages.success(request, _("Saved."))
    return redirect("mailings:trial", request.organisation.slug, found.uuid)


@permission("mailings.write")
@require_POST
def add(request: MemberRequest, mailing: object) -> HttpResponse:
    found, ours = draft(request, mailing), request.organisation.slug
    try:
        made = trialing.add(mailing=found, at=timezone.now(), by=request.actor)
    except trialing.FullError:
        messages.error(request, _("There are four variants: more cannot be told apart."))
        return redirect("mailings:trial", ours, found.uuid)
    return redirect("mailings:variant", ours, found.uuid, made.letter)


def _variant(request: MemberRequest, mailing: object, letter: str) -> Variant:
    found = draft(request, mailing)
    variant = get_object_or_404(Variant, mailing=found, letter=letter)
    variant.mailing = found
    return variant


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def variant(request: MemberRequest, mailing: object, letter: str) -> HttpResponse:
    found = _variant(request, mailing, letter)
    form = VariantForm(
        request.POST or None, mailing=found.mailing,
        initial=VariantForm.of(found, found.mailing),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _saved(request, found, form):
        messages.success(request, _("Variant %(letter)s is saved.") % {"letter": letter})
        return redirect("mailings:trial", request.organisation.slug, found.mailing.uuid)
    context = {"mailing": found.mailing, "variant": found, "form": form,
               "fields": merging.FIELDS}  # fmt: skip
    return render(request, "mailings/variant.html", context, status=422 if form.errors else 200)


def _saved(request: MemberRequest, variant: Variant, form: VariantForm) -> bool:
    """Whether it was; if not, the form says so and keeps what was typed."""
    try:
        trialing.change(
            variant=variant, version=form.cleaned_data["version"], values=form.values(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except drafting.ChangedMeanwhileError:
        theirs = VariantForm.of(variant, variant.mailing)
        typed = form.cleaned_data | {"version": theirs["version"]}
        different = {name: it for name, it in theirs.items() if it != typed.get(name)}
        form.tell(different, version=variant.mailing.version)
        return False
    return True


@permission("mailings.write")
@require_POST
def remove(request: MemberRequest, mailing: object, letter: str) -> HttpResponse:
    found = _variant(request, mailing, letter)
    trialing.remove(variant=found, at=timezone.now(), by=request.actor)
    messages.success(request, _("Variant %(letter)s is gone.") % {"letter": letter})
    return redirect("mailings:trial", request.organisation.slug, found.mailing.uuid)


@permission("mailings.write")
@require_POST
def test(request: MemberRequest, mailing: object, letter: str) -> HttpResponse:
    """That variant, to the member."""
    found = draft(request, mailing)
    chosen = dict(variants.of(found)).get(letter)
    if chosen is None:
        raise Http404
    area = areas.of(request.membership)
    try:
        sampling.send_test(
            mailing=chosen, to=[request.user.email], which="normal", area=area,
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except (ValueError, RuleError) as error:
        messages.error(request, str(error))
    else:
        words = _("A test email is on its way to %(email)s.")
        messages.success(request, words % {"email": request.user.email})
    return redirect("mailings:trial", request.organisation.slug, found.uuid)


@permission("mailings.send")
@require_POST
def decide(request: MemberRequest, mailing: object, letter: str) -> HttpResponse:
    """By hand: the rest gets that variant from now on."""
    rows = Mailing.objects.filter(organisation=request.organisation)
    found = get_object_or_404(rows, uuid=mailing)
    planned = get_object_or_404(Trial, mailing=found)
    try:
        trialing.decide(trial=planned, letter=letter, at=timezone.now(), by=request.actor)
    except trialing.NotNowError:
        messages.error(request, _("That cannot be done any more: see how it stands."))
    else:
        words = _("The rest gets variant %(letter)s.")
        messages.success(request, words % {"letter": letter})
    return redirect("mailings:results", request.organisation.slug, found.uuid)
