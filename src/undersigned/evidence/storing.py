"""Stores what a file of polls brings, in sets; twice brings nothing the second time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from undersigned.evidence import keeping, naming, rechecking, series, stored, taking
from undersigned.evidence.layouts import cells
from undersigned.evidence.layouts.known import OF_POLL, OF_QUESTION, PRINTED
from undersigned.evidence.models import Poll, Question, Result, Topic
from undersigned.evidence.records import PollRecord
from undersigned.evidence.taking import Line, Refusal, Remark, Taken
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation

_BATCH, _SLICE = 500, 500


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The file beside the record: what is new, what is there already, what is refused."""

    taken: Taken
    new: tuple[Line, ...]
    known: tuple[Line, ...]
    refused: tuple[Line, ...]
    keys: frozenset[str] = frozenset()  # of all that is on record

    @property
    def reasons(self) -> dict[str, int]:
        return _counted(line.refusal.value for line in self.refused if line.refusal)

    @property
    def remarks(self) -> dict[str, int]:
        """Of the new rows; and the columns of the file that are not kept."""
        columns = {
            f"the column “{name}” is left out": rows
            for name, rows in self.taken.left_out.items()
            if rows
        }
        return columns | _counted(remark.value for line in self.new for remark in line.remarks)


def _counted(values: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def compare(taken: Taken, *, organisation_id: int) -> Compared:
    """What storing would do; it does nothing. Three queries."""
    on_record = _on_record(organisation_id, taken)
    also = _other_names(organisation_id)
    new, known, refused = [], [], []
    for line in taken.lines:
        if line.refusal is not None:
            refused.append(line)
            continue
        found = [on_record.get(taking.question_key(*pair)) for pair in line.records]
        said = "; ".join(
            taking.differs(one, record)
            for one, (_topic, record) in zip(found, line.records, strict=True)
            if one is not None and taking.differs(one, record)
        )
        if said:
            refused.append(replace(line, refusal=Refusal.DIFFERS, detail=said))
        elif all(one is not None for one in found):
            known.append(line)
        else:
            remarks = (*line.remarks, *_named(line, also))
            new.append(replace(line, remarks=remarks))
    return Compared(
        taken=taken, new=tuple(new), known=tuple(known),
        refused=tuple(sorted(refused, key=lambda line: line.number)),
        keys=frozenset(on_record),
    )  # fmt: skip


def _on_record(organisation_id: int, taken: Taken) -> dict[str, PollRecord]:
    found = {}
    names = taking.names(taken)
    for question in series.as_printed(organisation_id=organisation_id, pollsters=names):
        printed = series.record_of(question, as_printed=True)
        topic = question.topic.name if question.topic else ""
        found[taking.question_key(topic, printed)] = printed
    return found


def _other_names(organisation_id: int) -> dict[str, str]:
    rows = naming.houses_by_name(organisation_id=organisation_id)
    return {key: name for key, name in rows.items() if naming.key_of(name) != key}


def _named(line: Line, also: Mapping[str, str]) -> tuple[Remark, ...]:
    is_other = any(naming.key_of(record.pollster) in also for _topic, record in line.records)
    return (Remark.OTHER_NAME,) if is_other else ()


def store(
    compared: Compared,
    *,
    organisation: Organisation,
    source: str,
    licence: str,
    at: datetime,
    by: auditing.Actor,
) -> int:
    """How many questions were stored. `source` is where the list is from, for rows without."""
    origin = Origin(organisation=organisation, source=source, licence=licence, at=at, by=by)
    number = sum(slices(wanted(compared), origin))
    note(origin, questions=number, refused=len(compared.refused))
    return number


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Whose list it is, where it is from, who brings it and when."""

    organisation: Organisation
    source: str
    licence: str
    at: datetime
    by: auditing.Actor


Wanted = list[tuple[str, PollRecord, Line]]


def wanted(compared: Compared) -> Wanted:
    """The questions of the new rows that are not on record."""
    return [
        (topic, record, line)
        for line in compared.new
        for topic, record in line.records
        if taking.question_key(topic, record) not in compared.keys
    ]


def slices(rows: Wanted, origin: Origin) -> Iterator[int]:
    """Some hundred questions at a time, each time in a transaction: how many were stored.

    What a crash leaves out is new when the list is compared once more.
    """
    for start in range(0, len(rows), _SLICE):
        some = rows[start : start + _SLICE]
        with transaction.atomic():
            _store(some, origin, place=start)
        yield len(some)
    with transaction.atomic():
        rechecking.mark(organisation_id=origin.organisation.pk)
        stored.mark(organisation_id=origin.organisation.pk)


def note(origin: Origin, *, questions: int, refused: int) -> None:
    auditing.record(
        organisation_id=origin.organisation.pk, at=origin.at, by=origin.by, verb="imported",
        subject=(f"polls from {origin.source}", f"organisation:{origin.organisation.pk}"),
        after={"questions": questions, "refused": refused},
    )  # fmt: skip


def _store(wanted: Wanted, origin: Origin, *, place: int) -> None:
    source = origin.source
    polls = _polls(wanted, origin)
    topics = naming.topics(
        organisation_id=origin.organisation.pk,
        names=[topic for topic, _record, _line in wanted],
    )
    families = naming.families(
        wanted=[
            (topics[t], r.family, f"as in {source}") for t, r, _line in wanted if t and r.family
        ],
        at=origin.at, by=origin.by,
    )  # fmt: skip
    rows, results = [], []
    for number, (topic, record, line) in enumerate(wanted, place):
        row = _question(record, line.extras, topic=topics.get(topic), source=source)
        row.poll = polls[taking.poll_key(record)]
        if row.topic is not None and record.family:
            row.family = families[row.topic.pk, record.family]
        row.import_key = taking.question_key(topic, record)
        row.place = number % 30_000
        rows.append(row)
        results.append(_results(row, record, line.extras))
    Question.objects.bulk_create(rows, batch_size=_BATCH)
    Result.objects.bulk_create(
        (result for some in results for result in some), batch_size=_BATCH
    )


def _polls(wanted: Wanted, origin: Origin) -> dict[str, Poll]:
    """By key: those on record, and new ones."""
    ours = origin.organisation
    keys = {taking.poll_key(record) for _t, record, _l in wanted}
    rows = Poll.objects.filter(organisation=ours, import_key__in=keys)
    known = {row.import_key: row for row in rows}
    houses = naming.houses(
        organisation_id=ours.pk, names={record.pollster for _t, record, _l in wanted}
    )
    new: dict[str, Poll] = {}
    for _topic, record, line in wanted:
        key = taking.poll_key(record)
        if key not in known and key not in new:
            poll = _poll(record, line.extras, source=origin.source, licence=origin.licence)
            poll.organisation, poll.import_key = ours, key
            poll.house = houses[naming.key_of(record.pollster)]
            poll.created_at, poll.entered_by = origin.at, origin.by.label
            new[key] = poll
    Poll.objects.bulk_create(new.values(), batch_size=_BATCH)
    return known | new


def _poll(record: PollRecord, extras: Mapping[str, str], *, source: str, licence: str) -> Poll:
    poll = Poll(
        pollster=record.pollster, sponsor=record.sponsor, field_start=record.start,
        field_end=record.end, published=record.released, mode=record.mode,
        sample_total=round(record.total) if record.total and record.total > 0 else None,
        is_tracking=record.tracking, is_open_to_all=record.open_to_all, source_url=record.url,
        source_id=record.respondents, source_title=source, licence=licence,
        sponsor_class=Poll.SponsorClass.CAMPAIGN if record.internal else "",
    )  # fmt: skip
    for name in OF_POLL:
        _put(poll, name, extras.get(name, ""))
    return poll


def _put(row: Poll | Question, name: str, typed: str) -> None:
    """What was exported of a record is read back as it was; what does not fit is left out."""
    field: Any = row._meta.get_field(name)  # noqa: SLF001  Django's documented name
    if not typed:
        return
    choices, most, kind = field.choices, field.max_length, field.get_internal_type()
    if kind == "BooleanField":
        setattr(row, name, typed.lower() in cells.TRUE)
    elif kind == "PositiveIntegerField":
        setattr(row, name, int(typed) if typed.isdigit() and int(typed) else None)
    elif kind == "DecimalField":
        setattr(row, name, _decimal(typed))
    elif not choices or typed in {value for value, _label in choices}:
        setattr(row, name, typed[:most] if most else typed)


def _decimal(typed: str) -> Decimal | None:
    try:
        found = Decimal(typed)
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 < found < 1000 else None  # noqa: PLR2004


def _question(
    record: PollRecord, extras: Mapping[str, str], *, topic: Topic | None, source: str
) -> Question:
    row = Question(
        topic=topic, in_short=(topic.name if topic else record.wording or source)[:300],
        wording=record.wording, population=cells.population_words(record.population),
        subgroup=record.subgroup, sample_size=None if record.size is None else int(record.size),
        side=record.side if record.side in (-1, 0, 1) else 0, split=record.split,
        excluded=record.excluded, source_id=record.id,
    )  # fmt: skip
    for name in OF_QUESTION:
        _put(row, name, extras.get(name, ""))
    if row.sample_size is None:
        row.is_size_assumed = False
    return row


def _exact(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(f"{share:.4f}")


def _results(row: Question, record: PollRecord, extras: Mapping[str, str]) -> list[Result]:
    words = {
        answer.strip(): printed.strip()
        for answer, bar, printed in (
            one.rpartition(" | ") for one in extras.get(PRINTED, "").split("\n")
        )
        if bar
    }
    shares = {name: f"{share:g} %" for name, share in record.answers.items()}
    is_whole = shares.keys() <= words.keys()  # a list of ours: in the order of the record
    printed = words if is_whole else shares | words
    return [
        Result(
            question=row, answer=answer[:200], as_printed=words[:100], place=place,
            kind=keeping.kind_of(answer),
            share=_exact(record.answers.get(answer)),
        )
        for place, (answer, words) in enumerate(printed.items())
    ]  # fmt: skip
