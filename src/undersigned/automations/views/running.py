"""Starting, stopping, and trying it on a person."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.automations import dry_running, running
from undersigned.automations.dry_running import Line
from undersigned.automations.forms import PersonForm
from undersigned.automations.models import Automation
from undersigned.automations.views import finding
from undersigned.lib.text import canonical_address
from undersigned.segments import areas
from undersigned.supporters.models import Supporter


@permission("mailings.send")
@require_POST
def start(request: MemberRequest, automation: object) -> HttpResponse:
    return _move(
        request, automation, running.start,
        done=_("Started. Whoever enters from now on goes this way."),
        late=_("A colleague was quicker: it is as you see it now."), as_seen=True,
    )  # fmt: skip


@permission("mailings.send")
@require_POST
def stop(request: MemberRequest, automation: object) -> HttpResponse:
    return _move(
        request, automation, running.stop,
        done=_("Stopped. Everybody stays where they are."), late=_("It does not run."),
    )  # fmt: skip


@permission("mailings.send")
@require_POST
def go_on(request: MemberRequest, automation: object) -> HttpResponse:
    return _move(
        request, automation, running.go_on,
        done=_("It goes on with everybody who is on the way."),
        late=_("It is not stopped, or was changed meanwhile. Look again."), as_seen=True,
    )  # fmt: skip


def _move(
    request: MemberRequest,
    automation: object,
    move: Callable[..., None],
    *,
    done: str,
    late: str,
    as_seen: bool = False,
) -> HttpResponse:
    """Says what came of it on the automation's page: done, blocked, or too late for it.

    `as_seen`: only what the page showed: nobody aims it anew under the hand of who lets it go.
    """
    found = finding.automation(request, automation)
    if as_seen and request.POST.get("version") != str(found.version):
        messages.error(request, late)
        return _back(request, found)
    try:
        move(automation=found, at=timezone.now(), by=request.actor)
    except running.BlockedError as error:
        messages.error(request, str(error))
    except running.NotNowError:
        messages.error(request, late)
    else:
        messages.success(request, done)
    return _back(request, found)


@permission("supporters.view")
@require_POST
def dry_run(request: MemberRequest, automation: object) -> HttpResponse:
    """A POST, because an address stands in no URL; it changes nothing."""
    found = finding.automation(request, automation)
    form = PersonForm(request.POST)
    person = _person(request, form) if form.is_valid() else None
    lines = [] if person is None else _lines(found, person)
    context = {"automation": found, "form": form, "person": person, "lines": lines}
    status = 422 if form.errors else 200
    return render(request, "automations/dry_run.html", context, status=status)


def _person(request: MemberRequest, form: PersonForm) -> Supporter | None:
    people = areas.people(request.membership)
    address = canonical_address(form.cleaned_data["email"])
    person = people.filter(canonical_address=address).order_by("slot").first()
    if person is None:
        form.add_error("email", _("Nobody with this address is known here."))
    return person


def _lines(automation: Automation, person: Supporter) -> list[Line]:
    """By the newest version, started or not."""
    version = automation.versions.order_by("-number")[0]
    version.automation = automation
    return dry_running.dry_run(version, person, at=timezone.now())


def _back(request: MemberRequest, automation: Automation) -> HttpResponse:
    return redirect("automations:automation", request.organisation.slug, automation.uuid)
