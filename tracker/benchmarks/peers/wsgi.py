"""The Django peers as one WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.benchmarks.peers.settings"
application = get_wsgi_application()
