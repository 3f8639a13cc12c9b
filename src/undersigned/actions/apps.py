"""Makes the room known to Django."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "undersigned.actions"
    label = "actions"
