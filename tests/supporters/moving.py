"""Short ways for the tests of importing: a file from text, and all its stages."""

from django.utils import timezone

from tests.make import NOON
from undersigned.organisations.auditing import Actor
from undersigned.supporters.importing import looking, running, starting, storing
from undersigned.supporters.models import Import, Supporter

BY = Actor("command-line", "Ana Lopez")  # no member, whose area would count


def take(organisation, content, *, name="list.csv", kind=Import.Kind.PEOPLE):
    """The file, as it was uploaded, with its columns matched."""
    raw = content if isinstance(content, bytes) else content.encode()
    return starting.take(
        organisation_id=organisation.pk, kind=kind, file_name=name,
        store=lambda batch: storing.keep(batch, [raw]), at=NOON, by=BY,
    )  # fmt: skip


def check(batch, *, mapping=None, agreed="stated", basis="They ticked a box at our old home"):
    starting.match(batch, mapping=mapping or batch.mapping, agreed=agreed, basis=basis)
    return finish(batch)


def bring(organisation, content, *, at=NOON, agreed="stated", mapping=None, **values):
    """All of it: matched, checked, imported."""
    batch = check(take(organisation, content, **values), agreed=agreed, mapping=mapping)
    starting.start(batch, at=at, by=BY)
    return finish(batch)


def undo(batch):
    starting.undo(batch, at=batch.finished_at, by=BY)
    return finish(batch)


def everywhere(_batch):
    """Areas of colleagues are a matter of rooms above (tests/segments)."""
    return looking.EVERYWHERE


def finish(batch):
    for _done in running.run(batch.uuid, at=timezone.now(), inside=everywhere):
        pass
    batch.refresh_from_db()
    assert not batch.failure, batch.failure
    return batch


def person(address):
    return Supporter.objects.get(email=address)
