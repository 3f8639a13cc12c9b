"""Twenty audiences, as rules and as SQL by hand; run inside `undersigned`."""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from tests import millions
from undersigned.actions.models import OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.segments import compiling
from undersigned.segments.areas import EVERYWHERE
from undersigned.supporters.models import Import

TICKS = os.sysconf("SC_CLK_TCK")
SEVEN = ("AZ", "GA", "MI", "NV", "NC", "PA", "WI")


class Asked(NamedTuple):
    name: str
    rule: dict[str, Any]
    by_hand: str  # what follows WHERE, of supporters_supporter AS s


def make(people: int) -> None:
    millions.make(Organisation.objects.get(), people=people, now=timezone.now())


def ask(criterion: str, value: Any = True) -> dict[str, Any]:  # noqa: ANN401, FBT002  JSON
    return {"criterion": criterion, "value": value}


class Names:
    """What stands in the database, as rules and as SQL ask for it."""

    def __init__(self) -> None:
        self.campaigns = list(Campaign.objects.order_by("pk"))
        self.petitions = [one.petition.pk for one in self.campaigns]
        self.mailing = Mailing.objects.order_by("pk")[0]
        self.question, self.file = OwnQuestion.objects.get(), Import.objects.get()
        self.now = timezone.now()
        self.lives, self.may = ask("state", ["OH"]), ask("reachable")
        self.got = ask("was_sent", str(self.mailing.uuid))
        self.sent = (
            "s.id IN (SELECT supporter_id FROM mailings_recipient WHERE state IN ('sent',"
            f" 'uncertain') AND mailing_id = {self.mailing.pk} AND supporter_id IS NOT NULL)"
        )

    def day(self, days: int) -> str:
        return (self.now - timedelta(days=days)).date().isoformat()

    def a(self, number: int, since: str = "") -> dict[str, Any]:
        return ask("signed", {"campaign": str(self.campaigns[number].uuid), "since": since})

    def signed(self, number: int, since: str = "") -> str:
        petition = self.petitions[number]
        return acts("petitions_signature", f"petition_id = {petition}", since)

    def active(self, days: int) -> str:
        then = self.day(days)
        return (
            "s.id IN (SELECT supporter_id FROM petitions_signature WHERE state = 'confirmed'"
            f" AND organisation_id = 1 AND confirmed_at >= '{then}' UNION ALL SELECT"
            " supporter_id FROM supporters_pastact WHERE kind IN ('signed', 'acted')"
            f" AND organisation_id = 1 AND at >= '{then}')"
        )


def acts(table: str, where: str, since: str = "") -> str:
    more = f" AND confirmed_at >= '{since}'" if since else ""
    state = " AND state = 'confirmed'" if table == "petitions_signature" else ""
    return f"s.id IN (SELECT supporter_id FROM {table} WHERE {where}{state}{more})"


def lacks(those: str) -> str:
    """Nobody of `s.id IN (...)`: NOT IN is not hashed by PostgreSQL beyond some megabytes."""
    return (
        f"NOT EXISTS (SELECT 1 FROM {those.removeprefix('s.id IN ')} AS those"
        " WHERE those.supporter_id = s.id)"
    )


def any_of(*those: str, people: tuple[str, int] = ("", 0)) -> str:
    """A union: PostgreSQL asks an OR of `s.id IN (...)` for each person anew.

    `people` is what holds of those of one place in `those` besides.
    """
    besides, place = people
    parts = [one.removeprefix("s.id IN (").removesuffix(")") for one in those]
    if besides:
        where = f"({besides}) AND {those[place]}"
        parts[place] = f"SELECT s.id FROM supporters_supporter AS s WHERE {where}"
    return f"s.id IN ({' UNION '.join(parts)})"


THREE = (
    "s.id IN (SELECT id FROM supporters_supporter WHERE organisation_id = 1"
    " AND country = 'US' AND region IN ('OH', 'IA', 'NH'))"
)
OHIO = "s.country = 'US' AND s.region = 'OH'"
MAILABLE = (
    "s.email_consent = 'given' AND NOT EXISTS (SELECT 1 FROM outbox_suppression AS x WHERE"
    " x.organisation_id = 1 AND x.address_hash = s.address_hash)"
)
HOST, DONOR = acts("supporters_tagging", "tag_id = 1"), acts("supporters_tagging", "tag_id = 2")


def everything() -> Iterator[Asked]:
    """The published set, simple ones first."""
    names = Names()
    yield from simple(names)
    yield from of_acts(names)
    yield from nested(names)


def simple(names: Names) -> Iterator[Asked]:
    lives, may, signed, day = names.lives, names.may, names.signed, names.day
    number = (
        "CAST(s.fields ->> 'shoe' AS double precision)"
        if connection.vendor == "postgresql"
        else "CAST(json_extract(s.fields, '$.shoe') AS real)"
    )
    yield Asked("everyone", {}, "1 = 1")
    yield Asked("lives in Ohio", lives, OHIO)
    yield Asked(
        "lives in seven states, may be emailed",
        {"all": [ask("state", list(SEVEN)), may]},
        f"s.country = 'US' AND s.region IN {SEVEN} AND {MAILABLE}",
    )
    yield Asked("may be emailed", may, MAILABLE)
    yield Asked("joined in 7 days", ask("joined_within", 7), f"s.created_at >= '{day(7)}'")
    yield Asked(
        "shoe size of at least 45, in Ohio",
        {"all": [lives, ask("field", {"field": "shoe", "way": "least", "value": "45"})]},
        f"{OHIO} AND {number} >= 45",
    )
    yield Asked("signed A", names.a(0), signed(0))
    yield Asked("signed A in 30 days", names.a(0, day(30)), signed(0, day(30)))
    yield Asked(
        "signed A, in Ohio, may be emailed", {"all": [names.a(0), lives, may]},
        f"{signed(0)} AND {OHIO} AND {MAILABLE}",
    )  # fmt: skip


