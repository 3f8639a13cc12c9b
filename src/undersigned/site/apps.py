"""Makes the room known to Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "undersigned.site"
    label = "site"
