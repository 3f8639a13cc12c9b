"""Makes the room known to Django."""

from django.apps import AppConfig


class MailingsConfig(AppConfig):
    name = "undersigned.mailings"
    label = "mailings"
