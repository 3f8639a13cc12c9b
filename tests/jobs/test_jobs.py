"""Jobs: asked for with the fact, run once, tried again, kept if they fail, forgotten."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django_tasks import default_task_backend
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from tests.jobs import work
from undersigned.jobs import backups, forgetting, retrying, running
from undersigned.jobs.models import Job
from undersigned.lib import failures, leasing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_done():
    work.done.clear()


def run():
    return running.run_due(at=leasing.now())


def claimed():
    rows = Job.objects.runnable(at=leasing.now())
    return leasing.claim(rows, limit=1, at=leasing.now(), state=Job.State.RUNNING)


def failed_job(**values):
    now = leasing.now()
    return Job.objects.create(**{
        "task": "tests.jobs.work.fail", "queue": "default",
        "args": {"args": ["x"], "kwargs": {}},
        "state": Job.State.FAILED, "run_after": now, "enqueued_at": now, "finished_at": now,
    } | values)  # fmt: skip


def test_a_job_runs_once_and_is_done():
    result = work.write_down.enqueue("signed")

    assert (run(), run()) == (1, 0)

    assert work.done == ["signed"]
    assert work.write_down.get_result(result.id).status == TaskResultStatus.SUCCESSFUL


def test_a_job_is_asked_for_in_the_transaction_of_the_fact():
    def ask_and_fail():
        with transaction.atomic():
            work.write_down.enqueue("never")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fail()

    assert run() == 0


def test_the_urgent_comes_first_and_the_later_waits():
    work.write_down.enqueue("first")
    work.hurry.enqueue("urgent")
    work.write_down.using(run_after=leasing.now() + timedelta(hours=1)).enqueue("later")

    assert run() == 2
    assert work.done == ["urgent", "first"]


def test_a_job_that_fails_is_tried_again_and_at_last_kept_without_what_it_said():
    result = work.fail.enqueue("ana@example.org")
    for attempt in range(1, running.MAX_ATTEMPTS + 1):
        Job.objects.update(run_after=leasing.now())
        run()
        assert Job.objects.get().attempts == attempt

    job = Job.objects.get()
    assert (job.state, job.error_class) == (Job.State.FAILED, "ValueError")
    assert "in fail" in job.error_frames
    assert "ana@example.org" not in job.error_frames
    failed = work.fail.get_result(result.id)
    assert failed.status == TaskResultStatus.FAILED
    assert failed.errors[0].exception_class_path == "ValueError"


def test_a_failed_job_runs_again_when_a_person_says_so():
    job = failed_job()

    again = retrying.retry(job_id=job.pk, at=leasing.now())

    assert again is not None
    assert (again.state, again.attempts) == (Job.State.WAITING, 0)
    assert retrying.retry(job_id=job.pk, at=leasing.now()) is None


def test_a_job_of_a_dead_worker_is_taken_after_its_lease():
    work.write_down.enqueue("once")
    claimed()

    assert run() == 0
    assert running.run_due(at=leasing.now() + leasing.LEASE * 2) == 1


def test_a_worker_that_slept_past_its_lease_changes_nothing():
    work.write_down.enqueue("once")
    _token, (job,) = claimed()
    Job.objects.update(lease_token=uuid.uuid4())  # another has it

    running._finish(job, state=Job.State.DONE)

    assert Job.objects.get().state == Job.State.RUNNING


def test_a_job_that_kills_its_workers_is_given_up():
    work.write_down.enqueue("bang")
    Job.objects.update(attempts=running.MAX_ATTEMPTS)

    run()

    assert (Job.objects.get().state, work.done) == (Job.State.FAILED, [])


def test_leases_are_renewed_while_they_are_held():
    work.write_down.enqueue("slow")
    token, _jobs = claimed()
    later = leasing.now() + timedelta(minutes=1)

    with leasing.holding(Job, token):
        leasing.renew(at=later)
    leasing.renew(at=later + timedelta(hours=1))

    assert Job.objects.get().leased_until == later + leasing.LEASE


def test_workers_never_take_the_same_job():
    for number in range(40):
        work.write_down.enqueue(number)

    def take():
        try:
            while run():
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(work.done, key=str) == sorted(range(40), key=str)


def test_what_jobs_were_asked_is_forgotten_after_30_days():
    failed_job()
    failed_job(state=Job.State.DONE)
    later = leasing.now() + timedelta(days=31)

    assert forgetting.forget_due(at=leasing.now()) == 0
    assert forgetting.forget_due(at=later) == 2

    kept = Job.objects.get()
    assert (kept.state, kept.args) == (Job.State.FAILED, {})
    assert retrying.retry(job_id=kept.pk, at=later) is None
    assert forgetting.forget_due(at=later + timedelta(days=180)) == 1


def test_an_unknown_result_does_not_exist():
    for unknown in (str(uuid.uuid4()), "nonsense"):
        with pytest.raises(TaskResultDoesNotExist):
            default_task_backend.get_result(unknown)


def test_the_last_backup_is_remembered():
    assert backups.last() is None

    backups.record(file_name="a.tar.gz", size=1, at=leasing.now() - timedelta(days=1))
    backups.record(file_name="b.tar.gz", size=2, at=leasing.now())

    assert backups.last().file_name == "b.tar.gz"


def test_what_is_kept_of_an_error_names_places_and_no_values():
    def inner():
        raise KeyError(address)

    address = "ana@example.org"
    kept = ""
    try:
        try:
            inner()
        except KeyError as error:
            raise RuntimeError(f"for {address}") from error
    except RuntimeError as error:
        kept = failures.frames(error)

    assert kept.startswith("RuntimeError\n")
    assert "in inner: raise KeyError(address)" in kept
    assert "ana@" not in kept
