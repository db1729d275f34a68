"""How gunicorn serves the tracker. WEB_CONCURRENCY sets the number of worker processes."""

import os

bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * (os.cpu_count() or 1) + 1, 9))
worker_class = "gthread"
threads = 4
timeout = 60
keepalive = 15
graceful_timeout = 20
# Renewed from time to time, each worker at a moment of its own.
max_requests = 20_000
max_requests_jitter = 2_000
# In memory: a heartbeat that waits for a busy disk looks like a dead worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# Nothing to steer a running server with, and nothing to write on a read-only disk.
control_socket_disable = True
accesslog = "-"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s %(M)sms'
