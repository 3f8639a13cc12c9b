"""How often the links of a mailing were opened: by people and by machines."""

from django.db.models import Count, Q

from undersigned.mailings.counting import SMALL
from undersigned.mailings.models import Click, Link, Mailing


def of(mailing: Mailing) -> list[Link]:
    """Each with its numbers: as they were counted last, or now where they are few."""
    found = list(Link.objects.filter(mailing=mailing).order_by("pk"))
    if sum(link.people + link.machines for link in found) > SMALL:
        return found
    now = {pk: rest for pk, *rest in counted(mailing)}
    for link in found:
        link.people, link.machines, link.unjudged = now.get(link.pk, (0, 0, 0))
    return found


def counted(mailing: Mailing) -> list[tuple[int, int, int, int]]:
    """By a link's number: people, openings by machines, openings not judged yet."""
    person, none = Click.Verdict.PERSON, Click.Verdict.UNJUDGED
    rows = Click.objects.filter(link__mailing=mailing).values_list("link").order_by()
    return list(
        rows.annotate(
            people=Count("recipient", distinct=True, filter=Q(verdict=person)),
            machines=Count("pk", filter=~Q(verdict__in=[person, none])),
            unjudged=Count("pk", filter=Q(verdict=none)),
        )
    )
