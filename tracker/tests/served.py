"""Applications of tests behind gunicorn, with the worker as a deployment runs it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.speed.processes import Server

# More clients at once than there are threads.
MANY = 24
GET = "GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n"


@contextmanager
def served(folder: Path, application: str) -> Iterator[Server]:
    """One worker with the ``application`` of that source, until the end of the block."""
    (folder / "served.py").write_text(application)
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    command += ["--pythonpath", str(folder), "served:application"]
    environ = {"WEB_CONCURRENCY": "1", "PATH": os.environ["PATH"]}
    found = Server("an application", command, environ, "/")
    found.start()
    found.wait()
    yield found
    found.stop()
