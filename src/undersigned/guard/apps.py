"""Makes the room known to Django."""

from django.apps import AppConfig


class GuardConfig(AppConfig):
    name = "undersigned.guard"
    label = "guard"
