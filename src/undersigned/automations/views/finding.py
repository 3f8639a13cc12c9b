"""The automation and the step of an address, if they are the organisation's."""

from django.shortcuts import get_object_or_404

from undersigned.accounts.access import MemberRequest
from undersigned.automations.models import Automation, Step


def automation(request: MemberRequest, uuid: object) -> Automation:
    rows = Automation.objects.select_related("organisation", "campaign", "tag", "goal")
    return get_object_or_404(rows, organisation=request.organisation, uuid=uuid)


def written_step(request: MemberRequest, uuid: object, step: int) -> Step:
    """Of a version that is being written; any other is never changed."""
    rows = Step.objects.select_related("version__automation__organisation", "mailing")
    return get_object_or_404(
        rows,
        pk=step,
        version__started_at=None,
        version__automation__uuid=uuid,
        version__automation__organisation=request.organisation,
    )
