"""An automation's email has the pages of a mailing: blocks, conditions, previews, templates."""

import pytest
from django.test import Client

from tests import make
from tests.automations.making import add, draft, joins, start
from undersigned.accounts.models import Membership
from undersigned.automations.models import Automation, Step
from undersigned.campaigns.models import Campaign
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing, SavedBlock, Template
from undersigned.organisations.models import Organisation
from undersigned.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(ours: Organisation) -> Automation:
    return draft(ours)


@pytest.fixture
def step(made: Automation) -> Step:
    found = add(made, Step.Kind.SEND)
    blocks = [kinds.new("text", words="Hello {{ first_name or 'friend' }}")]
    values = {"subject": "Hi", "in_blocks": True, "blocks": blocks}
    assert found.mailing is not None
    Mailing.objects.filter(pk=found.mailing.pk).update(**values)
    found.mailing.refresh_from_db()
    return found


@pytest.fixture
def organiser(made: Automation, ours: Organisation) -> Client:
    return make.signed_in(Membership.objects.get(organisation=ours))


def pages(step: Step) -> str:
    automation = step.version.automation
    where = f"/dashboard/{automation.organisation.slug}/automations/{automation.uuid}"
    return f"{where}/steps/{step.pk}/"


def typed(step: Step, *, do: str, **values: object) -> dict[str, object]:
    """The page of blocks as it is sent back."""
    step.mailing.refresh_from_db()
    names = ("name", "subject", "preview_text", "from_name", "from_address", "reply_to")
    around = {name: getattr(step.mailing, name) for name in (*names, "version")}
    order = ",".join(block["id"] for block in step.mailing.blocks)
    return {**around, "blocks": order, "do": do, **values}


def test_it_is_put_together_like_a_mailing_and_leads_back(
    organiser: Client, step: Step, ours: Organisation
) -> None:
    page = pages(step)
    one = step.mailing.blocks[0]["id"]
    assert organiser.get(f"{page}write/").url == f"{page}blocks/"
    assert organiser.get(page).url == f"{page}write/"

    organiser.post(f"{page}blocks/", typed(step, do="add:heading"))
    asked = organiser.post(f"{page}blocks/", typed(step, do=f"condition:{one}"))
    assert asked.url == f"{page}blocks/{one}/condition/"
    chosen = {"version": step.mailing.version + 1, "states": ["OH"], "otherwise": "Elsewhere"}
    step.mailing.refresh_from_db()
    back = organiser.post(asked.url, {**chosen, "version": step.mailing.version})
    assert back.url == f"{page}blocks/#block-{one}"
    assert "For who: Lives in Ohio." in organiser.get(back.url).content.decode()

    asked = organiser.post(f"{page}blocks/", typed(step, do=f"saved:{one}"))
    organiser.post(asked.url, {"name": "Greeting", "version": 0})
    saved = SavedBlock.objects.get()
    organiser.post(f"{page}blocks/", typed(step, do=f"insert:{saved.uuid}"))
    asked = organiser.post(f"{page}blocks/", typed(step, do="template"))
    organiser.post(asked.url, {"name": "Welcome", "version": 0})
    assert Template.objects.get().in_blocks
    done = organiser.post(f"{page}blocks/", typed(step, do="onward"))

    assert done.url == f"/dashboard/{ours.slug}/automations/{step.version.automation.uuid}/"
    step.mailing.refresh_from_db()
    shown = [(block["kind"], block.get("when") is not None) for block in step.mailing.blocks]
    assert shown == [("text", True), ("heading", False), ("text", True)]


def test_markdown_goes_on_in_blocks(organiser: Client, made: Automation) -> None:
    page = pages(add(made, Step.Kind.SEND))
    initial = organiser.get(f"{page}write/").context["form"].initial
    written = {name: value or "" for name, value in initial.items()}
    written |= {"subject": "Hi", "body": "Hello **you**"}

    shown = organiser.post(f"{page}preview/", written)
    answer = organiser.post(f"{page}write/", {**written, "blocks": "yes"})

    assert "<strong>you</strong>" in shown.content.decode()
    assert answer.url == f"{page}blocks/"
    assert Mailing.objects.get().blocks[0]["words"] == "Hello **you**"


