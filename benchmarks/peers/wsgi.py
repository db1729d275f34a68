"""The Django peers as one WSGI application, with nothing between the server and their views."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peers.settings"
django.setup(set_prefix=False)
# Only now: applications refuse to be set up where their middleware is not named. A list of those
# that the peers need for that would be out of date with the next application.
settings.MIDDLEWARE = []
application = WSGIHandler()
