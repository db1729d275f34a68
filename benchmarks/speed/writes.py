"""Recording a response, with its checks, its lock and its history, against a bare update."""

import itertools
from collections.abc import Callable
from typing import Any

from benchmarks.speed.options import Options
from benchmarks.speed.rounds import alternate, times_per_second
from benchmarks.speed.sql import CYCLE

PRODUCT, FLOOR = "PoA Tracker", "bare UPDATE"


def measure(options: Options) -> dict[str, Any]:
    """Saves per second of both, one after the other on one connection, round after round."""
    submission, officer = draft()
    save, update = saver(submission, officer), updater(submission, officer)
    turns: dict[str, Callable[[], float]] = {
        FLOOR: lambda: times_per_second(update, options.seconds),
        PRODUCT: lambda: times_per_second(save, options.seconds),
    }
    return {"queries": queries_of(save), "per_second": alternate(turns, options.rounds)}


def draft() -> tuple[Any, Any]:
    """A draft in the latest cycle and the officer who writes it."""
    from django.contrib.auth import get_user_model

    from reports.models import Reporter, ReportingCycle
    from reports.submissions import workflow

    officer = get_user_model().objects.create_superuser("officer@example.org")
    cycle = ReportingCycle.objects.get(code=CYCLE)
    reporter = Reporter.objects.organisations().first()
    return workflow.register(reporter, cycle, "online", by=officer), officer


def saver(submission: Any, officer: Any) -> Callable[[], object]:
    """Records another narrative on one commitment each time."""
    from reports.coding.recording import Answer, record

    key = submission.cycle.scope().first().key
    numbers = itertools.count()

    def save() -> object:
        words = f"Narrative number {next(numbers)}"
        return record(submission, [Answer(key, "planned", words, "en")], by=officer)

    return save


def updater(submission: Any, officer: Any) -> Callable[[], object]:
    """Changes the same columns of another response of the same draft, and nothing else."""
    from django.db import connection

    from reports.coding.recording import Answer, record
    from reports.models import Response

    key = submission.cycle.scope().last().key
    record(submission, [Answer(key, "planned", "Narrative", "en")], by=officer)
    number = Response.objects.get(submission=submission, commitment__key=key).pk
    numbers = itertools.count()
    statement = "UPDATE reports_response SET narrative = %s, status = %s WHERE id = %s"

    def update() -> object:
        with connection.cursor() as cursor:
            words = f"Narrative number {next(numbers)}"
            return cursor.execute(statement, [words, "planned", number])

    return update


def queries_of(step: Callable[[], object]) -> int:
    """How many queries one step takes, once everything is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    step()
    with CaptureQueriesContext(connection) as captured:
        step()
    return len(captured)
