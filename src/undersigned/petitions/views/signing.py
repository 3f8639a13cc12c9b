"""Signing: one form, one durable row, and the same answer for everybody."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from undersigned.actions import sources
from undersigned.guard import challenging, delaying
from undersigned.lib import public
from undersigned.petitions import fragments, links, pages, publishing, reading, taking
from undersigned.petitions.forms import SignForm, payload
from undersigned.petitions.models import CountSnapshot
from undersigned.petitions.views import doors

_REFUSED = {
    taking.Taken.OVER: HTTPStatus.TOO_MANY_REQUESTS,
    taking.Taken.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
}


@csrf_exempt
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """GET is somebody who opened the form's address: the form is on the campaign's page."""
    if request.method != "POST":
        return redirect(links.campaign_path(slug))
    return _sign(request, slug)


@public.public_post
def _sign(request: HttpRequest, slug: str) -> HttpResponse:
    at, opened = timezone.now(), doors.find(slug)
    if not opened.is_live:
        return render(
            request, "petitions/not_open.html", pages.context(opened), status=HTTPStatus.GONE
        )
    form = SignForm(request.POST, form=opened, at=at)
    if not form.is_valid():
        return _again(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    took = taking.take(
        opened,
        payload(form, request.POST),
        network=doors.network(request),
        at=at,
        work=taking.Work(
            asked=request.POST.get("asked_work", ""), solved=request.POST.get("altcha", "")
        ),
    )
    if took in _REFUSED:
        return _again(request, form, status=_REFUSED[took])
    return _see(links.check_path(opened.campaign.slug, late=took == taking.Taken.LATE))


def _see(path: str) -> HttpResponse:
    answer = HttpResponseRedirect(path)
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def _again(request: HttpRequest, form: SignForm, *, status: HTTPStatus) -> HttpResponse:
    """The form as typed, on a page of its own, with what went wrong."""
    opened = form.open
    around = fragments.around(opened, form, origin=sources.read(request.POST))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        around |= challenging.context(
            opened.petition.uuid, organisation_id=opened.organisation.pk, at=timezone.now()
        )
    context = pages.context(opened, **around, status=status.value)
    answer = render(request, "petitions/again.html", context, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = "5"
    return public.no_store(answer)


@require_safe
def check_email(request: HttpRequest, slug: str, *, late: bool = False) -> HttpResponse:
    """The same for everybody, whether or not the address had signed."""
    opened = doors.find(slug)
    minutes = delaying.first(opened.organisation.pk) if late else 0
    context = pages.context(opened, late_minutes=minutes)
    answer = render(request, "petitions/check_email.html", context)
    return public.cacheable(request, answer, seconds=60)


@require_safe
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """count.json where no file is published yet: nobody has signed, or files were restored."""
    opened = doors.find(slug)
    row = CountSnapshot.objects.filter(petition=opened.petition).first()
    facts = publishing.facts(row or _nothing(opened))
    answer = public.cacheable(request, JsonResponse(facts), seconds=5)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _nothing(opened: reading.Open) -> CountSnapshot:
    return CountSnapshot(petition=opened.petition)
