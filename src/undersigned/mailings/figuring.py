"""Figures in a mailing: read from the record, refused when stale, frozen as it goes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from undersigned.evidence import addresses, phrasing, quoting, stored
from undersigned.evidence.models import Claim, Result
from undersigned.ledger.models import Leaf
from undersigned.mailings.blocks.drawing import Figure, Figures
from undersigned.mailings.blocks.kinds import Block
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Petition
from undersigned.places import regions

POLL_DAYS = 180  # an older poll says nothing of today
_COUNT_LAG = timedelta(hours=1)  # a count that is so far behind is not put before the public


class StaleError(ValueError):
    """A figure that may not go as it is: what is wrong, and the remedy."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class Read:
    """`figures` that stand on record, and what is wrong with the others; by the block's id."""

    figures: dict[str, Figure]
    stale: dict[str, StaleError]


def of(mailing: Mailing, *, at: datetime) -> Figures:
    """As frozen, where it goes out or did; else as they are now, without the stale ones."""
    if mailing.frozen_at:
        return {key: Figure(**kept) for key, kept in mailing.figures.items()}
    return read(mailing, at=at).figures


def freeze(mailing: Mailing, *, at: datetime) -> list[StaleError]:
    """Keeps them as they are at this moment, in the caller's transaction; what is stale."""
    found = read(mailing, at=at)
    kept = {key: asdict(figure) for key, figure in found.figures.items()}
    mailing.figures = kept
    Mailing.objects.filter(pk=mailing.pk).update(figures=kept)
    return list(found.stale.values())


def renew(mailing: Mailing, *, at: datetime) -> list[StaleError]:
    """Of one that goes out for months: keeps them as they are now, without the stale ones.

    Answers those that became so since; nothing where somebody changed the mailing meanwhile.
    """
    found, before = read(mailing, at=at), mailing.figures
    kept = {key: asdict(figure) for key, figure in found.figures.items()}
    mine = Mailing.objects.filter(pk=mailing.pk, version=mailing.version)
    if kept == before or not mine.update(figures=kept, version=F("version") + 1):
        return []
    return [error for key, error in found.stale.items() if key in before]


def read(mailing: Mailing, *, at: datetime) -> Read:
    """A query a kind of source, whatever the number of figures; none without any."""
    asked = {
        str(block["id"]): block
        for block in (mailing.blocks if mailing.in_blocks else [])
        if block["kind"] == "figure" and block.get("source")
    }
    found = Read({}, {})
    if not asked:
        return found
    shelf = _Shelf(mailing.organisation, asked.values(), at=at)
    for key, block in asked.items():
        try:
            found.figures[key] = shelf.figure(block)
        except StaleError as error:
            found.stale[key] = error
    return found


