"""Makes the room known to Django."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "undersigned.organisations"
    label = "organisations"
