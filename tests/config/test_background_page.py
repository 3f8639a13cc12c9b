"""The page of background work: what fails is seen, and can be let run again."""

import uuid
from datetime import timedelta

import pytest

from tests import make
from undersigned.accounts.models import Role
from undersigned.actions import telling
from undersigned.actions.models import Interest, Submission
from undersigned.config import health
from undersigned.jobs import backups
from undersigned.jobs.models import Job, ScheduleEntry, Worker
from undersigned.lib import leasing
from undersigned.organisations.models import AuditEntry
from undersigned.outbox import queueing

pytestmark = pytest.mark.django_db

PAGE = "/dashboard/river-valley/background/"


@pytest.fixture
def team():
    return make.organisation()


def failed_job():
    now = leasing.now()
    return Job.objects.create(
        task="undersigned.petitions.tasks.count", queue="default", state=Job.State.FAILED,
        args={"args": [1], "kwargs": {}}, run_after=now, enqueued_at=now, finished_at=now,
        error_class="KeyError", error_frames="counting.py:7 in count: ...",
    )  # fmt: skip


def test_an_installation_that_never_ran_says_so(team):
    page = make.signed_in(make.member(team)).get(PAGE)

    for words in ("Stands still", "no sign of life", "Nothing has failed", "never run", "None"):
        assert words in page.content.decode()


def test_the_page_shows_what_runs_what_failed_and_the_last_backup(team):
    now = leasing.now()
    failed_job()
    Worker.objects.create(process="here 1 1", parts="clock", started_at=now, beat_at=now)
    ScheduleEntry.objects.create(
        name="count signatures", every_seconds=1, last_run_at=now, last_did_at=now
    )
    ScheduleEntry.objects.create(
        name="send mailings",
        every_seconds=1,
        failures=3,
        error_class="OSError",
        error_frames="x",
    )
    backups.record(file_name="b.tar.gz", size=2_000_000, at=now - timedelta(days=3))
    queueing.queue([
        queueing.Letter(
            organisation_id=None, to="ana@example.org", subject="s", text="t", from_name="",
            from_address="us@example.org", kind="notice",
        )
    ])  # fmt: skip

    page = make.signed_in(make.member(team)).get(PAGE).content.decode()

    for words in (
        "Running", "undersigned.petitions.tasks.count", "KeyError", "Run again",
        "Count signatures", "failed 3 times in a row", "3\xa0days", "nothing leaves",
    ):  # fmt: skip
        assert words in page
    assert "ana@example.org" not in page


def test_failed_work_runs_again_and_that_is_kept(team):
    job = failed_job()
    client = make.signed_in(make.member(team))

    page = client.post(f"{PAGE}{job.pk}/retry/", follow=True)

    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert "It runs again" in page.content.decode()
    assert AuditEntry.objects.get().subject_label == "background work count"


def test_work_that_did_not_fail_is_left_alone(team):
    page = make.signed_in(make.member(team)).post(f"{PAGE}{uuid.uuid4()}/retry/", follow=True)

    assert "cannot run again" in page.content.decode()


def test_a_viewer_lets_nothing_run_again(team):
    job = failed_job()
    client = make.signed_in(make.member(team, role=Role.VIEWER))

    assert client.post(f"{PAGE}{job.pk}/retry/").status_code == 403


def failed_form(campaign, kind=Submission.Kind.INTEREST):
    return Submission.objects.create(
        campaign=campaign, kind=kind, payload={"email": "ana@example.org"}, network="n",
        at=make.NOON, done_at=make.NOON, failure="KeyError",
    )  # fmt: skip


def test_forms_that_could_not_be_taken_in_are_shown_and_tried_again(
    team, django_assert_max_num_queries
):
    campaign = make.campaign(team)
    rows = [failed_form(campaign), failed_form(campaign)]
    elsewhere = failed_form(make.campaign(make.organisation("Lake", "lake"), "lake-water"))
    client = make.signed_in(make.member(team))

    with django_assert_max_num_queries(16):
        page = client.get(PAGE).text
    answer = client.post(
        f"{PAGE}forms/{campaign.uuid}/retry/",
        {"kind": "interest", "failure": "KeyError"},
        follow=True,
    )

    assert "&#x27;tell me when it starts&#x27;: 2" in page
    assert "ana@example.org" not in page
    assert "2 are tried again" in answer.text
    assert telling.fold_due(at=make.NOON) == 2
    assert Interest.objects.get().email == "ana@example.org"
    assert not Submission.objects.failed().filter(pk__in=[row.pk for row in rows])
    assert Submission.objects.failed().get() == elsewhere
    assert AuditEntry.objects.get().after == {"forms": 2, "error": "KeyError"}


def test_forms_of_another_organisation_stay_where_they_are(team):
    other = make.campaign(make.organisation("Lake", "lake"), "lake-water")
    failed_form(other)

    answer = make.signed_in(make.member(team)).post(
        f"{PAGE}forms/{other.uuid}/retry/",
        {"kind": "interest", "failure": "KeyError"},
        follow=True,
    )

    assert "Nothing of that kind" in answer.text
    assert Submission.objects.failed().count() == 1


def test_health_is_told_in_parts(client):
    unwell = client.get("/healthz")
    now = leasing.now()
    Worker.objects.create(process="here 1 1", parts="clock", started_at=now, beat_at=now)
    well = client.get("/healthz")

    assert (unwell.status_code, unwell.json()["worker"]["alive"]) == (503, False)
    assert well.status_code == 200
    assert well.json()["mail"] == {"way": "none", "late": False}
    assert (well.json()["database"], well.json()["migrations"]) == ("ok", "ok")


def test_health_tells_pending_migrations_and_a_lost_database(client, monkeypatch):
    monkeypatch.setattr("undersigned.config.health._migrated", False)
    monkeypatch.setattr("undersigned.config.health.pending_migrations", lambda: ["jobs.0002"])
    assert client.get("/healthz").json()["migrations"] == "pending"

    def lost():
        raise health.DatabaseError

    monkeypatch.setattr(health, "_is_migrated", lost)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")
