"""The WSGI application that granian serves: published files first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.config.settings")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402  after Django is set up

from undersigned.config import publishing  # noqa: E402
from undersigned.lib import family  # noqa: E402

family.follow_parent()
application = publishing.before(_django, root=settings.PUBLISHED_ROOT, log=settings.LOG_ROOT)
