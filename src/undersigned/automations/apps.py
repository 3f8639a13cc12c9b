"""Makes the room known to Django."""

from django.apps import AppConfig


class AutomationsConfig(AppConfig):
    name = "undersigned.automations"
    label = "automations"
