"""The application that granian serves: what a rush asks for first, then Django in threads."""

from importlib import import_module

from undersigned.config.wsgi import application as _django  # sets Django up: before the rest

# isort: split
from django.conf import settings

from undersigned.config.front import Front
from undersigned.lib import heap

application = Front(_django)

import_module(settings.ROOT_URLCONF)  # all pages, before anybody asks for one
heap.settle()
