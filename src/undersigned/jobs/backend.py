"""The task API's door to our queue: enqueueing writes a row in the caller's transaction."""

import uuid
from typing import Any, ParamSpec, TypeVar

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from undersigned.jobs.models import Job
from undersigned.lib import leasing

T = TypeVar("T")
P = ParamSpec("P")

_STATUS = {
    Job.State.WAITING: TaskResultStatus.READY,
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.FAILED: TaskResultStatus.FAILED,
}


class DatabaseBackend(BaseTaskBackend):
    """Jobs are rows: no broker to run, and no job without the fact that asked for it."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:  # noqa: ANN401  as the API has it
        self.validate_task(task)
        at = leasing.now()
        job = Job.objects.create(
            task=task.module_path,
            queue=task.queue_name,
            priority=task.priority,
            args={"args": normalize_json(list(args)), "kwargs": normalize_json(kwargs)},
            run_after=task.run_after or at,
            enqueued_at=at,
        )
        return self._result(job)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Raises TaskResultDoesNotExist."""
        try:
            return self._result(Job.objects.get(pk=uuid.UUID(result_id)))
        except (Job.DoesNotExist, ValueError) as error:
            raise TaskResultDoesNotExist(result_id) from error

    def _result(self, job: Job) -> TaskResult[Any]:
        errors = []
        if job.error_class:
            failed = TaskError(exception_class_path=job.error_class, traceback=job.error_frames)
            errors.append(failed)
        return TaskResult(
            task=import_string(job.task),
            id=str(job.pk),
            status=_STATUS[Job.State(job.state)],
            enqueued_at=job.enqueued_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            last_attempted_at=job.started_at,
            args=job.args.get("args", []),
            kwargs=job.args.get("kwargs", {}),
            backend=self.alias,
            errors=errors,
            worker_ids=["worker"] * job.attempts,
        )
