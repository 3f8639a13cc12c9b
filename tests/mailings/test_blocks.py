"""A mailing put together from blocks: each press saves, and nothing that was typed is lost."""

import io
import re
import uuid
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests import make
from undersigned.accounts.models import Role
from undersigned.mailings import checking, preparing, rendering
from undersigned.mailings.blocks import editing, kinds
from undersigned.mailings.blocks.editing import BlockError
from undersigned.mailings.models import Mailing
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(settings, tmp_path):
    settings.DATA = tmp_path
    return make.organisation(postal_address="1 Main Street")


@pytest.fixture
def organiser(ours) -> Client:
    return make.signed_in(make.member(ours))


def address(mailing: Mailing, name: str = "blocks") -> str:
    return f"/dashboard/river-valley/mailings/{mailing.uuid}/{name}/"


def picture(name: str = "river.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (1600, 900), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def fields(html: str) -> dict[str, str]:
    """What the page's form holds."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        held = dict(re.findall(r'\b(name|value|type)="([^"]*)"', tag))
        if "name" in held and held.get("type") != "file":
            found[held["name"]] = unescape(held.get("value", ""))
    areas = re.findall(r'<textarea[^>]*\bname="([^"]+)"[^>]*>\n?([^<]*)</textarea>', html)
    return found | {name: unescape(words) for name, words in areas}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes |= {name for name, _value in attrs}


class Page:
    """The page of blocks as a person without script uses it."""

    def __init__(self, client: Client, mailing: Mailing) -> None:
        self._client, self.mailing = client, mailing
        self.html = client.get(address(mailing)).content.decode()
        self.status = 200

    def press(self, do: str, **typed: object) -> "Page":
        """Posts all that stands on the page, with what is typed over it, by that button."""
        answer = self._client.post(
            address(self.mailing), {**fields(self.html), **typed, "do": do}, follow=True
        )
        self.html, self.status = answer.content.decode(), answer.status_code
        self.mailing.refresh_from_db()
        return self

    def field(self, number: int, part: str) -> str:
        return f"block-{self.mailing.blocks[number]['id']}-{part}"


def test_blocks_are_added_moved_and_removed_by_buttons_alone(ours, organiser):
    page = Page(organiser, make.mailing(ours, in_blocks=True))
    assert "Nothing is written yet" in page.html

    page.press("add:heading").press("add:text")
    page.press(
        "save", **{page.field(0, "words"): "News", page.field(1, "words"): "It *works*."}
    )
    page.press(f"down:{page.mailing.blocks[0]['id']}")

    assert [block["words"] for block in page.mailing.blocks] == ["It *works*.", "News"]
    assert "<em>works</em>" in page.html
    page.press(f"remove:{page.mailing.blocks[0]['id']}")
    assert [block["words"] for block in page.mailing.blocks] == ["News"]
    page.press(f"add:divider:{page.mailing.blocks[0]['id']}")
    assert [block["kind"] for block in page.mailing.blocks] == ["heading", "divider"]


def test_what_is_wrong_is_said_beside_the_block_and_nothing_is_lost(ours, organiser):
    page = Page(organiser, make.mailing(ours, in_blocks=True)).press("add:text")
    words = page.field(0, "words")

    page.press("add:button", **{words: "Dear {{ first_name }}"})

    assert page.mailing.blocks[0]["words"] == "Dear {{ first_name }}"
    assert "has no fallback" in page.html
    assert "The button leads nowhere" in page.html
    page.press("up:00000000", **{words: "Dear {{ shoe }}"})
    assert page.status == 422
    assert "no longer there" in page.html
    assert "Dear {{ shoe }}" in page.html
    wrong = page.press("save", from_address="nobody", **{words: "Kept"})
    assert (wrong.status, "Kept" in wrong.html) == (422, True)
    assert "“nobody” is no email address." in wrong.html


def test_of_two_who_save_the_later_is_told(ours, organiser):
    mailing = make.mailing(ours, in_blocks=True, blocks=[kinds.new("text", words="First")])
    mine, theirs = Page(organiser, mailing), Page(organiser, mailing)

    theirs.press("save", subject="Theirs", **{theirs.field(0, "words"): "Their words"})
    mine.press("save", **{mine.field(0, "words"): "Mine"})

    assert mine.status == 422
    assert "colleague saved" in mine.html
    assert "Subject: Theirs; blocks: Their words. What you typed" in mine.html
    assert "Mine" in mine.html
    assert mine.press("save").mailing.blocks[0]["words"] == "Mine"


def test_a_picture_is_kept_as_mail_programs_show_it(ours, organiser, settings):
    page = Page(organiser, make.mailing(ours, in_blocks=True)).press("add:picture")
    assert "There is no picture yet" in page.html

    page.press("save", **{page.field(0, "file"): picture(), page.field(0, "alt"): "A river"})

    block = page.mailing.blocks[0]
    assert re.fullmatch(r"/media/mailings/river-valley/[0-9a-f]{32}\.jpg", block["path"])
    with Image.open(settings.MEDIA_ROOT / block["path"].removeprefix("/media/")) as kept:
        assert (kept.format, kept.width) == ("JPEG", 1104)
    html = preparing.prepare(page.mailing, at=make.NOON).html
    assert f'src="{settings.BASE_URL.rstrip("/")}{block["path"]}"' in html
    assert 'alt="A river" width="552" style="' in html
    refused = page.press("add:picture").press("save", **{
        page.field(1, "file"): picture(), page.field(1, "alt"): "Two", "from_address": "nobody",
    })  # fmt: skip
    assert refused.status == 422
    kept_all_the_same = refused.press("save", from_address="us@rv.example").mailing.blocks[1]
    assert kept_all_the_same["path"] == block["path"]
    elsewhere = page.press(
        "save", **{page.field(1, "path"): f"//evil/mailings/a/{'0' * 32}.jpg"}
    )
    assert elsewhere.mailing.blocks[1]["path"] == block["path"]
    file = SimpleUploadedFile("x.png", b"no picture", "image/png")
    assert "no picture that we can read" in page.press(
        "save", **{page.field(0, "file"): file}
    ).html  # fmt: skip


def test_a_draft_in_markdown_goes_on_in_blocks_with_all_that_is_typed(ours, organiser):
    mailing = make.mailing(ours, body="Old words")
    page = organiser.get(address(mailing, "write")).content.decode()
    new = {"subject": "On Tuesday", "body": "Dear {{ first_name or 'friend' }}"}
    typed = {**fields(page), **new, "blocks": "yes"}

    organiser.post(address(mailing, "write"), {**typed, "version": "7"})
    mailing.refresh_from_db()
    assert not mailing.in_blocks
    answer = organiser.post(address(mailing, "write"), typed)

    mailing.refresh_from_db()
    assert answer.url == address(mailing)
    assert [block["words"] for block in mailing.blocks] == [mailing.body] == [new["body"]]
    assert mailing.subject == new["subject"]
    assert organiser.get(address(mailing, "write")).url == address(mailing)
    assert organiser.get(address(make.mailing(ours))).status_code == 302


def test_an_empty_draft_begins_in_blocks_at_once_and_not_in_markdown(ours, organiser):
    mailing = make.mailing(ours, subject="", body="")
    page = address(mailing, "write")
    typed = {**fields(organiser.get(page).content.decode()), "subject": "", "body": ""}

    onward = organiser.post(page, typed)
    answer = organiser.post(page, {**typed, "blocks": "yes"})

    assert (onward.status_code, answer.status_code) == (422, 302)
    assert answer.url == address(mailing)
    mailing.refresh_from_db()
    assert (mailing.in_blocks, mailing.blocks) == (True, [])


def test_the_preview_shows_what_is_typed_and_saves_nothing(ours, organiser):
    mailing = make.mailing(ours, in_blocks=True, blocks=[kinds.new("heading", words="Old")])
    one = mailing.blocks[0]["id"]

    typed = {"blocks": f"{one},0badf00d", f"block-{one}-words": "New <b>", "subject": "Hi"}
    shown = organiser.post(address(mailing, "blocks/preview"), typed).content.decode()

    assert "<h2>New &lt;b&gt;</h2>" in shown
    mailing.refresh_from_db()
    assert mailing.blocks[0]["words"] == "Old"


def test_the_page_of_many_blocks_asks_no_more_than_that_of_one(
    ours, organiser, django_assert_max_num_queries
):
    make.supporter(ours, consent=EmailConsent.GIVEN)
    mailing = make.mailing(ours, in_blocks=True, blocks=[kinds.new("text", words="Hi")])
    signed = {"campaign": str(make.campaign(ours).uuid), "since": ""}
    when = {"all": [{"criterion": "signed", "value": signed}]}
    few = make.mailing(ours, in_blocks=True, blocks=[
        kinds.new("text", words=f"{number}", when=when) for number in range(40)
    ])  # fmt: skip

    for one in (mailing, few):
        with django_assert_max_num_queries(14):
            organiser.get(address(one))


def test_figures_are_read_once_a_page(ours, organiser):
    figure = kinds.new("figure", words="signed", source=f"claim:{uuid.uuid4()}")
    mailing = make.mailing(ours, in_blocks=True, blocks=[figure])

    with CaptureQueriesContext(connection) as asked:
        organiser.get(address(mailing))

    of_claims = [one for one in asked if '"evidence_claim"."uuid" IN' in one["sql"]]
    assert len(of_claims) == 2  # what is on record of it: for the figure, and for the choice


def test_another_organisation_and_a_viewer_see_no_page(ours, organiser):
    other = make.mailing(make.organisation("Other", "other"), in_blocks=True)
    viewer = make.signed_in(make.member(ours, "Vi Ewer", Role.VIEWER))
    mine = make.mailing(ours, in_blocks=True)

    assert organiser.get(address(other)).status_code == 404
    assert viewer.get(address(mine)).status_code == 403
    assert viewer.post(address(mine, "blocks/preview")).status_code == 403


def test_no_mailing_grows_without_end():
    blocks = [kinds.new("divider") for _number in range(kinds.MOST)]

    with pytest.raises(BlockError, match="60 blocks at most"):
        editing.added(blocks, kinds.new("divider"))


def test_nothing_that_is_typed_becomes_a_template_or_html(ours):
    evil = "\ue000 7 * 7 \ue001 <script>alert(1)</script> \ue002 for x in y \ue003"
    blocks = [
        kinds.new("heading", words=evil), kinds.new("text", words=evil),
        kinds.new("picture", alt=evil, url='" onclick="x', path='/a.jpg" x="'),
        kinds.new("button", words=evil, url=evil),
        kinds.new("columns", words=evil, words_2=evil),
    ]  # fmt: skip
    mailing = make.mailing(ours, in_blocks=True, blocks=blocks)

    prepared = preparing.prepare(mailing, at=make.NOON)
    person = rendering.Person(
        recipient=mailing.uuid, supporter=mailing.uuid, email="", values={}
    )
    html = rendering.render(prepared, person).html

    tags = Tags()
    tags.feed(html)
    assert {"script", "b"} & tags.found == set()
    assert {"onclick", "x"} & tags.attributes == set()
    assert "49" not in html.split("</style>")[1]
    found = [one.what for one in checking.check_letter(mailing, at=make.NOON)]
    assert any("Block 4, Button" in what and "is no address" in what for what in found)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//elsewhere.example", "data:x", " "])
def test_what_is_no_address_leads_nowhere_also_in_the_preview(ours, organiser, url):
    blocks = [kinds.new("button", words="Sign", url=url)]
    page = Page(organiser, make.mailing(ours, in_blocks=True, blocks=blocks))

    assert "<a>Sign</a>" in page.html
    assert f'href="{url}"' not in page.html


def test_a_block_that_the_draft_does_not_know_keeps_who_sees_it(ours, organiser):
    """A colleague removed it meanwhile, or it came with a form that was not saved."""
    when = {"all": [{"criterion": "state", "value": ["OH"]}]}
    block = kinds.new("text", words="For Ohio", when=when, otherwise="For the others")
    page = Page(organiser, make.mailing(ours, in_blocks=True, blocks=[block]))
    Mailing.objects.filter(pk=page.mailing.pk).update(blocks=[])

    kept = page.press("save").mailing.blocks
    assert [(one["when"], one["otherwise"]) for one in kept] == [(when, "For the others")]

    Mailing.objects.filter(pk=page.mailing.pk).update(blocks=[])
    page.press("save", **{f"block-{block['id']}-held": "made-up"})
    assert "when" not in page.mailing.blocks[0]


def test_a_figure_without_its_source_leaves_the_rest_of_the_preview(ours, organiser):
    blocks = [kinds.new("figure", words="in {{ state or 'your state' }}"),
              kinds.new("text", words="Read on")]  # fmt: skip
    page = Page(organiser, make.mailing(ours, in_blocks=True, blocks=blocks))

    assert "<p>Read on</p>" in page.html
