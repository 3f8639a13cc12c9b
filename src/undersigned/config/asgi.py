"""The application that granian serves: what a rush asks for first, then Django in threads."""

from undersigned.config.wsgi import application as _django  # sets Django up: before the rest

# isort: split
from undersigned.config.front import Front

application = Front(_django)
