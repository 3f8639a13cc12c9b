"""The backend of the task API; jobs are rows of the database."""

from typing import Any

from django_tasks.backends.base import BaseTaskBackend


class DatabaseBackend(BaseTaskBackend):
    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:  # noqa: ANN401
        raise NotImplementedError
