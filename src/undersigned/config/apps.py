"""Makes the room known to Django, for its commands and pages, and fills the registries."""

from django.apps import AppConfig

from undersigned.lib import wording


class ConfigConfig(AppConfig):
    name = "undersigned.config"
    label = "config"

    def ready(self) -> None:
        from undersigned.config import registries  # noqa: PLC0415  models must be loaded first

        wording.speak()  # before any form is made
        registries.fill()
