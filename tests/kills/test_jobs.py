"""The worker is killed beside a job, or sleeps: the job is run again, and none is lost."""

import pytest

pytestmark = [pytest.mark.kills]

# How often one job may be done in the end: whether it had been done before the death.
POINTS = {"jobs.before_run": 1, "jobs.before_finish": 2}
JOBS = 5
THREADS = 2  # the second may be in the middle of another job


def test_a_job_whose_worker_is_killed_runs_again(installation, tmp_path):
    for point in POINTS:
        folder = tmp_path / point
        folder.mkdir()
        installation.ask("jobs", JOBS, folder)
        installation.start("worker", "--only", "jobs", fault=f"{point}:3")
        installation.dies("worker")
        installation.ask("lapse")
    installation.start("worker", "--only", "jobs")
    installation.wait_until(lambda: installation.ask("unfinished_jobs") == 0)

    for point, most in POINTS.items():
        files = (tmp_path / point).glob("job-*")
        times = [len(path.read_text().splitlines()) for path in files]
        assert len(times) == JOBS
        assert max(times) <= most + 1
        assert times.count(most + 1) <= THREADS - 1


@pytest.mark.parametrize("variables", [{"UNDERSIGNED_LEASE_SECONDS": "2"}])
def test_a_worker_that_sleeps_past_its_lease_runs_no_job_that_another_ran(
    installation, tmp_path
):
    installation.ask("jobs", 20, tmp_path)

    killed = installation.put_to_sleep("sleeper", "--only", "jobs", at="jobs.before_run:3")
    installation.start("worker")
    installation.wait_until(lambda: installation.ask("unfinished_jobs") == 0)
    installation.wake("sleeper")
    assert installation.stop_kindly("sleeper") == 0

    times = [len(path.read_text().splitlines()) for path in tmp_path.glob("job-*")]
    assert len(times) == 20
    # What a thread was just about to note as done is done again, and no more.
    assert times.count(2) <= 1 + THREADS * killed
    assert max(times) <= 2 + killed
