"""People with all that a rule may ask about, told twice: as rows, and as plain facts.

`RULES` asks each criterion something; `MEANS` answers from the facts, without a database. What
begins with '@' stands for the number of a row, and is put in by `Everybody.named`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from tests import make
from undersigned.actions.models import Answer, OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.mailings.models import Click, Link, Recipient
from undersigned.organisations.auditing import CLOCK
from undersigned.organisations.models import IssuePosition, Organisation
from undersigned.outbox.models import Suppression
from undersigned.petitions.models import Signature
from undersigned.places.models import DistrictFile, ZipDistrict
from undersigned.segments import storing
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Field,
    Import,
    ImportedPerson,
    IssueInterest,
    PastAct,
    Supporter,
    Tag,
    Tagging,
)

STATES = ["OH", "IA", "TX"]
HEIGHTS: list[Any] = [
    "180", "99.5", "-3", 181, 7.25, True, False, "12 feet", "1-2", "1.2.3", "", ".5", "7.",
]  # fmt: skip
BORN = ["1970-01-31", "2001-12-01", "May 1970", "1970"]
DAYS = [0, 3, 20, 40, 100, 400]
NUMBER = 70


@dataclass
class One:
    """What is true of one person; days are so many days ago."""

    row: Supporter
    days: int
    stopped: bool = False
    tags: set[str] = field(default_factory=set)
    file: str = ""  # new, known
    past: list[tuple[str, str, int]] = field(default_factory=list)
    signed: list[tuple[str, int, str, str]] = field(default_factory=list)
    brought: list[str] = field(default_factory=list)
    answer: str = ""
    calls: str = ""  # what they said last of phone calls
    cares: str = ""
    got: str = ""
    clicked: list[tuple[str, int]] = field(default_factory=list)  # which link, days ago

    @property
    def pk(self) -> int:
        return self.row.pk


@dataclass
class Everybody:
    organisation: Organisation
    people: list[One]
    names: dict[str, str]

    def named(self, rule: Any) -> Any:
        """With the numbers of the rows."""
        if isinstance(rule, dict):
            return {name: self.named(part) for name, part in rule.items()}
        if isinstance(rule, list):
            return [self.named(part) for part in rule]
        return self.names.get(rule, rule) if isinstance(rule, str) else rule


def day(days: int) -> str:
    return (timezone.now() - timedelta(days=days)).date().isoformat()


def ask(criterion: str, *values: Any) -> list[dict[str, Any]]:
    return [{"criterion": criterion, "value": value} for value in values]


def has(key: str, way: str, value: str = "") -> dict[str, str]:
    return {"field": key, "way": way, "value": value}


RIVERS = [{"issue": "Rivers", "told": told} for told in ("", "person", "staff", "signed")]
KEPT = {"any": [{"criterion": "state", "value": ["OH", "TX"]},
                {"all": [{"criterion": "state", "value": [""]},
                         {"none": [{"criterion": "joined_within", "value": 7}]}]}]}  # fmt: skip
RULES = [
    *ask("state", [""]), *ask("postal_code", ["441"], ["5", "44256"]), *ask("country", "AU"),
    *ask("district", "OH-03"), *ask("agreed", "phone"), *ask("interest", *RIVERS),
    *ask("consent", *EmailConsent.values), *ask("reachable", 1), *ask("tag", "host"),
    *ask("source", "FAIR"), *ask("language", "es"), *ask("segment", "@kept"),
    *ask("joined_within", 7), *ask("joined_since", day(30)), *ask("active", 30),
    *ask("active_since", day(90)), *ask("in_file", "@file"), *ask("new_from_file", "@file"),
    *ask("was_sent", "@mailing"), *ask("signed_through", "@mailing"),
    *ask("clicked", {}, {"mailing": "@mailing"}, {"mailing": "@mailing", "link": "@link"},
         {"since": day(30)}),
    *ask("answered", {"question": "@question"}, {"question": "@question", "answer": "oak"},
         {"question": "@question", "contains": "A"}),
    *ask("signed", {"campaign": "@a"}, {"campaign": "@b", "since": day(30)},
         {"campaign": "@a", "source": "fair"}),
    *ask("signed_any", {}, {"since": day(30)}, {"source": "letter"}),
    *ask("brought", {"least": 1}, {"least": 2}, {"least": 1, "campaign": "@a"}),
    *ask("acted_before", {"kind": "signed"}, {"kind": "clicked", "since": day(90)},
         {"kind": "signed", "title": "RIVER"}),
    *ask("field", has("height", "is", "180"), has("height", "contains", "2"),
         has("height", "least", "7"), has("height", "most", "99.5"), has("height", "filled"),
         has("height", "is", "yes"),
         has("born", "since", "1990-01-01"), has("born", "until", "1970-01-31")),
]  # fmt: skip


def _number(text: str) -> float | None:
    whole, _dot, rest = text.removeprefix("-").partition(".")
    return float(text) if (whole + rest).isdecimal() else None


def _field(asked: dict[str, str], one: One) -> bool:  # noqa: PLR0911  a line a way
    value, typed = one.row.fields.get(asked["field"]), asked["value"]
    if value is None:
        return False
    text = str(value).lower() if isinstance(value, bool) else str(value)
    number = _number(text)
    born = text if len(text) == 10 and text[4] == "-" else ""
    match asked["way"]:
        case "is":
            return text == typed or (text, typed) == ("true", "yes")
        case "contains":
            return typed in text
        case "filled":
            return bool(text)
        case "least":
            return number is not None and number >= float(typed)
        case "most":
            return number is not None and number <= float(typed)
        case "since":
            return bool(born) and born >= typed
        case _:
            return bool(born) and born <= typed


def _lives(codes: list[str], one: One) -> bool:
    here = one.row.country == "US"
    return (here and one.row.region in codes) or (not here and "" in codes)


def _signed(asked: dict[str, str], one: One) -> bool:
    """Days a rule's `since` leaves: of 30, those below."""
    return any(
        asked.get("campaign", f"@{campaign}") == f"@{campaign}"
        and (not asked.get("since") or days < 30)
        and asked.get("source", source) == source
        for campaign, days, source, _mailing in one.signed
    )


