"""Makes the room known to Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "undersigned.places"
    label = "places"
