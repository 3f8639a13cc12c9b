"""Takes an example away again, with everything that was done in it."""

import shutil
from collections.abc import Iterable, Iterator
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from undersigned.campaigns.models import Campaign
from undersigned.organisations.models import Organisation


class NotAnExampleError(ValueError):
    """Only examples are removed in one step; a real organisation never is."""


def check(organisation: Organisation) -> None:
    """Raises NotAnExampleError."""
    if not organisation.example:
        raise NotAnExampleError(organisation.name)


def remove(*, organisation: Organisation) -> int:
    """How many rows went, of the organisation and of all that hangs on it.

    Raises NotAnExampleError.
    """
    check(organisation)
    with transaction.atomic():
        slugs = list(Campaign.objects.filter(organisation=organisation).values_list("slug"))
        gone = sum(_delete(model, path, organisation) for model, path in _hanging())
        gone += _delete(Organisation, "pk", organisation)
    for (slug,) in slugs:
        shutil.rmtree(settings.PUBLISHED_ROOT / slug, ignore_errors=True)
    return gone


def _delete(model: type[models.Model], path: str, organisation: Organisation) -> int:
    """One statement a table; PROTECT has nothing to protect when the whole goes."""
    rows = model._base_manager.filter(**{path: organisation.pk})  # noqa: SLF001  its name
    return rows._raw_delete(using=rows.db)  # noqa: SLF001


@cache
def _hanging() -> tuple[tuple[type[models.Model], str], ...]:
    """Each model that hangs on an organisation and by which path, the outermost first."""
    paths: dict[type[models.Model], str] = {Organisation: ""}
    edge: list[type[models.Model]] = [Organisation]
    while edge:
        found = dict(_next(edge, paths))
        paths.update(found)
        edge = list(found)
    del paths[Organisation]
    return tuple(reversed(paths.items()))


def _may_miss(field: "models.Field[object, object]") -> bool:
    """AuditEntry alone has no other way: those without an organisation are not its own."""
    return field.null and field.related_model is not Organisation


def _next(
    edge: Iterable[type[models.Model]], known: dict[type[models.Model], str]
) -> Iterator[tuple[type[models.Model], str]]:
    inner = set(edge)
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:  # noqa: SLF001  Django's documented name
            # By a way that may be empty, rows could be missed.
            if model not in known and field.related_model in inner and not _may_miss(field):
                rest = known[field.related_model]
                yield model, f"{field.name}__{rest}" if rest else field.name
