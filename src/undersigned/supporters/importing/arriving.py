"""People whom nobody knew: written as they were made ready, without another thought."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress

from undersigned.lib import bulk, references
from undersigned.lib.bulk import Encoded
from undersigned.supporters.importing import beside, fresh, writing
from undersigned.supporters.importing.deciding import Known, Plan
from undersigned.supporters.importing.framing import Frame
from undersigned.supporters.importing.fresh import Fresh
from undersigned.supporters.importing.meaning import Terms
from undersigned.supporters.importing.rows import Row
from undersigned.supporters.importing.slicing import Slice
from undersigned.supporters.models import (
    Consent,
    Import,
    ImportedPerson,
    PastAct,
    Supporter,
    Tagging,
)


@dataclass(slots=True)
class Arrivals:
    """An entry a person in each list."""

    people: list[Encoded] = field(default_factory=list)
    consents: list[Encoded | None] = field(default_factory=list)
    tags: list[Sequence[str]] = field(default_factory=list)
    acts: list[Sequence[Encoded]] = field(default_factory=list)
    more: list[beside.More] = field(default_factory=list)


def part(whole: Slice, known: Known, plan: Plan) -> tuple[Arrivals, list[Row]]:
    """Who is new beyond doubt, counted in the plan; and the rows to be decided about."""
    canonicals = [one for frame in whole.frames for one in frame.canonicals]
    taken = known.people.keys() | known.further.keys()
    if len(set(canonicals)) < len(canonicals):
        times = Counter(canonicals)
        taken |= {canonical for canonical, number in times.items() if number > 1}
    arrivals, rows = Arrivals(), list[Row]()
    for frame in whole.frames:
        is_new = [
            person is not None and canonical not in taken and hashed not in known.stops
            for person, canonical, hashed in zip(
                frame.fresh.people or [None] * len(frame.canonicals),
                frame.canonicals,
                frame.hashes,
                strict=True,
            )
        ]
        rows += frame.rows([place for place, new in enumerate(is_new) if not new])
        _take(arrivals, frame, is_new, plan)
    return arrivals, rows


def _take(arrivals: Arrivals, frame: Frame, is_new: Sequence[bool], plan: Plan) -> None:
    found: Fresh = frame.fresh
    number = sum(is_new)
    if not number:
        return
    arrivals.people += compress(found.people, is_new)
    arrivals.consents += compress(found.consents, is_new)
    arrivals.tags += compress(found.tags, is_new)
    arrivals.acts += compress(found.acts, is_new)
    plan.counts["new"] += number
    plan.counts.update(compress(found.told, is_new))
    plan.counts.update(compress(found.places, is_new))
    for without in compress(found.without, is_new):
        plan.problems += [(line, reason, False) for line, reason in without]
    more = list(compress(found.more, is_new))
    arrivals.more += more
    for one in filter(None, more):
        beside.count(plan.counts, one)
    for labels in compress(found.labels, is_new):
        plan.labels |= labels


def write(batch: Import, arrivals: Arrivals, terms: Terms, tags: writing.Tags) -> Sequence[int]:
    """In the caller's transaction. The ids of all of them."""
    if not arrivals.people:
        return []
    ids = bulk.reserve(Supporter, len(arrivals.people))
    bulk.insert_encoded(Supporter, ("id", *fresh.PERSON), bulk.headed(ids, arrivals.people))
    with references.unchecked():  # all of it points to these people
        _write_beside(batch, ids, arrivals, terms, tags)
    return ids


def _write_beside(
    batch: Import, ids: Sequence[int], arrivals: Arrivals, terms: Terms, tags: writing.Tags
) -> None:
    agreed = [one is not None for one in arrivals.consents]
    bulk.insert_encoded(
        Consent,
        ("supporter", *fresh.CONSENT),
        bulk.headed(compress(ids, agreed), compress(arrivals.consents, agreed)),
    )
    _taggings(batch, ids, arrivals.tags, terms, tags)
    acts = [(pk, act) for pk, found in zip(ids, arrivals.acts, strict=True) for act in found]
    bulk.insert_encoded(
        PastAct,
        ("supporter", *fresh.ACT),
        bulk.headed((pk for pk, _act in acts), (act for _pk, act in acts)),
    )
    note = bulk.encoded(ImportedPerson, ("batch", "is_new", "changes"), [(batch.pk, True, {})])
    bulk.insert_encoded(
        ImportedPerson,
        ("supporter", "batch", "is_new", "changes"),
        bulk.headed(ids, note * len(ids)),
    )


def _taggings(
    batch: Import,
    ids: Sequence[int],
    tagged: Sequence[Sequence[str]],
    terms: Terms,
    tags: writing.Tags,
) -> None:
    by_name = tags.ids({name for names in tagged for name in names})
    rows = [(by_name[name], terms.at, batch.pk) for name in by_name]
    written = bulk.encoded(Tagging, ("tag", "at", "batch"), rows)
    tails = dict(zip(by_name, written, strict=True))
    pairs = [(pk, tails[name]) for pk, names in zip(ids, tagged, strict=True) for name in names]
    bulk.insert_encoded(
        Tagging,
        ("supporter", "tag", "at", "batch"),
        bulk.headed((pk for pk, _tail in pairs), (tail for _pk, tail in pairs)),
    )
