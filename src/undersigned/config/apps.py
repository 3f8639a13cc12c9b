"""Makes the room known to Django, for its commands and pages."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "undersigned.config"
    label = "config"
