"""The worker is killed beside a job, or sleeps: the job is run again, and none is lost."""

import pytest

pytestmark = [pytest.mark.kills]

# What the file of the one job holds in the end: whether it had been done before the death.
POINTS = {"jobs.before_run": 1, "jobs.before_finish": 2}
JOBS = 5
THREADS = 2


@pytest.mark.parametrize("point", POINTS)
def test_a_job_whose_worker_is_killed_runs_again(installation, tmp_path, point):
    installation.ask("jobs", JOBS, tmp_path)

    installation.start("worker", fault=f"{point}:3")
    installation.dies("worker")
    installation.ask("lapse")
    installation.start("worker")
    installation.wait_until(lambda: installation.ask("unfinished_jobs") == 0)

    times = [len(path.read_text().splitlines()) for path in tmp_path.glob("job-*")]
    assert len(times) == JOBS
    assert 1 <= max(times) <= POINTS[point], "a job is done twice at most, beside the death"


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
