"""Makes the room known to Django."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "undersigned.evidence"
    label = "evidence"
