"""What happened at each mail provider lately, in plain words, and what to do about it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.mailings.models import Mailing, ProviderTally, Recipient
from undersigned.outbox.models import Return
from undersigned.outbox.returns.kinds import BLOCKS

DAYS = 30
_ANSWERS_READ, _ANSWERS_SHOWN = 2_000, 12
_NUMBERS = (
    "delivered", "deferred", "hard", "soft", "blocked", "refused", "complaints", "unsubscribed",
)  # fmt: skip

# From which share of what was handed over a number is worth a word (providers' own rules).
_MUCH = {"hard": 0.02, "soft": 0.05, "blocked": 0.01, "complaints": 0.001, "deferred": 0.05}
_WORDS: Mapping[str, tuple[Promise, Promise]] = {
    "blocked": (
        gettext_lazy("It refused mail because it does not trust the sender, not the people."),
        gettext_lazy(
            "Nobody was taken off the list. Check SPF, DKIM and DMARC of the sender's domain, "
            "send to the most active people first, and wait a day before the next mailing."
        ),
    ),
    "complaints": (
        gettext_lazy("More people than usual marked the mailing as spam."),
        gettext_lazy(
            "They get no more mail. Look at who was written to: people who did not expect it "
            "complain. Over 3 in 1,000 a provider may put all your mail into spam."
        ),
    ),
    "hard": (
        gettext_lazy("Many addresses do not exist."),
        gettext_lazy(
            "They get no more mail. It is usual with an old list: after one or two mailings it "
            "should be under 2 %."
        ),
    ),
    "soft": (
        gettext_lazy("Many mailboxes were full, or the server gave up."),
        gettext_lazy(
            "Nothing to do: an address that this happens to again and again rests for a month."
        ),
    ),
    "deferred": (
        gettext_lazy("It takes mail from you slowly at the moment."),
        gettext_lazy("What waits is tried again by itself, for about a day."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One provider's numbers over the days. `handed` is what the relay took or refused."""

    provider: str
    delivered: int
    deferred: int
    hard: int
    soft: int
    blocked: int
    refused: int
    complaints: int
    unsubscribed: int

    @property
    def handed(self) -> int:
        return self.delivered + self.hard + self.soft + self.blocked + self.refused

    @property
    def words(self) -> list[tuple[str, str]]:
        """What stands out, and what to do; nothing where all is well."""
        return [
            (str(what), str(remedy))
            for name, (what, remedy) in _WORDS.items()
            if getattr(self, name) > _MUCH[name] * max(self.handed, 1)
        ]


def lines(*, organisation_id: int, at: datetime) -> list[Line]:
    """The largest first, the many small ones last. One query over snapshots."""
    rows = (
        ProviderTally.objects.filter(mailing__in=_lately(organisation_id, at=at))
        .values("provider")
        .annotate(**{f"all_{name}": Sum(name) for name in _NUMBERS})
    )
    made = [
        Line(
            provider=row["provider"] or _("Others"),
            **{name: row[f"all_{name}"] for name in _NUMBERS},
        )
        for row in rows
    ]
    return sorted(made, key=lambda line: (line.provider == _("Others"), -line.handed))


def whole(board: list[Line]) -> Line:
    """All providers together."""
    numbers = {name: sum(getattr(line, name) for line in board) for name in _NUMBERS}
    return Line(provider=_("All"), **numbers)


@dataclass(frozen=True)
class Said:
    """An answer of a mail server, and how often it came."""

    provider: str
    kind: str
    words: str
    number: int
    is_block: bool


def answers(*, organisation_id: int, at: datetime) -> list[Said]:
    """What servers said most often, of the newest 2,000 that came back. Two queries."""
    came = Return.objects.filter(
        about=Return.About.RECIPIENT, at__gt=at - timedelta(days=DAYS)
    ).exclude(words="")
    newest = list(
        came.order_by("-at").values_list("about_uuid", "domain", "kind", "words")[
            :_ANSWERS_READ
        ]
    )
    ours = set(
        Recipient.objects.filter(
            organisation=organisation_id, uuid__in={uuid for uuid, *_rest in newest}
        ).values_list("uuid", flat=True)
    )
    counts = Counter(tuple(rest) for uuid, *rest in newest if uuid in ours)
    return [
        Said(str(domain), str(Return.Kind(kind).label), str(words), number, kind in BLOCKS)
        for (domain, kind, words), number in counts.most_common(_ANSWERS_SHOWN)
    ]


def _lately(organisation_id: int, *, at: datetime) -> object:
    return Mailing.objects.filter(
        organisation=organisation_id, frozen_at__gt=at - timedelta(days=DAYS)
    )
