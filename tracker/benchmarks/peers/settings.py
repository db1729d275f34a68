"""The Django peers: the tracker's tables and database, and none of its middleware."""

from tracker.settings import *  # noqa: F403 (the settings of a deployment, but for three)

ROOT_URLCONF = "tracker.benchmarks.peers.urls"
WSGI_APPLICATION = "tracker.benchmarks.peers.wsgi.application"
MIDDLEWARE = []
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
