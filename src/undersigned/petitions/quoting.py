"""What the campaign page shows of signers: approved comments and names, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from undersigned.petitions.models import Petition, Signature
from undersigned.places import countries, regions

HOME = "US"
MOST_COMMENTS = 12
MOST_NAMES = 60


@dataclass(frozen=True, kw_only=True)
class Comment:
    """An approved comment; `name` is the first name, empty where no names are shown."""

    words: str
    name: str
    place: str


def comments(petition: Petition) -> Sequence[Comment]:
    """The newest; none once the form takes no comments any more."""
    if not petition.takes_comments:
        return ()
    rows = Signature.objects.confirmed().filter(
        petition=petition, comment_state=Signature.CommentState.APPROVED
    )
    shows_names = petition.names == Petition.Names.APPROVED
    return [
        Comment(
            words=row.comment,
            name=_first_name(petition, row) if shows_names else "",
            place=_place(row),
        )
        for row in rows.order_by("-confirmed_at", "-pk")[:MOST_COMMENTS]
    ]


def names(petition: Petition) -> Sequence[str]:
    """Of the newest who asked to be named and were approved; none unless the form says so."""
    if petition.names != Petition.Names.APPROVED:
        return ()
    rows = Signature.objects.confirmed().filter(
        petition=petition, show_name=True, name_approved=True
    )
    return [row.name for row in rows.order_by("-confirmed_at", "-pk")[:MOST_NAMES]]


def _first_name(petition: Petition, row: Signature) -> str:
    """Where one field takes the whole name, its first word."""
    if petition.name_fields == Petition.NameFields.ONE:
        return row.given_name.partition(" ")[0]
    return row.given_name


def _place(row: Signature) -> str:
    """The state, or the country where it is another; never the ZIP code."""
    state = regions.name(row.country, row.region) if row.region else ""
    return state if row.country == HOME else countries.name(row.country)