def of_acts(names: Names) -> Iterator[Asked]:
    may, day = names.may, names.day
    question, file = names.question, names.file
    said = acts("actions_answer", f"question_id = {question.pk} AND value = 'Republican'")
    yield Asked(
        "signed any in 90 days", ask("signed_any", {"since": day(90)}),
        acts("petitions_signature", "organisation_id = 1", day(90)),
    )  # fmt: skip
    yield Asked("active in 30 days", ask("active", 30), names.active(30))
    yield Asked(
        "may be emailed, not active in a year", {"all": [may, {"none": [ask("active", 365)]}]},
        f"{MAILABLE} AND {lacks(names.active(365))}",
    )  # fmt: skip
    yield Asked(
        "answered Republican, in New Hampshire",
        {"all": [ask("answered", {"question": str(question.uuid), "answer": "Republican"}),
                 ask("state", ["NH"])]},
        f"s.country = 'US' AND s.region = 'NH' AND {said}",
    )  # fmt: skip
    yield Asked(
        "brought three signatures", ask("brought", {"least": 3}),
        "s.id IN (SELECT r.supporter_id FROM petitions_signature AS g"
        " JOIN petitions_signature AS r ON r.id = g.referred_by_id"
        " WHERE g.state = 'confirmed' AND g.organisation_id = 1"
        " GROUP BY r.supporter_id HAVING count(*) >= 3)",
    )  # fmt: skip
    yield Asked(
        "new in a list, never signed",
        {"all": [ask("new_from_file", str(file.uuid)), {"none": [ask("signed_any", {})]}]},
        f"{acts('supporters_importedperson', f'batch_id = {file.pk} AND is_new')} AND "
        f"{lacks(acts('petitions_signature', 'organisation_id = 1'))}",
    )  # fmt: skip


def nested(names: Names) -> Iterator[Asked]:
    lives, signed, got, day = names.lives, names.signed, names.got, names.day
    a = names.a
    yield Asked(
        "signed A, not B",
        {"all": [a(0), {"none": [a(3)]}]},
        f"{signed(0)} AND {lacks(signed(3))}",
    )
    yield Asked(
        "was sent M, did not sign A", {"all": [got, {"none": [a(0)]}]},
        f"{names.sent} AND {lacks(signed(0))}",
    )  # fmt: skip
    yield Asked(
        "host, or signed A in Ohio", {"any": [ask("tag", "host"), {"all": [a(0), lives]}]},
        any_of(HOST, signed(0), people=(OHIO, 1)),
    )  # fmt: skip
    yield Asked(
        "signed A, B or C", {"any": [a(0), a(1), a(2)]},
        any_of(signed(0), signed(1), signed(2)),
    )  # fmt: skip
    yield Asked(
        "three states, donors or B; not A, not C lately, not sent M; active in 180 days",
        {"all": [{"any": [ask("state", ["OH", "IA", "NH"]), ask("tag", "donor"), a(1)]},
                 {"none": [a(0), a(4, day(60)), got]}, ask("active", 180)]},
        f"{any_of(THREE, DONOR, signed(1))} AND {lacks(signed(0))}"
        f" AND {lacks(signed(4, day(60)))} AND {lacks(names.sent)} AND {names.active(180)}",
    )  # fmt: skip


def run() -> None:
    """Prints, as JSON: of each audience people, seconds and seconds of the processor, twice."""
    ours = Organisation.objects.get().pk
    found = []
    for asked in everything():
        people = compiling.compile_rules(asked.rule, organisation_id=ours, by=EVERYWHERE)
        sql = (
            "SELECT count(*) FROM supporters_supporter AS s WHERE s.organisation_id = 1 AND"
            f" {asked.by_hand}"
        )
        number, mine = _measured(people.count)
        again, theirs = _measured(lambda sql=sql: _one(sql))
        if number != again:
            raise AssertionError((asked.name, number, again))
        found.append([asked.name, number, *mine, *theirs])
    print(json.dumps(found))


def _one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def _measured(do: Callable[[], int], times: int = 3) -> tuple[int, tuple[float, float]]:
    """What it answers; the medians of its seconds, and of the processors'."""
    number, took, used = 0, [], []
    for _ in range(times):
        began, busy = time.perf_counter(), _processor()
        number = do()
        took.append(time.perf_counter() - began)
        used.append(_processor() - busy)
    return number, (statistics.median(took), statistics.median(used))


def _processor() -> float:
    """Of this process; with PostgreSQL, of the server's, and of those that helped it."""
    if connection.vendor == "sqlite":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = _stat(int(cursor.fetchone()[0]))
    server = _stat(int(mine[1]))
    return (int(mine[11]) + int(mine[12]) + int(server[13]) + int(server[14])) / TICKS


def _stat(process: int) -> list[str]:
    """Its line in /proc from the state on: parent second, times from the twelfth on."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