class _Shelf:
    """What the record says of all that a mailing's figures come from."""

    def __init__(
        self, organisation: Organisation, blocks: Iterable[Block], *, at: datetime
    ) -> None:
        self._organisation = organisation
        self._at = at
        named = [str(block["source"]).partition(":") for block in blocks]
        self._asked = {
            kind: {rest for name, _colon, rest in named if name == kind}
            for kind in ("claim", "poll", "count")
        }
        self._claims = self._rows("claim", self._read_claims)
        self._results = self._rows("poll", self._read_results)
        self._petitions = self._rows("count", self._read_petitions)

    def _rows(self, kind: str, ask: Callable[[set[str]], dict[str, Any]]) -> dict[str, Any]:
        return ask(self._asked[kind]) if self._asked[kind] else {}

    def _read_claims(self, uuids: set[str]) -> dict[str, Any]:
        rows = Claim.objects.whole().filter(organisation=self._organisation)
        return {str(one.uuid): one for one in rows.filter(uuid__in=_uuids(uuids))}

    def _read_results(self, keys: set[str]) -> dict[str, Any]:
        rows = Result.objects.select_related("question__poll").filter(
            question__poll__organisation=self._organisation,
            pk__in=[key for key in keys if key.isdecimal() and len(key) < 18],  # noqa: PLR2004  an id
        )
        return {str(one.pk): one for one in rows}

    def _read_petitions(self, keys: set[str]) -> dict[str, Any]:
        rows = Petition.objects.select_related("campaign", "snapshot").filter(
            campaign__organisation=self._organisation, campaign__uuid__in=_uuids(keys)
        )
        found = {str(one.campaign.uuid): one for one in rows}
        late = Leaf.objects.pending().filter(
            petition__in=[one.uuid for one in found.values()],
            appended_at__lt=self._at - _COUNT_LAG,
        )
        self._late = set(late.values_list("petition", flat=True))
        return found

    def named(self, sources: Sequence[str]) -> list[tuple[str, str]]:
        words = {
            **{f"claim:{key}": one.sentence[:120] for key, one in self._claims.items()},
            **{f"poll:{key}": poll_words(one) for key, one in self._results.items()},
        }
        return [(one, words.get(one, _("no longer on record"))) for one in sources]

    def figure(self, block: Block) -> Figure:
        """Raises StaleError."""
        kind, _colon, rest = str(block["source"]).partition(":")
        match kind:
            case "claim":
                return self._claim(self._claims.get(rest))
            case "poll":
                return self._poll(self._results.get(rest))
            case _:
                return self._count(self._petitions.get(rest), str(block.get("region", "")))

    def _claim(self, claim: Claim | None) -> Figure:
        if claim is None or claim.number is None:
            raise StaleError(
                _("The claim that it comes from is no longer in the library."),
                _("Choose another figure."),
            )
        if claim.status not in quoting.HOLD:
            words = _("It comes from a claim that does not hold (%(status)s): “%(claim)s”.")
            status = phrasing.say(claim.status, (), ()).label
            raise StaleError(
                words % {"status": status, "claim": claim.sentence},
                _("Bind the claim to another poll, or choose another figure."),
            )
        path = addresses.of_claim(self._organisation.slug, claim.uuid)
        poll = claim.result.question.poll if claim.result else None
        day = (poll.field_end if poll else None) or claim.checked_on
        source = poll.pollster if poll else _("average of polls")
        return Figure(
            number=_share(claim.number), source=source,
            date=date_format(day) if day else "", path=path if claim.is_public else "",
        )  # fmt: skip

    def _poll(self, result: Result | None) -> Figure:
        if result is None or result.share is None:
            raise StaleError(
                _("The poll that it comes from is no longer in the library."),
                _("Choose another figure."),
            )
        poll = result.question.poll
        if poll.is_open_to_all:
            raise StaleError(
                _("It comes from a vote that anyone could take part in, which is no poll."),
                _("Choose a poll."),
            )
        today = stored.today(self._organisation, at=self._at)
        if poll.field_end is None or today - poll.field_end > timedelta(days=POLL_DAYS):
            day = date_format(poll.field_end) if poll.field_end else _("no known day")
            words = _("It comes from a poll of %(day)s, over %(days)s days ago.")
            raise StaleError(words % {"day": day, "days": POLL_DAYS}, _("Choose a newer poll."))
        asked = result.question.population
        return Figure(
            number=_share(result.share),
            source=f"{poll.pollster}, {asked}" if asked else poll.pollster,
            date=date_format(poll.field_end), path=poll.link,
        )  # fmt: skip

    def _count(self, petition: Petition | None, region: str) -> Figure:
        snapshot = getattr(petition, "snapshot", None)
        if petition is None or snapshot is None or snapshot.as_of is None:
            raise StaleError(
                _("Nothing is counted yet of the petition that it comes from."),
                _("Wait for the first count, or choose another figure."),
            )
        if petition.uuid in self._late:
            day = date_format(snapshot.as_of, "DATETIME_FORMAT")
            raise StaleError(
                _("The count that it comes from stands still since %(day)s.") % {"day": day},
                _("Ask whoever runs the server why nothing is counted."),
            )
        number = snapshot.by_region.get(f"US-{region}", 0) if region else snapshot.count
        campaign = petition.campaign
        words = _("signatures of “%(title)s”") % {"title": campaign.title}
        if region:
            where = regions.name("US", region)
            words = _("%(what)s in %(state)s") % {"what": words, "state": where}
        return Figure(
            number=number_format(number, force_grouping=True), source=words,
            date=date_format(snapshot.as_of), path=f"/{campaign.slug}/",
        )  # fmt: skip


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:  # typed by nobody who used our page: it names nothing
            continue
    return found


def _share(number: Any) -> str:  # noqa: ANN401  a Decimal
    return _("%(number)s%%") % {"number": f"{number.normalize():f}"}


def poll_words(result: Result) -> str:
    """A poll's answer in a line, as a list offers it."""
    poll = result.question.poll
    day = date_format(poll.field_end) if poll.field_end else _("no known day")
    return f"{poll.pollster}, {day}: {result.question.in_short[:60]}: {result}"


def named(
    organisation: Organisation, sources: Sequence[str], *, at: datetime
) -> list[tuple[str, str]]:
    """Each source with its words; also one that is no longer on record."""
    shelf = _Shelf(organisation, [{"source": one} for one in sources], at=at)
    return shelf.named(sources)
