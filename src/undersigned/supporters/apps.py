"""Makes the room known to Django."""

from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "undersigned.supporters"
    label = "supporters"
