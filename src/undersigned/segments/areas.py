"""Whom a member may reach at all: their area, which every page, mailing and file keeps to.

A member without one reaches everybody. Whoever asks for people passes the area on (`by=`), and
what stands outside of it is not there for them: not in a list, not in a count, not in a file.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.accounts.models import Membership
from undersigned.organisations.auditing import Actor
from undersigned.segments import criteria
from undersigned.segments.criteria import RuleError
from undersigned.supporters.models import Import, Supporter


class TooManyError(RuleError):
    """More people than the area lets into one mailing or file."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """All that is said must hold: `states` are codes, `campaign` the uuid of one that they
    signed, `most` how many people one mailing or file may hold.
    """

    states: tuple[str, ...] = ()
    campaign: str = ""
    most: int | None = None

    @property
    def is_everywhere(self) -> bool:
        return self == EVERYWHERE


EVERYWHERE: Final = Area()
Rows = TypeVar("Rows", bound=QuerySet[Any])


def of(membership: Membership) -> Area:
    campaign = membership.area_campaign
    return Area(
        states=tuple(membership.area_states), most=membership.area_most,
        campaign=str(campaign) if campaign else "",
    )  # fmt: skip


def of_actor(actor: Actor | str, *, organisation_id: int) -> Area:
    """Of a member as the trail names them, as it is now; the clock and the machine's operator
    have none. Nor has who left the team: ask `has_left` before you act for somebody.
    """
    found = _members(actor, organisation_id=organisation_id)
    member = found.first() if found is not None else None
    return of(member) if member else EVERYWHERE


def has_left(actor: Actor | str, *, organisation_id: int) -> bool:
    """Whether it was a member who is in the team no longer, or may not sign in any more. What
    they could reach is not known then: what they began goes to nobody.
    """
    found = _members(actor, organisation_id=organisation_id)
    return found is not None and not found.filter(user__is_active=True).exists()


def _members(actor: Actor | str, *, organisation_id: int) -> QuerySet[Membership] | None:
    """The one whom the trail means; None where it means no member."""
    name = actor if isinstance(actor, str) else actor.id
    kind, _colon, number = name.partition(":")
    if kind != "member" or not number.isdecimal():
        return None
    return Membership.objects.filter(organisation=organisation_id, user=int(number))


def as_json(area: Area) -> dict[str, Any]:
    """To be kept with what a member began; `read` reads it."""
    return {name: value for name, value in asdict(area).items() if value not in ((), "", None)}


def read(kept: Mapping[str, Any]) -> Area:
    return Area(**{**kept, "states": tuple(kept.get("states", ()))})


def condition(area: Area, *, organisation_id: int) -> Q:
    """Who stands in the area; asks the database nothing."""
    inside = Q()
    if area.states:
        lives = criteria.get("state")
        inside &= lives.condition(list(area.states), organisation_id)
    if area.campaign:
        signed = criteria.get("signed")
        inside &= signed.condition({"campaign": area.campaign}, organisation_id)
    return inside


def people(membership: Membership) -> QuerySet[Supporter]:
    """Everybody whom this member may see."""
    ours = Supporter.objects.filter(organisation=membership.organisation_id)
    inside = condition(of(membership), organisation_id=membership.organisation_id)
    return ours.filter(inside)


def is_limited(membership: Membership) -> bool:
    """Whether somebody stands outside of the member's area: its size alone hides nobody."""
    return bool(condition(of(membership), organisation_id=membership.organisation_id))


def kept(rows: Rows, membership: Membership, *persons: str) -> Rows:
    """Those of the rows whose persons (names of keys to a supporter) the member may see."""
    if not is_limited(membership):
        return rows
    inside = people(membership).values("pk")
    return rows.filter(**{f"{name}__in": inside for name in persons or ("supporter",)})


def begun(rows: Rows, membership: Membership) -> Rows:
    """Of what members begin (`by_id_text` says who) their own, where the area hides anybody."""
    if not is_limited(membership):
        return rows
    return rows.filter(by_id_text=f"member:{membership.user_id}")


def of_import(batch: Import) -> Q:
    """Whom a file may touch: who stands in the area of the colleague that brought it, as it is
    now; of those who are known nobody, where that colleague has left.
    """
    if has_left(batch.by_id_text, organisation_id=batch.organisation_id):
        return Q(pk__in=())
    area = of_actor(batch.by_id_text, organisation_id=batch.organisation_id)
    return condition(area, organisation_id=batch.organisation_id)


def refuse_limited(membership: Membership) -> None:
    """What is about all people is for those who may see all. Raises PermissionDenied."""
    if is_limited(membership):
        raise PermissionDenied


def refuse_more(number: int, *, by: Area) -> None:
    """Raises TooManyError."""
    if by.most is None or number <= by.most:
        return
    words = ngettext(
        "These are %(number)s people; you may reach %(most)s at a time.",
        "These are %(number)s people; you may reach %(most)s at a time.",
        number,
    )
    raise TooManyError(words % {"number": f"{number:,}", "most": f"{by.most:,}"})


def words(area: Area, *, organisation_id: int) -> str:
    """The area as a member reads it; '' for everywhere."""
    told = []
    if area.states:
        lives = criteria.get("state")
        told.append(lives.read(list(area.states), organisation_id))
    if area.campaign:
        try:
            signed = criteria.get("signed").read({"campaign": area.campaign}, organisation_id)
        except RuleError as error:
            signed = str(error)
        told.append(signed)
    if area.most is not None:
        told.append(_("at most %(most)s at a time") % {"most": f"{area.most:,}"})
    return ", ".join(told)
