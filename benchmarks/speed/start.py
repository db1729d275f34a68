"""Start the speed benchmark in a PostgreSQL of its own, with the settings of a deployment."""

import os
import subprocess
import sys
from collections.abc import Sequence

from benchmarks.speed.options import PROJECT, parse

WITH_POSTGRES = PROJECT / "scripts" / "with_postgres.py"
DEPLOYED = {
    "POA_DEBUG": "false",
    "POA_HTTPS": "false",
    "POA_ALLOWED_HOSTS": "127.0.0.1",
    "POA_API_RATE": "0",
    "POA_LOG_LEVEL": "ERROR",
    "GUNICORN_CMD_ARGS": "--log-level error",
    # As many processes as the reference machine has cores; the same for every contestant.
    "WEB_CONCURRENCY": "2",
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
}


def main(arguments: Sequence[str]) -> int:
    """The benchmark's exit status: 0 when no goal is missed, 69 without PostgreSQL."""
    options = parse(arguments)
    command = [sys.executable, str(WITH_POSTGRES), "--durable"]
    command += [sys.executable, "-m", "benchmarks.speed", *arguments]
    environ = {**environment(), **({"WEB_CONCURRENCY": "1"} if options.tiny else {})}
    return subprocess.run(command, cwd=PROJECT, env=environ, check=False).returncode


def environment() -> dict[str, str]:
    """The caller's environment without its own database, key and settings."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("POA_") and name != "DATABASE_URL"
    }
    return {**inherited, **DEPLOYED}
