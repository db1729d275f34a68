"""How many queries one request takes, as the database itself counts them: alike for everyone."""

import re
import time
import urllib.request
from pathlib import Path

from benchmarks.speed.contestants import Contestant

# Queries that begin, end or maintain a connection are not counted.
STATEMENT = re.compile(
    r"LOG:  (?:statement|execute [^:]*): *(?!SELECT 1\b)(?:SELECT|WITH|DECLARE|INSERT|UPDATE)",
    re.IGNORECASE,
)
SECONDS_TO_SETTLE = 0.5
TRIES = 3


def counts(contestants: list[Contestant]) -> dict[str, int]:
    """Queries per request by contestant: the fewest of some tries, once everything is warm."""
    set_logging("all")
    try:
        return {
            each.name: min(count(each) for _try in range(TRIES))
            for each in contestants
            if each.url and each.database
        }
    finally:
        set_logging("none")


def set_logging(statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SYSTEM SET log_statement = '{statements}'")
        cursor.execute("SELECT pg_reload_conf()")
    time.sleep(SECONDS_TO_SETTLE)


def count(contestant: Contestant) -> int:
    """The queries that arrive while a contestant is asked once."""
    from django.conf import settings

    log = Path(settings.DATABASES["default"]["HOST"]) / "server.log"
    before = log.stat().st_size
    with contestant.asked(), urllib.request.urlopen(contestant.url, timeout=60) as answer:
        answer.read()
    with log.open("rb") as file:
        file.seek(before)
        return len(STATEMENT.findall(file.read().decode(errors="replace")))
