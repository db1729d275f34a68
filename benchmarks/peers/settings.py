"""The Django peers: the tracker's own settings, except for their addresses and plain answers.

The peers answer without middleware, which ``peers.wsgi`` sees to.
"""

from tracker.settings import *  # noqa: F403 (the settings of a deployment, but for three)

ROOT_URLCONF = "benchmarks.peers.urls"
WSGI_APPLICATION = "benchmarks.peers.wsgi.application"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
