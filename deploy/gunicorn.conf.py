"""How gunicorn serves the tracker. WEB_CONCURRENCY sets the number of worker processes."""

import logging
import os
from pathlib import Path

from tracker.secrets_in_logs import WithoutKeys

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * (os.cpu_count() or 1) + 1, 9))
# The event loop completes requests and sends answers: no client holds a thread.
worker_class = "tracker.worker.PatientWorker"
worker_connections = 800
# Long work may take at most nine of them (common/turns.py): one is always for readers.
threads = 10
timeout = 60
keepalive = 15
graceful_timeout = 20
# Workers are renewed from time to time, not all at the same moment.
max_requests = 20_000
max_requests_jitter = 2_000
# In memory, since a heartbeat that waits for a busy disk looks like a dead worker.
shared_memory = Path("/dev/shm")  # noqa: S108 -- gunicorn makes a private file in it
worker_tmp_dir = str(shared_memory) if shared_memory.is_dir() else None
# No control of a running server is needed, and the disk may be read-only.
control_socket_disable = True
accesslog = "-"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s %(M)sms'
for name in ("gunicorn.access", "gunicorn.error"):
    logging.getLogger(name).addFilter(WithoutKeys())
