"""Keeps templates and blocks for other mailings; a changed block may change drafts too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.mailings.blocks import editing, kinds
from undersigned.mailings.blocks.kinds import Block
from undersigned.mailings.models import Mailing, SavedBlock, Template
from undersigned.organisations import auditing, saving
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation

_COPIED = ("subject", "preview_text", "body", "in_blocks", "blocks")


class TakenError(ValueError):
    """The organisation has another one of that name."""


# Templates


@transaction.atomic
def keep_template(*, mailing: Mailing, name: str, at: datetime, by: Actor) -> Template:
    """Raises TakenError."""
    organisation = mailing.organisation
    _refuse_taken(Template, organisation, name)
    made = Template.objects.create(
        organisation=organisation, name=name, created_at=at, **copied(mailing)
    )
    _about(made, at=at, by=by).note("kept")
    return made


def copied(one: Mailing | Template) -> dict[str, Any]:
    """What a template holds of a mailing, and gives to another."""
    return {name: getattr(one, name) for name in _COPIED}


@transaction.atomic
def rename(*, one: Template, version: int, name: str, at: datetime, by: Actor) -> Template:
    """Raises TakenError, and ChangedMeanwhileError if `version` is not the newest."""
    _refuse_taken(Template, one.organisation, name, but=one.pk)
    saving.change(one, version=version, values={"name": name}, about=_about(one, at=at, by=by))
    return one


@transaction.atomic
def remove(*, one: Template | SavedBlock, at: datetime, by: Actor) -> None:
    """What was made from it stays as it is."""
    if saving.delete(one):
        _about(one, at=at, by=by).note("removed", before={"name": one.name})


# Blocks


@transaction.atomic
def keep_block(
    *, mailing: Mailing, block: str, name: str, at: datetime, by: Actor
) -> SavedBlock:
    """The block in the mailing is the first that names it. Raises TakenError, BlockError."""
    organisation = mailing.organisation
    _refuse_taken(SavedBlock, organisation, name)
    one = editing.find(mailing.blocks, block)
    kept = {key: value for key, value in one.items() if key not in ("id", "saved")}
    made = SavedBlock.objects.create(
        organisation=organisation, name=name, block=kept, created_at=at
    )
    named = editing.changed(mailing.blocks, block, {"saved": str(made.uuid)})
    draft = Mailing.objects.filter(
        pk=mailing.pk, version=mailing.version, state=Mailing.State.DRAFT
    )
    if not draft.update(blocks=named, version=F("version") + 1):
        raise editing.BlockError(_("A colleague saved meanwhile. Open the page again."))
    _about(made, at=at, by=by).note("kept", after={"block": kinds.words([kept])})
    return made


def copy(saved: SavedBlock) -> dict[str, Any]:
    """A block for a mailing, which names where it comes from."""
    new = kinds.new(saved.block["kind"])
    return {**new, **saved.block, "saved": str(saved.uuid)}


@transaction.atomic
def change_block(
    *, saved: SavedBlock, version: int, name: str, parts: Mapping[str, str], everywhere: bool,
    at: datetime, by: Actor,
) -> int:  # fmt: skip
    """In how many drafts it was changed too. Raises TakenError, ChangedMeanwhileError."""
    _refuse_taken(SavedBlock, saved.organisation, name, but=saved.pk)
    before = dict(saved.block)
    after = before | dict(parts)
    about = _about(saved, at=at, by=by)
    values = {"name": name, "block": after}
    saving.change(saved, version=version, values=values, about=about)
    if not everywhere or before == after:
        return 0
    return sum(
        _change_in(draft, saved, before, parts, at=at, by=by) for draft in users_of(saved)
    )  # the few drafts that have it


def users_of(saved: SavedBlock) -> list[Mailing]:
    """The drafts that have the block, the oldest first; one query."""
    drafts = Mailing.objects.filter(
        organisation=saved.organisation_id, state=Mailing.State.DRAFT, in_blocks=True
    ).order_by("pk")
    return [one for one in drafts if any(_is_of(saved, block) for block in one.blocks)]


def _is_of(saved: SavedBlock, block: Block) -> bool:
    return bool(block.get("saved") == str(saved.uuid))


def _change_in(
    draft: Mailing, saved: SavedBlock, before: Block, parts: Mapping[str, str], *,
    at: datetime, by: Actor,
) -> bool:  # fmt: skip
    """A block that somebody wrote anew in the draft stays as it is."""
    blocks = [
        dict(block) | dict(parts)
        if _is_of(saved, block) and all(block[name] == before[name] for name in parts)
        else dict(block)
        for block in draft.blocks
    ]
    if blocks == draft.blocks:
        return False
    rows = Mailing.objects.filter(pk=draft.pk, version=draft.version, state=Mailing.State.DRAFT)
    if not rows.update(blocks=blocks, version=F("version") + 1):
        return False
    auditing.record(
        organisation_id=draft.organisation_id, at=at, by=by, verb="changed",
        subject=(f"mailing {draft.name}", f"mailing:{draft.pk}"),
        after={"saved block": saved.name},
    )  # fmt: skip
    return True


# Both


def _refuse_taken(
    kind: type[Template] | type[SavedBlock], organisation: Organisation, name: str, *,
    but: int = 0,
) -> None:  # fmt: skip
    if kind.objects.filter(organisation=organisation, name=name).exclude(pk=but).exists():
        raise TakenError(_("You have one of this name already."))


def _about(one: Template | SavedBlock, *, at: datetime, by: Actor) -> saving.About:
    word = "template" if isinstance(one, Template) else "saved block"
    return saving.About(
        organisation_id=one.organisation_id, at=at, by=by,
        subject=(f"{word} {one.name}"[:200], f"{word.replace(' ', '-')}:{one.pk}"),
    )  # fmt: skip
