"""What Django knows of the rooms."""

import pytest
from django.apps import apps

from tests.architecture import source


@pytest.fixture(scope="session")
def models():
    """The models of the rooms, without those that come from elsewhere."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("undersigned.")
        and model._meta.app_label in source.rooms()
    ]
