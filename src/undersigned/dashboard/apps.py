"""Makes the room known to Django."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "undersigned.dashboard"
    label = "dashboard"
