"""Makes the room known to Django."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "undersigned.lib"
    label = "lib"
