"""What an organisation can choose from while it prepares a campaign: ids and words."""

from undersigned.campaigns.models import ElectionResult
from undersigned.evidence.models import Claim, Poll
from undersigned.officials.models import DecisionMaker, Statement
from undersigned.organisations.models import IssuePosition

Pairs = list[tuple[int, str]]
_WORDS = 160


def targets(*, organisation_id: int) -> Pairs:
    rows = DecisionMaker.objects.filter(organisation_id=organisation_id).order_by("name", "pk")
    return [(row.pk, str(row)) for row in rows]


def to_choose(*, organisation_id: int) -> dict[str, Pairs]:
    """By the names of screen 2's lists; five queries."""
    issues = IssuePosition.objects.filter(organisation_id=organisation_id)
    claims = Claim.objects.filter(organisation_id=organisation_id)
    polls = Poll.objects.filter(organisation_id=organisation_id)
    results = ElectionResult.objects.filter(organisation_id=organisation_id)
    statements = Statement.objects.filter(decision_maker__organisation_id=organisation_id)
    return {
        "issues": [(row.pk, row.name) for row in issues.order_by("place", "name")],
        "claims": [(row.pk, row.sentence) for row in claims.order_by("-created_at", "pk")],
        "polls": [(row.pk, _poll(row)) for row in polls.order_by("-published", "pk")],
        "results": [(row.pk, str(row)) for row in results.order_by("-year", "pk")],
        "statements": [
            (row.pk, f"{row.decision_maker.name}: {row.words}"[:_WORDS])
            for row in statements.select_related("decision_maker").order_by("-date", "pk")
        ],
    }


def _poll(poll: Poll) -> str:
    when = poll.published_as_printed or (poll.published.isoformat() if poll.published else "")
    return f"{poll.pollster}, {when}" if when else poll.pollster
