"""The desk by its pages: a record corrected in public, its copies, an article taken over."""

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.evidence import rows
from undersigned.accounts.models import Role
from undersigned.evidence import binding, keeping, listing
from undersigned.evidence.models import Family, Poll, PollCopy, Pollster, Question, Result
from undersigned.jobs import running
from undersigned.lib import leasing
from undersigned.organisations.auditing import CLOCK
from undersigned.organisations.models import AuditEntry

pytestmark = pytest.mark.django_db

HOME = "/dashboard/river-valley/evidence/"
ARTICLE = (Path(__file__).parent / "articles" / "broadsheet.txt").read_text(encoding="utf-8")
TYPED = {
    "version": "0", "pollster": "Valley Poll", "source_title": "Its report",
    "question_0_in_short": "Ferry?", "question_0_population": "Adults",
    "question_0_results": "keep it | around 71 %\ncut it 23%\nnot sure: 6",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA = tmp_path
    settings.IMPORT_ROOT = tmp_path / "imports"


@pytest.fixture
def organisation():
    return make.organisation()


@pytest.fixture
def client(organisation):
    return make.signed_in(make.member(organisation))


@pytest.fixture
def poll(organisation):
    return keeping.add_poll(
        organisation=organisation, at=make.NOON, by=CLOCK,
        values={"pollster": "New York Times-Siena College", "source_title": "The Times",
                "field_end": date(2022, 7, 7)},
        questions=[
            keeping.Asked(values={"in_short": "Someone else?", "population": "Democrats"},
                          results=[("someone else", "64 %")])
        ],
    )  # fmt: skip


def test_a_poll_takes_a_minute_and_each_answer_a_line(client):
    answer = client.post(f"{HOME}polls/new/", TYPED)

    assert answer.status_code == 302
    rows = Result.objects.order_by("place").values_list("answer", "share", "kind")
    assert [(answer, int(share or 0), kind) for answer, share, kind in rows] == [
        ("keep it", 71, ""), ("cut it", 23, ""), ("not sure", 6, "dont_know")
    ]  # fmt: skip
    assert Poll.objects.get().house == Pollster.objects.get()
    page = client.get(answer["Location"]).text
    assert "The exact wording is missing." in page
    assert "0 of 11 items" in page


def test_one_more_question_keeps_what_is_typed_and_stores_nothing(client):
    page = client.post(f"{HOME}polls/new/", TYPED | {"more": "1"}).text

    assert "around 71 %" in page
    assert 'name="question_1_in_short"' in page
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"question_0_results": "keep it"}, "“keep it”: write the answer and its share"),
        ({"question_0_results": "a | 1\nA | 2"}, "“A” is there twice. Keep one of them."),
        ({"question_0_results": "a | 1\nmany\nsome"}, "“many”: write the answer and its"),
        ({"question_0_results": "a | 1\nNo -3"}, "“No -3”: write the answer and its share"),
        ({"question_0_results": "a | 158 %"}, "a: “158 %” is no share."),
        ({"question_0_results": "a | about -3 percent"}, "is no share."),
        ({"question_0_in_short": ""}, "Say in short what was asked."),
        ({"question_0_is_size_assumed": "on"}, "Type the number that is assumed."),
        ({"question_0_family": "keep"}, "Name the topic"),
        ({"source_url": "ftp://x.example/a"}, "Type a web address"),
        ({"field_start": "2026-02-02", "field_end": "2026-02-01"}, "before the first"),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(client, typed, words):
    answer = client.post(f"{HOME}polls/new/", TYPED | typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert "Valley Poll" in answer.text
    assert not Poll.objects.exists()


def test_a_correction_is_logged_with_its_reason(client, poll):
    page = f"{HOME}polls/{poll.uuid}/"
    typed = TYPED | {
        "version": "1", "pollster": poll.pollster, "source_title": "The Times, page 1",
        "question_0_id": str(poll.questions.get().pk), "question_0_in_short": "Someone else?",
        "question_0_population": "Democrats", "question_0_results": "someone else | 65 %",
        "field_end": "2022-07-07",
    }  # fmt: skip
    refused = client.post(page, typed)
    assert "Say why it is corrected" in refused.text

    assert client.post(page, typed | {"why": "The report was corrected."}).status_code == 302

    logged = {one.what: (one.before, one.after, one.why) for one in poll.corrections.all()}
    assert logged == {
        "source title": ("The Times", "The Times, page 1", "The report was corrected."),
        "\u201cSomeone else?\u201d, answer \u201csomeone else\u201d": (
            "64 %", "65 %", "The report was corrected."
        ),
    }  # fmt: skip
    assert "The report was corrected." in client.get(f"{page}record/").text


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HTML = b"<!doctype html><html><script>alert(1)</script></html>"


@pytest.mark.parametrize(("raw", "kind"), [(PDF, "pdf"), (HTML, "html")])
def test_a_copy_is_kept_under_its_hash_and_handed_out_as_a_file_alone(client, poll, raw, kind):
    page = f"{HOME}polls/{poll.uuid}/"
    for _twice in range(2):
        file = SimpleUploadedFile("../../a \u201cb\u201d.html", raw, "text/html")
        assert client.post(f"{page}copies/new/", {"file": file}).status_code == 302
    kept = PollCopy.objects.get()
    assert (kept.kind, kept.sha256) == (kind, hashlib.sha256(raw).hexdigest())
    assert kept.sha256 in client.get(f"{page}record/").text

    answer = client.get(f"{page}copies/{kept.uuid}/")

    assert b"".join(answer.streaming_content) == raw
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("raw", [b"GIF89a", b"MZ\x00\x00", b"plain words", b"%PDF-1.7 cut off",
                                 b"\x89PNG\r\n\x1a\nbroken"])  # fmt: skip
def test_a_copy_is_known_by_its_content_not_its_name(client, poll, raw):
    file = SimpleUploadedFile("report.pdf", raw, "application/pdf")

    answer = client.post(f"{HOME}polls/{poll.uuid}/copies/new/", {"file": file})

    assert answer.status_code == 422
    assert not PollCopy.objects.exists()


def test_an_article_is_proposed_matched_and_put_into_the_form_but_not_stored(client, poll):
    page = client.post(f"{HOME}article/", {"text": ARTICLE, "source": "The Hill"}).text

    assert "Perhaps on record already" in page
    assert '<mark class="mark-figure">Around 71 percent</mark>' in page
    assert "No president is his party&#x27;s king" in page
    form = client.post(
        f"{HOME}article/enter/",
        {
            "pollster": "Harvard CAPS-Harris", "source_title": "The Hill", "take": ["0"],
            "f0_words": "Around 71 percent", "f0_population": "Americans", "f0_low": "71",
            "f0_question": "do not want him to run", "f0_sentence": "5",
        },
    ).text  # fmt: skip
    assert "do not want him to run | Around 71 percent" in form
    assert Question.objects.count() == 1


FERRY = """Most voters in the county want the ferry kept, survey finds
Nov. 24, 2026

Fifty-eight percent of registered voters in Lake County want the night ferry to keep running,
according to a Harbour Research poll of 812 registered voters.
Among Democrats, 71% would keep it.
"""


def test_words_of_a_headline_are_not_ticked_beside_numbers_and_who_was_asked_is_seen(client):
    page = client.post(f"{HOME}article/", {"text": FERRY}).text

    boxes = re.findall(r'name="take" value="(\d)"( checked)?', page)
    assert boxes == [("0", ""), ("1", " checked"), ("2", " checked")]
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    form = client.post(f"{HOME}article/enter/", {**sent, "take": ["1", "2"]}).text
    sizes = re.findall(r'name="question_\d_sample_size"(?: value="(\d+)")?', form)
    assert sizes == ["812", ""]


def test_a_list_is_looked_at_then_stored_and_handed_on(client, organisation):
    table = "pollster,end,Yes,No\nAdams,2026-01-12,61,28\nBrown,soon,50,40\n"
    typed = {"source": "A list", "topic": "Ferry", "pasted": table}
    preview = client.post(f"{HOME}list/", typed)
    assert "end is &#x27;soon&#x27;, which is no date" in preview.text
    assert not Poll.objects.exists()
    digest = preview.text.split('name="digest" value="')[1][:64]

    client.post(f"{HOME}list/store/", {"source": "A list", "topic": "Ferry", "digest": digest})

    assert Poll.objects.get().pollster == "Adams"
    assert AuditEntry.objects.filter(verb="imported", organisation=organisation).exists()
    csv = b"".join(client.get(f"{HOME}polls.csv").streaming_content).decode()
    assert "Ferry,Adams" in csv
    late = client.post(f"{HOME}list/store/", {"digest": digest, "source": "x", "topic": "y"})
    assert late.status_code == 302
    assert Poll.objects.count() == 1


def test_a_long_list_is_stored_by_a_worker_with_progress_then_its_refusals(client, monkeypatch):
    monkeypatch.setattr(listing, "AT_ONCE", 1)
    table = "pollster,end,Yes,No\nAdams,2026-01-12,61,28\nBrown,2026-01-13,50,40\nX,soon,1,2\n"
    typed = {"source": "A list", "topic": "Ferry", "pasted": table}
    preview = client.post(f"{HOME}list/", typed).text
    digest = preview.split('name="digest" value="')[1][:64]

    page = client.post(f"{HOME}list/store/", typed | {"digest": digest})["Location"]

    assert not Poll.objects.exists()
    assert "0 of 2 questions" in client.get(page).text
    assert "HX-Refresh" not in client.get(f"{page}progress/")
    running.run_due(at=leasing.now())
    assert Poll.objects.count() == 2
    over = client.get(page).text
    assert "2 of 2 questions" in over
    assert "which is no date" in over
    assert client.get(f"{page}progress/")["HX-Refresh"] == "true"
    csv = b"".join(client.get(f"{page}refused.csv").streaming_content).decode()
    assert "4,,unreadable" in csv


def test_a_very_long_list_is_looked_at_by_a_worker_and_stored_after_a_yes(client, monkeypatch):
    monkeypatch.setattr(listing, "LOOKED_AT_ONCE", 2)
    table = "pollster,end,Yes,No\nAdams,2026-01-12,61,28\nBrown,2026-01-13,50,40\nX,soon,1,2\n"

    page = client.post(
        f"{HOME}list/", {"source": "A list", "topic": "Ferry", "pasted": table}
    )["Location"]  # fmt: skip

    assert "Being looked at" in client.get(page).text
    client.post(f"{page}go-on/")  # too early: nothing happens
    running.run_due(at=leasing.now())
    looked = client.get(page).text
    assert "Ferry: Yes 61 %, No 28 %" in looked
    assert "which is no date" in looked
    assert client.get(f"{page}progress/")["HX-Refresh"] == "true"
    assert not Poll.objects.exists()

    for _twice in range(2):
        client.post(f"{page}go-on/")
    running.run_due(at=leasing.now())

    assert Poll.objects.count() == 2
    assert "2 of 2 questions" in client.get(page).text


def test_a_very_long_list_that_is_none_says_why(client, monkeypatch):
    monkeypatch.setattr(listing, "LOOKED_AT_ONCE", 1)

    page = client.post(
        f"{HOME}list/", {"source": "A list", "topic": "x", "pasted": "name,age\nAda,36\nBo,1\n"}
    )["Location"]  # fmt: skip
    running.run_due(at=leasing.now())

    assert "No known layout" in client.get(page).text


def test_a_list_whose_file_is_gone_says_so(client, monkeypatch, settings):
    monkeypatch.setattr(listing, "AT_ONCE", 0)
    table = "pollster,end,Yes,No\nAdams,2026-01-12,61,28\n"
    typed = {"source": "A list", "topic": "Ferry", "pasted": table}
    digest = client.post(f"{HOME}list/", typed).text.split('name="digest" value="')[1][:64]
    page = client.post(f"{HOME}list/store/", typed | {"digest": digest})["Location"]
    for file in settings.IMPORT_ROOT.iterdir():
        file.unlink()

    running.run_due(at=leasing.now())

    assert "no longer on the server" in client.get(page).text
    assert not Poll.objects.exists()


def test_two_names_are_read_as_one_pollster_by_a_persons_word(client, organisation, poll):
    other = Pollster.objects.create(
        organisation=organisation, name="New York Times-Sienna College"
    )
    other.names.create(organisation=organisation, name=other.name, key="other")
    page = client.get(f"{HOME}pollsters/")
    assert "Perhaps one and the same" in page.text

    pair = {"gone": other.pk, "into": poll.house_id}
    asked = client.post(f"{HOME}pollsters/merge/", pair)
    assert "cannot be taken back" in asked.text
    assert type(other).objects.filter(pk=other.pk).exists()
    client.post(f"{HOME}pollsters/merge/", {**pair, "sure": "yes"})

    assert Pollster.objects.get().names.count() == 2


def test_who_may_not_edit_reads_but_changes_nothing(organisation, poll):
    viewer = make.signed_in(make.member(organisation, "Vic Tor", Role.VIEWER))
    assert viewer.get(f"{HOME}polls/{poll.uuid}/record/").status_code == 200
    for address in ("article/", "article/enter/", "list/", "list/store/", "pollsters/merge/",
                    f"polls/{poll.uuid}/copies/new/",
                    f"polls/{poll.uuid}/articles/new/"):  # fmt: skip
        assert viewer.post(f"{HOME}{address}").status_code == 403


def test_another_organisations_record_is_not_found(poll):
    make.organisation("Other", "other")
    stranger = make.signed_in(make.member(make.organisation("Third", "third"), "Eve Roe"))

    for address in (f"polls/{poll.uuid}/record/", f"polls/{poll.uuid}/"):
        assert stranger.get(f"/dashboard/third/evidence/{address}").status_code == 404
    attach = f"/dashboard/third/evidence/polls/{poll.uuid}/articles/new/"
    assert stranger.post(attach, {"sure": "yes"}).status_code == 404


FAMILY = {"question_0_topic": "The ferry", "question_0_family": "keep the ferry"}


def test_a_new_family_of_wordings_needs_a_reason_and_the_next_of_it_does_not(client):
    refused = client.post(f"{HOME}polls/new/", TYPED | FAMILY)
    assert refused.status_code == 422
    assert "is new. Say why these wordings are one question" in refused.text
    assert "Valley Poll" in refused.text
    assert not Poll.objects.exists()

    why = {"question_0_family_why": "Both ask whether it should go on."}
    page = client.post(f"{HOME}polls/new/", TYPED | FAMILY | why)["Location"]
    again = client.post(f"{HOME}polls/new/", TYPED | FAMILY | {"pollster": "Lake Poll"})

    assert again.status_code == 302
    assert Family.objects.get().why == "Both ask whether it should go on."
    assert "decided by Ana Lopez" in client.get(page).text


def test_polls_are_found_by_words_and_come_in_pages(client, organisation):
    for number in range(60):
        rows.poll(organisation, f"Pollster {number:02}")

    first = client.get(HOME).text
    found = client.get(f"{HOME}?find=pollster 07").text

    assert first.count("Keep it: 61%") == 50
    assert "60 in all" in first
    assert found.count("Keep it: 61%") == 1
    assert "No poll has these words." in client.get(f"{HOME}?find=nobody").text


def test_the_pages_ask_no_more_for_many_polls_than_for_few(client, organisation, poll):
    """Session, user, member, organisation and the front's warnings are in each of them."""
    about = rows.topic(organisation)

    def asked(address):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    pages = (HOME, f"{HOME}polls/{poll.uuid}/record/", f"{HOME}pollsters/", f"{HOME}list/",
             f"{HOME}polls.csv", f"{HOME}averages/", f"{HOME}claims/new/")  # fmt: skip

    def more(number):
        result = rows.poll(organisation, f"Pollster {number:02}", about=about)
        values = {"sentence": f"{number} of them", "result": result}
        binding.add(organisation=organisation, values=values, at=make.NOON, by=CLOCK)

    more(0)
    for address in pages:
        client.get(address)
    few = {address: asked(address) for address in pages}
    for number in range(1, 40):
        more(number)

    assert {address: asked(address) for address in pages} == few
    assert max(few.values()) <= 18
