"""The WSGI application that gunicorn serves."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

try:
    # Hardly anything made while the program is loaded goes away again. To look for garbage in it
    # took a fifth of a start, and later stopped a process for a fifth of a second again and again.
    gc.disable()
    application = get_wsgi_application()
except SystemExit:
    # The settings have printed the reason. With this status gunicorn stops instead of retrying for
    # ever.
    raise SystemExit(3) from None

from tracker.kept import AtOnce

# ``tracker.worker`` gives kept answers without Django.
if settings.KEPT_BYTES:
    application.at_once = AtOnce()  # type: ignore[attr-defined]

# Django reads all addresses and their views at the first request: most of a second, which nobody
# should wait for each time that a worker process is renewed.
_ = get_resolver().url_patterns

gc.freeze()
gc.enable()
