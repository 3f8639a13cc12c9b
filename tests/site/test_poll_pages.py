"""The public page of a poll: the whole record, its gaps, copies and corrections."""

import hashlib
import io

import pytest
from django.test import Client

from tests import make
from tests.evidence import rows
from undersigned.evidence import archiving
from undersigned.organisations.auditing import CLOCK
from undersigned.organisations.models import Organisation

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><html><script>alert(1)</script></html>"


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def poll(ours):
    return rows.poll(ours).question.poll


@pytest.fixture
def address(ours, poll):
    return f"/o/{ours.slug}/polls/{poll.uuid}/"


def test_a_poll_that_nothing_public_shows_is_nobodys(client: Client, ours, poll, address):
    assert client.get(address).status_code == 404
    make.campaign(ours).polls.add(poll)
    assert client.get(address).status_code == 200
    make.organisation("Other Valley", "other-valley")
    assert client.get(address.replace(ours.slug, "other-valley")).status_code == 404


def test_everyone_reads_the_record_its_gaps_and_its_corrections(
    client: Client, ours, poll, address
):
    campaign = make.campaign(ours)
    campaign.polls.add(poll)
    poll.corrections.create(
        what="weighting", before="by age", after="by age and sex", why="The report was read.",
        at=make.NOON, by="Ana Diaz",
    )  # fmt: skip

    answer = client.get(address)

    assert "of 11 items" in answer.text
    assert "missing" in answer.text
    for words in ("by age and sex", "The report was read.", "Ana Diaz"):
        assert words in answer.text
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies
    assert address in client.get(f"/{campaign.slug}/").text


def test_a_copy_is_a_file_to_save_under_its_hash(client: Client, ours, poll, address):
    make.campaign(ours).polls.add(poll)
    kept = archiving.keep(poll, io.BytesIO(HTML), name="page.html", at=make.NOON, by=CLOCK)
    assert hashlib.sha256(HTML).hexdigest() in client.get(address).text

    answer = client.get(f"{address}copies/{kept.uuid}/")

    assert b"".join(answer.streaming_content) == HTML
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_an_examples_record_is_kept_from_search_engines(client: Client, ours, poll, address):
    make.campaign(ours).polls.add(poll)
    Organisation.objects.filter(pk=ours.pk).update(
        example="reconstructed", banner="An example, made of public facts."
    )

    assert client.get(address)["X-Robots-Tag"] == "noindex"
