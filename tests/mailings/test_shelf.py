"""Templates to start from, and saved blocks that are put in again and changed everywhere."""

import pytest
from django.test import Client

from tests import make
from undersigned.accounts.models import Role
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing, SavedBlock, Template
from undersigned.organisations.models import AuditEntry

pytestmark = pytest.mark.django_db
ALL = "/dashboard/river-valley/mailings/"


@pytest.fixture
def ours():
    return make.organisation(postal_address="1 Main Street")


@pytest.fixture
def organiser(ours) -> Client:
    return make.signed_in(make.member(ours))


def draft(ours, *words: str, **values: object) -> Mailing:
    blocks = [kinds.new("text", words=one) for one in words]
    return make.mailing(ours, in_blocks=True, blocks=blocks, **values)


def address(mailing: Mailing, name: str) -> str:
    return f"{ALL}{mailing.uuid}/{name}/"


def press(client: Client, mailing: Mailing, do: str) -> str:
    fields = {
        "version": mailing.version, "name": mailing.name, "subject": mailing.subject, "do": do,
        "blocks": ",".join(block["id"] for block in mailing.blocks),
    }  # fmt: skip
    answer = client.post(address(mailing, "blocks"), fields)
    mailing.refresh_from_db()
    return str(answer.url)


def keep(client: Client, mailing: Mailing, name: str, number: int = 0) -> SavedBlock:
    one = mailing.blocks[number]["id"]
    client.post(address(mailing, f"blocks/{one}/saved"), {"version": 0, "name": name})
    mailing.refresh_from_db()
    return SavedBlock.objects.get(name=name)


def test_a_mailing_is_kept_as_a_template_and_others_start_from_it(ours, organiser):
    assert b"No templates yet" in organiser.get(f"{ALL}templates/").content
    mailing = draft(ours, "Dear {{ first_name or 'friend' }}", subject="Weekly")

    assert press(organiser, mailing, "template") == address(mailing, "template")
    assert organiser.get(address(mailing, "template")).status_code == 200
    organiser.post(address(mailing, "template"), {"version": 0, "name": "Weekly letter"})
    kept = Template.objects.get()
    assert b"Weekly letter" in organiser.get(f"{ALL}templates/").content
    assert b"Start from a template" in organiser.get(f"{ALL}new/?template={kept.uuid}").content
    new = {"name": "June", "kind": "mailing", "campaign": "", "template": str(kept.uuid)}
    organiser.post(f"{ALL}new/", new)

    made = Mailing.objects.get(name="June")
    assert (made.subject, made.in_blocks) == ("Weekly", True)
    assert made.blocks == mailing.blocks
    taken = organiser.post(address(made, "template"), {"version": 0, "name": "Weekly letter"})
    assert (taken.status_code, b"of this name already" in taken.content) == (422, True)


def test_a_template_is_renamed_and_removed(ours, organiser):
    mailing = make.mailing(ours)
    organiser.post(address(mailing, "template"), {"version": 0, "name": "Old"})
    one = Template.objects.get()
    here = f"{ALL}templates/{one.uuid}/"

    organiser.post(here, {"version": 1, "name": "New"})
    late = organiser.post(here, {"version": 1, "name": "Newer"})

    assert (late.status_code, b"colleague saved" in late.content) == (422, True)
    assert Template.objects.get().name == "New"
    assert organiser.get(f"{here}removal/").status_code == 405
    organiser.post(f"{here}removal/")
    assert not Template.objects.exists()
    verbs = AuditEntry.objects.filter(subject_id__startswith="template:")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "kept", "changed", "removed"
    ]  # fmt: skip


