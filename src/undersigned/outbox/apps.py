"""Makes the room known to Django."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "undersigned.outbox"
    label = "outbox"
