"""Makes the room known to Django."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "undersigned.segments"
    label = "segments"
