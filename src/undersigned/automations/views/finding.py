"""What an address names, if it is the organisation's: an automation, a step, its email."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from undersigned.accounts.access import MemberRequest
from undersigned.automations import entering
from undersigned.automations.models import Automation, Step
from undersigned.mailings.models import Mailing

_AROUND = (
    "version__automation__organisation", "version__automation__campaign",
    "version__automation__tag", "mailing__organisation", "mailing__campaign",
)  # fmt: skip


def automation(request: MemberRequest, uuid: object) -> Automation:
    rows = Automation.objects.select_related("organisation", "campaign", "tag", "goal")
    return get_object_or_404(rows, organisation=request.organisation, uuid=uuid)


def written_step(request: MemberRequest, uuid: object, step: int) -> Step:
    """Of a version that is being written; any other is never changed."""
    rows = Step.objects.select_related(*_AROUND)
    return get_object_or_404(
        rows,
        pk=step,
        version__started_at=None,
        version__automation__uuid=uuid,
        version__automation__organisation=request.organisation,
    )


def letter(request: MemberRequest, automation: object, step: int) -> Mailing:
    """The email of a step in any version, to look at."""
    rows = Step.objects.select_related(*_AROUND)
    found = get_object_or_404(
        rows,
        pk=step,
        mailing__isnull=False,
        version__automation__uuid=automation,
        version__automation__organisation=request.organisation,
    )
    return _letter(found)


def written_letter(request: MemberRequest, automation: object, step: int) -> Mailing:
    """Of a version that is being written."""
    found = written_step(request, automation, step)
    if found.mailing is None:
        raise Http404
    return _letter(found)


def _letter(step: Step) -> Mailing:
    """With the people whom the automation may let in as its audience, to look at it as them.

    It has none of its own: who comes to the step gets it. Nothing here is saved.
    """
    found = step.mailing
    assert found is not None  # noqa: S101  it was asked for
    found.audience = entering.described(step.version.automation)
    return found
