"""Everything that a run measured, and what may be concluded from it."""

import os
import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks.speed.options import Options
from benchmarks.speed.rounds import Series

SERVER_SETTINGS = ("server_version", "fsync", "data_checksums", "shared_buffers", "jit")
PACKAGES = (
    "Django",
    "djangorestframework",
    "psycopg",
    "gunicorn",
    "django-ninja",
    "fastapi",
    "SQLAlchemy",
    "uvicorn",
    "datasette",
    "XlsxWriter",
    "openpyxl",
)


@dataclass
class Results:
    """``scenes`` by scene and contestant, ``queries`` likewise; ``growth`` by question; files
    and writes as their modules give them. A part that was not measured is empty."""

    setting: dict[str, Any]
    scenes: dict[str, dict[str, Series]] = field(default_factory=dict)
    queries: dict[str, dict[str, int]] = field(default_factory=dict)
    csv: dict[str, Any] = field(default_factory=dict)
    xlsx: dict[str, Any] = field(default_factory=dict)
    writes: dict[str, Any] = field(default_factory=dict)
    serving: dict[str, Any] = field(default_factory=dict)
    growth: dict[str, dict[str, Series]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def setting(responses: int, options: Options) -> dict[str, Any]:
    """What the figures depend on besides the code; so many ``responses`` there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        facts = {name: shown(cursor, name) for name in SERVER_SETTINGS}
    return {
        "responses": responses,
        "responses_grown": responses * options.growth,
        "rounds": options.rounds,
        "seconds": options.seconds,
        "connections": options.connections,
        "processors": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "postgresql": facts,
        "packages": {name: installed(name) for name in PACKAGES},
    }


def shown(cursor: Any, name: str) -> str:
    """A setting as the server itself reports it."""
    cursor.execute(f"SHOW {name}")
    return str(cursor.fetchone()[0])


def installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
