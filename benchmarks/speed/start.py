"""Start the speed benchmark in a PostgreSQL of its own, with the settings of a deployment."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

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
    command = [sys.executable, "-m", "benchmarks.speed", *arguments]
    if parse(arguments).tiny:
        return inside(command, {**in_copy("speed"), "WEB_CONCURRENCY": "1"})
    return inside([sys.executable, str(WITH_POSTGRES), "--durable", *command], {})


def inside(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """The exit status of a command with the settings of a deployment, and ``environ``."""
    whole = {**environment(), **environ}
    return subprocess.run(command, cwd=PROJECT, env=whole, check=False).returncode


def copy_of_own(part: str) -> None:
    """Copy the database of the settings for one part of a tiny run. Nobody else may be
    connected."""
    from django.db import connection

    where = connection.settings_dict
    connection.close()
    options = ["-h", where["HOST"], "-p", str(where["PORT"]), "-U", where["USER"]]
    command = ["createdb", *options, "--template", where["NAME"], name_of(part)]
    subprocess.run(command, check=True)


def in_copy(part: str) -> dict[str, str]:
    """The variables of a process that works in that copy."""
    kept = {name: os.environ[name] for name in ("POA_SECRET_KEY",) if name in os.environ}
    return {**kept, "DATABASE_URL": address_of(name_of(part))}


def address_of(database: str) -> str:
    """The address of another database of the same server."""
    scheme, host, _path, query, _fragment = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit((scheme, host, f"/{database}", query, ""))


def name_of(part: str) -> str:
    return f"poa_{part}"


def environment() -> dict[str, str]:
    """The caller's environment without its own database, key and settings."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("POA_") and name != "DATABASE_URL"
    }
    return {**inherited, **DEPLOYED}