def _active(days: int, one: One) -> bool:
    signed = any(ago < days for _campaign, ago, *_others in one.signed)
    return signed or any(kind != "clicked" and ago < days for kind, _title, ago in one.past)


def _past(asked: dict[str, str], one: One) -> bool:
    return any(
        kind == asked["kind"] and asked.get("title", "").lower() in title
        and (not asked.get("since") or ago < 90)
        for kind, title, ago in one.past
    )  # fmt: skip


def _brought(asked: dict[str, Any], one: One) -> bool:
    counted = [c for c in one.brought if asked.get("campaign", f"@{c}") == f"@{c}"]
    return len(counted) >= int(asked["least"])


def _clicked(asked: dict[str, str], one: One) -> bool:
    return any(
        asked.get("link", f"@{link}") == f"@{link}" and (not asked.get("since") or days < 30)
        for link, days in one.clicked
    )


def _answered(asked: dict[str, str], one: One) -> bool:
    said = asked.get("answer", one.answer) == one.answer
    return bool(one.answer) and said and asked.get("contains", "").lower() in one.answer


def _cares(asked: dict[str, str], one: One) -> bool:
    """The campaign a is about rivers."""
    signed = any(campaign == "a" for campaign, *_rest in one.signed)
    return {
        "": bool(one.cares) or signed, "signed": signed,
    }.get(asked["told"], one.cares == asked["told"])  # fmt: skip


