"""People by the million, and what they did: made inside the database, a statement a table.

For benchmarks and `make endure`. A table's first row is made by its model; the others are that
row with some columns told anew for each number `n`. The same numbers give the same people.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Model

from undersigned.actions.models import Answer, OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.outbox.models import Suppression
from undersigned.petitions.models import Petition, Signature
from undersigned.places import regions
from undersigned.supporters.models import (
    Field,
    Import,
    ImportedPerson,
    PastAct,
    Supporter,
    Tag,
    Tagging,
)

CAMPAIGNS: Final = 12
_MANY: Final = 100_000
_NAMES: Final = ("Rosa", "Luis", "Ana", "Ida", "Jan", "Mia", "Eva", "Tom", "Lea", "Sam")


@dataclass(frozen=True, kw_only=True)
class Made:
    """What the people are tied to."""

    campaigns: list[Campaign]
    question: OwnQuestion
    mailings: list[Mailing]
    tags: list[Tag]
    batch: Import


def some(salt: int, below: int) -> str:
    """A number from 0 that looks random, of `n`; as SQL. Its low bits alone are no good."""
    mixed = f"((n + {salt}) * 2654435761) % 4294967296"
    return f"({mixed} % {below})" if below > _MANY else f"({mixed} / 4099 % {below})"


def ago(seconds: str, now: datetime) -> str:
    if connection.vendor == "sqlite":
        return f"datetime('{now:%Y-%m-%d %H:%M:%S}', '-' || ({seconds}) || ' seconds')"
    return f"(timestamptz '{now:%Y-%m-%d %H:%M:%S+00}' - ({seconds}) * interval '1 second')"


def one_of(words: tuple[str, ...], number: str) -> str:
    """The word of that number, as SQL: of a string in which each has the same width."""
    width = max(map(len, words))
    text = "".join(word.ljust(width) for word in words)
    return f"rtrim(substr('{text}', CAST({number} * {width} + 1 AS integer), {width}))"


def _uuid(salt: int) -> str:
    if connection.vendor == "sqlite":
        return f"printf('%08x%024x', {salt}, n)"
    return f"(lpad(to_hex({salt}), 8, '0') || lpad(to_hex(n::bigint), 24, '0'))::uuid"


def _json(text: str) -> str:
    return text if connection.vendor == "sqlite" else f"({text})::jsonb"


def spread(first: Model, number: int, values: Mapping[str, str], *, start: int = 1) -> None:
    """Rows like `first`, `n` from `start`: `values` tell columns by SQL. It stays as it is."""
    if number <= 0:
        return
    table = first._meta.db_table
    columns = [field.column for field in first._meta.concrete_fields]
    base = first.pk
    told = {"id": f"{base} + n", **values}
    chosen = ", ".join(told.get(column, f'f."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    last = start + number - 1
    if connection.vendor == "sqlite":
        series = (
            f"(WITH RECURSIVE c(n) AS (SELECT {start} UNION ALL SELECT n + 1 FROM c"  # noqa: S608
            f" WHERE n < {last}) SELECT n FROM c)"
        )
    else:
        series = f"(SELECT n FROM generate_series({start}::bigint, {last}) AS g(n))"  # noqa: S608
    sql = (
        f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {series} AS s,"  # noqa: S608
        f" {table} AS f WHERE f.id = {first.pk}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"  # noqa: S608
                f" FROM {table}"
            )


@contextmanager
def without_indexes(*models: type[Model]) -> Iterator[None]:
    """Those that no constraint needs are made again afterwards: quicker by far."""
    with connection.cursor() as cursor:
        kept: list[tuple[str, str]] = []
        for table in (model._meta.db_table for model in models):
            if connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL"
                    " AND tbl_name = %s AND sql NOT LIKE 'CREATE UNIQUE%%'", [table],
                )  # fmt: skip
            else:
                cursor.execute(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
                    " AND indexdef NOT LIKE 'CREATE UNIQUE%%'", [table],
                )  # fmt: skip
            kept += cursor.fetchall()
        for name, _sql in kept:
            cursor.execute(f'DROP INDEX "{name}"')
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")  # no check a row
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")
        for _name, sql in kept:
            cursor.execute(sql)


def make(ours: Organisation, *, people: int, now: datetime) -> Made:
    """So many people; five acts for each: half of them signed four campaigns of twelve."""
    made = _things(ours, now)
    tables = (Supporter, Signature, PastAct, Answer, Recipient, Tagging, ImportedPerson)
    with without_indexes(*tables):
        first = _people(ours, people, now)
        _signatures(made, first, people, now)
        _past_acts(ours, first, people, now)
        _others(ours, made, first, people, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return made


def _things(ours: Organisation, now: datetime) -> Made:
    campaigns = list(Campaign.objects.filter(organisation=ours).order_by("pk"))
    for number in range(len(campaigns), CAMPAIGNS):
        campaigns.append(Campaign.objects.create(
            organisation=ours, slug=f"campaign-{number}", title=f"Campaign {number}",
            state=Campaign.State.LIVE, launched_at=now, created_at=now,
        ))  # fmt: skip
        Petition.objects.create(campaign=campaigns[-1])
    question = OwnQuestion.objects.create(
        campaign=campaigns[0], kind="choice", label="How are you registered?",
        choices=["Democrat", "Republican", "neither"],
    )  # fmt: skip
    mailings = [
        Mailing.objects.create(
            organisation=ours, name=f"Mailing {number}", created_at=now, frozen_at=now,
            state=Mailing.State.SENT, finished_at=now,
        )
        for number in range(2)
    ]  # fmt: skip
    tags = [Tag.objects.create(organisation=ours, name=name) for name in ("host", "donor", "x")]
    Field.objects.create(organisation=ours, key="shoe", label="Shoe size")
    batch = Import.objects.create(
        organisation=ours, file_name="people.csv", size=1, state=Import.State.DONE,
        created_at=now, started_at=now, finished_at=now, by_label="", by_id_text="",
    )  # fmt: skip
    return Made(
        campaigns=campaigns, question=question, mailings=mailings, tags=tags, batch=batch
    )


def _people(ours: Organisation, number: int, now: datetime) -> int:
    """The key of the first."""
    first = Supporter.objects.create(
        organisation=ours, canonical_address="p0@example.org", email="p0@example.org",
        address_hash="h0", given_name="Rosa", family_name="Diaz 0", created_at=now,
        region="OH", postal_code="44101", email_consent="given", source="first",
        first_confirmed_at=now, fields={"shoe": "40"},
    )  # fmt: skip
    address = "'p' || n || '@example.org'"
    spread(first, number - 1, {
        "uuid": _uuid(1), "canonical_address": address, "email": address,
        "address_hash": "'h' || n", "given_name": one_of(_NAMES, some(1, len(_NAMES))),
        "family_name": "'Diaz ' || n",
        "region": one_of((*regions.STATES, ""), some(2, len(regions.STATES) + 1)),
        "postal_code": f"CAST({some(3, 89_999)} + 10000 AS text)",
        "email_consent": one_of(("given",) * 7 + ("none", "none", "withdrawn"), some(4, 10)),
        "source": f"'source-' || {some(5, 40)}",
        "created_at": ago(some(6, 900 * 86_400), now),
        "fields": _json(f"""'{{"shoe": "' || ({some(7, 15)} + 35) || '"}}'"""),
    })  # fmt: skip
    stop = Suppression.objects.create(
        organisation=ours, address_hash="h0", reason="bounced", at=now
    )
    spread(stop, number // 50 - 1, {"address_hash": "'h' || (n * 50)"})
    return first.pk


def _petitions(made: Made, index: str) -> str:
    numbers = tuple(str(c.petition.pk) for c in made.campaigns)
    return f"CAST({one_of(numbers, index)} AS bigint)"


def _signatures(made: Made, first: int, people: int, now: datetime) -> None:
    """Four each of the even half, of four threes of campaigns; 95 of 100 confirmed."""
    half = people // 2
    ours = made.campaigns[0].organisation
    begun = Supporter.objects.get(pk=first)
    one = Signature.objects.create(
        organisation=ours, petition=made.campaigns[0].petition, supporter=begun,
        canonical_address=begun.canonical_address, email=begun.email, state="confirmed",
        signed_at=now, confirmed_at=now, given_name="Rosa", country="US", region="OH",
    )  # fmt: skip
    whom, round_ = f"(n % {half} * 2)", f"(n / {half})"
    three = f"(((n % {half}) * 2654435761) % 4294967296 / 4099 % 3)"
    signed = ago(some(8, 300 * 86_400), now)
    spread(one, half * 4 - 1, {
        "uuid": _uuid(2), "supporter_id": f"{first} + {whom}",
        "petition_id": _petitions(made, f"({round_} * 3 + {three})"),
        "canonical_address": f"'p' || {whom} || '@example.org'",
        "email": f"'p' || {whom} || '@example.org'",
        "state": one_of(("confirmed",) * 19 + ("pending",), some(9, 20)),
        "signed_at": signed, "confirmed_at": signed,
        "referred_by_id": f"CASE WHEN n % 10 = 0 THEN {one.pk} + {some(10, people // 50)} END",
    })  # fmt: skip


def _past_acts(ours: Organisation, first: int, people: int, now: datetime) -> None:
    one = PastAct.objects.create(
        organisation=ours, supporter_id=first, kind="signed", title="Old petition", at=now
    )
    spread(one, people * 5 // 2 - 1, {
        "supporter_id": f"{first} + n % {people}",
        "kind": one_of(("signed",) * 3 + ("acted", "clicked"), some(11, 5)),
        "title": f"'Old petition ' || {some(12, 30)}",
        "at": ago(f"{some(13, 1500 * 86_400)} + 60", now),
    })  # fmt: skip


def _others(ours: Organisation, made: Made, first: int, people: int, now: datetime) -> None:
    half = people // 2
    answer = Answer.objects.create(
        question=made.question, supporter_id=first, value="Democrat", at=now
    )
    spread(answer, half - 1, {
        "supporter_id": f"{first} + n * 2",
        "value": one_of(tuple(made.question.choices), some(14, 3)),
    })  # fmt: skip
    for number, mailing in enumerate(made.mailings):
        # Of every second person, and of the others.
        got = Recipient.objects.create(
            organisation=ours, mailing=mailing, supporter_id=first + number, state="sent",
            canonical_address=f"p{number}@example.org", done_at=now,
        )  # fmt: skip
        spread(got, half - 1, {
            "uuid": _uuid(10 + number), "supporter_id": f"{first} + n * 2 + {number}",
            "canonical_address": f"'p' || (n * 2 + {number}) || '@example.org'",
        })  # fmt: skip
    for tag, every in zip(made.tags, (2, 5, 20), strict=True):
        one = Tagging.objects.create(tag=tag, supporter_id=first, at=now)
        spread(one, people // every - 1, {"supporter_id": f"{first} + n * {every}"})
    stood = ImportedPerson.objects.create(batch=made.batch, supporter_id=first, is_new=True)
    new = "n % 2 = 0"
    spread(stood, half - 1, {"supporter_id": f"{first} + n", "is_new": new})