def test_a_saved_block_is_put_in_by_a_press_and_changed_in_all_drafts(ours, organiser):
    assert b"No saved blocks yet" in organiser.get(f"{ALL}templates/").content
    first, second = draft(ours, "Sign **now**", name="One"), draft(ours, "Hi", name="Two")
    assert press(organiser, first, f"saved:{first.blocks[0]['id']}").endswith("/saved/")
    saved = keep(organiser, first, "Call")
    press(organiser, second, f"insert:{saved.uuid}")
    own = draft(ours, "x", name="Three")
    press(organiser, own, f"insert:{saved.uuid}")
    one = own.blocks[1]
    Mailing.objects.filter(pk=own.pk).update(blocks=[{**one, "words": "Our own words"}])
    sent = draft(ours, "x", state=Mailing.State.SENT)
    Mailing.objects.filter(pk=sent.pk).update(blocks=second.blocks)

    here = f"{ALL}saved-blocks/{saved.uuid}/"
    assert b"In drafts: One, Two, Three" in organiser.get(here).content
    changed = {"version": 1, "name": "Call", "words": "Sign today", "everywhere": "on"}
    answer = organiser.post(here, changed, follow=True)

    assert b"Saved, and changed in 2 drafts." in answer.content
    words = {
        one.name: one.blocks[-1]["words"]
        for one in Mailing.objects.exclude(pk=sent.pk)
    }  # fmt: skip
    assert words == {"One": "Sign today", "Two": "Sign today", "Three": "Our own words"}
    sent.refresh_from_db()
    assert sent.blocks[-1]["words"] == "Sign **now**"
    second.refresh_from_db()
    assert second.blocks[1]["id"] != first.blocks[0]["id"]


def test_without_the_tick_only_later_mailings_get_the_change(ours, organiser):
    mailing = draft(ours, "Sign now")
    saved = keep(organiser, mailing, "Call")
    here = f"{ALL}saved-blocks/{saved.uuid}/"

    organiser.post(here, {"version": 1, "name": "Call to action", "words": "Sign today"})
    press(organiser, mailing, f"insert:{saved.uuid}")

    assert [block["words"] for block in mailing.blocks] == ["Sign now", "Sign today"]
    assert b"Call to action" in organiser.get(address(mailing, "blocks")).content
    organiser.post(f"{here}removal/")
    mailing.refresh_from_db()
    assert len(mailing.blocks) == 2
    again = organiser.post(address(mailing, "blocks"), {
        "version": mailing.version, "name": "N", "do": f"insert:{saved.uuid}",
    })  # fmt: skip
    assert (again.status_code, b"no longer there" in again.content) == (422, True)


def test_nobody_reaches_what_another_organisation_keeps(ours, organiser):
    other = make.organisation("Other", "other")
    theirs = Template.objects.create(organisation=other, name="T", created_at=make.NOON)
    block = SavedBlock.objects.create(
        organisation=other, name="B", block=kinds.new("divider"), created_at=make.NOON
    )
    viewer = make.signed_in(make.member(ours, "Vi Ewer", Role.VIEWER))

    for path in (f"templates/{theirs.uuid}/", f"saved-blocks/{block.uuid}/"):
        assert organiser.get(f"{ALL}{path}").status_code == 404
        assert organiser.post(f"{ALL}{path}removal/").status_code == 404
        assert viewer.post(f"{ALL}{path}removal/").status_code == 403
    mailing = draft(ours, "Hi")
    for uuid in (block.uuid, "x"):
        asked = {"version": 1, "name": "N", "do": f"insert:{uuid}"}
        refused = organiser.post(address(mailing, "blocks"), asked)
        assert (refused.status_code, b"no longer there" in refused.content) == (422, True)
    assert viewer.get(f"{ALL}templates/").status_code == 200


def test_the_shelf_asks_as_much_for_many_as_for_one(
    ours, organiser, django_assert_max_num_queries
):
    for number in range(30):
        Template.objects.create(organisation=ours, name=f"{number}", created_at=make.NOON)
        SavedBlock.objects.create(
            organisation=ours, name=f"{number}", block=kinds.new("divider"),
            created_at=make.NOON,
        )  # fmt: skip

    with django_assert_max_num_queries(9):
        assert organiser.get(f"{ALL}templates/").status_code == 200