MEANS: dict[str, Callable[[Any, One], Any]] = {
    "state": _lives,
    "postal_code": lambda codes, one: one.row.postal_code.startswith(tuple(codes)),
    "country": lambda code, one: one.row.country == code,
    "district": lambda _, one: one.row.country == "US" and one.row.postal_code == "44101",
    "agreed": lambda _, one: one.calls == "given",
    "interest": _cares,
    "consent": lambda word, one: one.row.email_consent == word,
    "reachable": lambda _, one: one.row.email_consent == "given" and not one.stopped,
    "tag": lambda word, one: word in one.tags,
    "source": lambda words, one: words.lower() in one.row.source,
    "language": lambda code, one: one.row.language == code,
    "segment": lambda _, one: _lives(["OH", "TX"], one) or (_lives([""], one) and one.days > 7),
    "joined_within": lambda days, one: one.days < days,
    "joined_since": lambda _, one: one.days < 30,
    "active": _active,
    "active_since": lambda _, one: _active(90, one),
    "in_file": lambda _, one: bool(one.file),
    "new_from_file": lambda _, one: one.file == "new",
    "was_sent": lambda _, one: one.got in ("sent", "uncertain"),
    "signed_through": lambda _, one: any(mailing for *_others, mailing in one.signed),
    "clicked": _clicked,
    "answered": _answered,
    "signed": _signed,
    "signed_any": _signed,
    "brought": _brought,
    "acted_before": _past,
    "field": _field,
}


def everybody() -> Everybody:
    """Seventy people of all kinds, and some of another organisation that none may find."""
    chance, ours = Random(4), make.organisation()  # noqa: S311  no secret
    campaigns = {name: make.campaign(ours, f"campaign-{name}") for name in "ab"}
    question = OwnQuestion.objects.create(campaign=campaigns["a"], kind="text", label="Tree?")
    mailing = make.mailing(ours, name="First letter")
    link, _other = [
        Link.objects.create(mailing=mailing, address=name, key=name)
        for name in ("link", "other")
    ]
    batch = Import.objects.create(
        organisation=ours, file_name="people.csv", size=1, created_at=make.NOON
    )
    for key in ("height", "born"):
        Field.objects.create(organisation=ours, key=key, label=key.title())
    people = [_person(ours, number, chance) for number in range(NUMBER)]
    signatures = _act(ours, people, campaigns, mailing.uuid, chance)
    _bring(people, signatures, chance)
    _more(people, question, mailing, batch, chance)
    strangers = make.organisation("Other", "other")
    abroad = make.campaign(strangers)
    make.signature(abroad, make.supporter(strangers), confirmed_at=timezone.now())
    kept = storing.keep(organisation=ours, name="Two", at=make.NOON, by=CLOCK, rules=KEPT)
    names = {
        "@kept": str(kept.uuid), "@file": str(batch.uuid), "@mailing": str(mailing.uuid),
        "@question": str(question.uuid), "@link": str(link.pk),
        **{f"@{name}": str(campaign.uuid) for name, campaign in campaigns.items()},
    }  # fmt: skip
    return Everybody(ours, people, names)


def _person(ours: Organisation, number: int, chance: Random) -> One:
    days = chance.choice(DAYS)
    values = {"height": chance.choice(HEIGHTS), "born": chance.choice(BORN)}
    row = make.supporter(
        ours, f"Rosa {number}", region=chance.choice(STATES),
        consent=EmailConsent(chance.choice(EmailConsent.values)),
        country=chance.choice(["US", "US", "AU"]),
        postal_code=chance.choice(["44101", "44256", "50001", ""]),
        source=chance.choice(["fairground", "letter", ""]),
        language=chance.choice(["en", "es"]),
        fields={key: text for key, text in values.items() if chance.random() < 0.7},
    )  # fmt: skip
    row.created_at = timezone.now() - timedelta(days=days)
    row.save(update_fields=["created_at"])
    return One(row=row, days=days)


def _act(
    ours: Organisation, people: list[One], campaigns: dict[str, Campaign], mailing: Any,
    chance: Random,
) -> list[tuple[Signature, str]]:  # fmt: skip
    made = []
    for one in people:
        for name, campaign in campaigns.items():
            if chance.random() < 0.5:
                continue
            days, source = chance.choice(DAYS), chance.choice(["fair", "letter", ""])
            through = chance.choice([mailing, None, None])
            confirmed = chance.random() < 0.7
            values: dict[str, Any] = {} if confirmed else {"state": "pending"}
            made.append((make.signature(
                campaign, one.row, source=source, mailing_uuid=through,
                confirmed_at=timezone.now() - timedelta(days=days), **values,
            ), name))  # fmt: skip
            if confirmed:
                one.signed.append((name, days, source, str(through or "")))
        for kind in PastAct.Kind.values:
            if chance.random() < 0.2:
                title, days = (
                    chance.choice(["save the river", "the bridge"]),
                    chance.choice(DAYS),
                )
                at = timezone.now() - timedelta(days=days)
                PastAct.objects.create(
                    organisation=ours, supporter=one.row, kind=kind, title=title, at=at
                )
                one.past.append((kind, title, days))
    return made


