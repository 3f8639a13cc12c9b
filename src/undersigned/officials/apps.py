"""Makes the room known to Django."""

from django.apps import AppConfig


class OfficialsConfig(AppConfig):
    name = "undersigned.officials"
    label = "officials"