def test_what_cannot_be_saved_stays_on_the_page_as_it_was_typed(
    organiser: Client, step: Step
) -> None:
    one, page = step.mailing.blocks[0]["id"], f"{pages(step)}blocks/"
    words = {f"block-{one}-words": "Typed for long"}

    wrong = organiser.post(page, typed(step, do="save", from_address="nobody", **words))
    old = organiser.post(page, typed(step, do="add:heading", version=0, **words))
    strange = organiser.post(page, typed(step, do="up:00000000", **words))

    for answer in (wrong, old, strange):
        assert answer.status_code == 422
        assert "Typed for long" in answer.content.decode()
    assert "nobody" in wrong.content.decode()
    assert "colleague saved" in old.content.decode()
    assert organiser.post(f"{page}preview/", typed(step, do="", **words)).status_code == 200


def test_it_is_looked_at_as_those_whom_the_automation_lets_in(
    organiser: Client, step: Step, made: Automation, campaign: Campaign, ours: Organisation
) -> None:
    joins(campaign, "Rosa Diaz")
    other = make.campaign(ours, title="Trees", slug="trees")
    joins(other, "Cho Park")
    Automation.objects.update(trigger="confirmed", campaign=other)
    page = pages(step)

    shown = organiser.get(f"{page}look/").content.decode()
    assert "Cho Park" in shown
    assert "Rosa" not in shown
    assert f"{page}shown/?show=normal" in shown
    assert "Hello Cho" in organiser.get(f"{page}shown/").content.decode()
    assert "Hello Cho" in organiser.get(f"{page}look/?way=text").content.decode()
    found = organiser.post(f"{page}look/person/", {"words": "Rosa"}, follow=True)
    assert "Nobody in the audience is called so." in found.content.decode()
    sent = organiser.post(f"{page}test/", {"show": "normal"})
    assert sent.url == f"{page}look/"
    assert Message.objects.get().subject == "Test: Hi"
    preflight = organiser.get(f"{page}preflight/").content.decode()
    assert "To the automation" in preflight
    assert "The network was not asked" in preflight


def test_who_gets_a_tag_is_looked_at_where_a_tag_lets_in(
    organiser: Client, step: Step, made: Automation, ours: Organisation, campaign: Campaign
) -> None:
    joins(campaign, "Rosa Diaz")
    tagged = joins(campaign, "Cho Park")
    tag = ours.tag_set.create(name="helper")
    tag.supporters.add(tagged, through_defaults={"at": make.NOON})
    Automation.objects.update(trigger="tagged", tag=tag)

    shown = organiser.get(f"{pages(step)}look/?show=0").content.decode()

    assert "Cho Park" in shown


def test_a_started_one_is_looked_at_and_written_no_more(
    organiser: Client, step: Step, made: Automation, ours: Organisation
) -> None:
    start(made)
    page = pages(step)

    assert organiser.get(f"{page}look/").status_code == 200
    assert organiser.get(f"{page}shown/").status_code == 200
    for name in ("write", "blocks", "template"):
        assert organiser.get(f"{page}{name}/").status_code == 404
    assert organiser.post(f"{page}blocks/", typed(step, do="save")).status_code == 404


def test_its_pages_are_shut_to_strangers_and_to_mailings(
    organiser: Client, step: Step, made: Automation, ours: Organisation
) -> None:
    theirs = make.signed_in(make.member(make.organisation("Hill Farmers", "hill"), "Eva Berg"))
    wait = add(made, Step.Kind.WAIT, hours=1)
    strange = pages(step).replace(ours.slug, "hill")
    as_mailing = f"/dashboard/{ours.slug}/mailings/{step.mailing.uuid}/"

    for name in ("write", "blocks", "look", "shown", "preflight"):
        assert theirs.get(f"{strange}{name}/").status_code == 404
        assert organiser.get(f"{pages(wait)}{name}/").status_code == 404
    for name in ("check", "look", "blocks", "audience"):
        assert organiser.get(f"{as_mailing}{name}/").status_code == 404
    assert organiser.post(f"{as_mailing}send/", {"version": 1}).status_code == 404


def test_a_correction_of_one_is_a_mailing_to_those_who_got_it(
    organiser: Client, step: Step, made: Automation, ours: Organisation
) -> None:
    start(made)

    answer = organiser.post(
        f"/dashboard/{ours.slug}/mailings/{step.mailing.uuid}/correction/", follow=True
    )

    assert answer.status_code == 200
    written = Mailing.objects.get(corrects=step.mailing)
    assert written.kind == Mailing.Kind.MAILING