def _bring(people: list[One], signatures: list[tuple[Signature, str]], chance: Random) -> None:
    by_row = {one.pk: one for one in people}
    for signature, name in signatures:
        if chance.random() < 0.4:
            other, _name = chance.choice(signatures[:20])
            Signature.objects.filter(pk=signature.pk).update(referred_by=other)
            if signature.state == "confirmed":
                by_row[other.supporter_id].brought.append(name)


def _more(
    people: list[One], question: OwnQuestion, mailing: Any, batch: Import, chance: Random
) -> None:
    rivers = IssuePosition.objects.create(organisation=batch.organisation, name="Rivers")
    Campaign.objects.get(slug="campaign-a").issues.add(rivers)
    file = DistrictFile.objects.create(
        source="x", as_of=make.NOON.date(), codes=2, brought_at=make.NOON
    )
    for code, number in (("44101", "03"), ("44256", "03"), ("44256", "04")):
        ZipDistrict.objects.create(file=file, postal_code=code, state="OH", district=number)
    tag = Tag.objects.create(organisation=batch.organisation, name="host")
    for one in people:
        if chance.random() < 0.3:
            Suppression.objects.create(
                organisation=batch.organisation, address_hash=one.row.address_hash,
                reason="bounced", at=make.NOON,
            )  # fmt: skip
            one.stopped = True
        if chance.random() < 0.3:
            Tagging.objects.create(tag=tag, supporter=one.row, at=make.NOON)
            one.tags.add(tag.name)
        one.file = chance.choice(["new", "known", ""])
        if one.file:
            ImportedPerson.objects.create(
                batch=batch, supporter=one.row, is_new=one.file == "new"
            )
        one.answer = chance.choice(["oak", "a lime", ""])
        if one.answer:
            Answer.objects.create(
                question=question, supporter=one.row, value=one.answer, at=make.NOON
            )
        _says(one, rivers, chance)
        one.got = chance.choice(["sent", "failed", "uncertain", ""])
        if one.got:
            row = Recipient.objects.create(
                organisation=batch.organisation, mailing=mailing, supporter=one.row,
                canonical_address=one.row.canonical_address, state=one.got,
            )  # fmt: skip
            _click(one, row, chance)


def _click(one: One, row: Recipient, chance: Random) -> None:
    """Some of the mailing's two links, by themselves or by a machine."""
    for link in row.mailing.links.order_by("pk"):
        if chance.random() < 0.5:
            continue
        days, verdict = chance.choice(DAYS), chance.choice(["person", "sweep"])
        at = timezone.now() - timedelta(days=days)
        Click.objects.create(
            link=link, recipient=row, at=at, method="GET", verdict=verdict, rules=1
        )
        if verdict == "person":
            Recipient.objects.filter(pk=row.pk).update(clicked_at=at)
            one.clicked.append((link.address, days))


def _says(one: One, rivers: IssuePosition, chance: Random) -> None:
    """What they care about, and what they said of phone calls, the last of it twice a day."""
    one.cares = chance.choice(["person", "staff", "", "", "", ""])
    if one.cares:
        IssueInterest.objects.create(
            supporter=one.row, issue=rivers, told=one.cares, at=make.NOON
        )
    for ago in chance.sample([3, 2, 2], chance.choice([0, 1, 2, 3])):
        said = chance.choice(["given", "withdrawn"])
        Consent.objects.create(
            organisation=rivers.organisation, supporter=one.row, channel="phone", said=said,
            how="staff", at=make.NOON - timedelta(days=ago),
        )  # fmt: skip
    last = Consent.objects.filter(supporter=one.row).order_by("at", "pk").last()
    one.calls = last.said if last else ""
