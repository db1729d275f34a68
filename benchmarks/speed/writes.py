"""Recording responses, with their checks, their lock and their history, against bare statements.

Processor time counts, of this process and of the database together: other work on the machine
weighs on it little.
"""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.speed.options import Options
from benchmarks.speed.processes import postmaster, processor_seconds
from benchmarks.speed.rounds import times_per_second
from benchmarks.speed.sql import CYCLE

PRODUCT = "PoA Tracker"
UPDATE, MANY, COPY = "bare UPDATE", "bare executemany", "bare COPY"
# A coding table in one save, and reports in one import; each report is on every commitment.
TABLE, REPORTS = 76, 20


@dataclass
class Rates:
    """How often a second, and for how many milliseconds of a processor each, round by round."""

    per_second: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


Compared = dict[str, Rates]


def measure(options: Options) -> dict[str, Any]:
    """One response, a table of them and an import, each beside what the database alone does."""
    submission, officer = draft()
    keys = list(submission.cycle.scope().values_list("key", flat=True)[: TABLE + 1])
    others = drafts(1 if options.tiny else REPORTS)
    save, save_table = saver(submission, keys[:1], officer), saver(submission, keys[1:], officer)
    copy = copier(others, officer)
    return {
        "queries": queries_of(save),
        "one": compare({UPDATE: updater(submission, keys[:1]), PRODUCT: save}, options),
        "table": compare({MANY: updater(submission, keys[1:]), PRODUCT: save_table}, options),
        "table_rows": len(keys) - 1,
        "import": compare({COPY: copy, PRODUCT: importer(others, officer)}, options),
        "import_rows": len(others) * submission.cycle.scope().count(),
    }


def compare(steps: Mapping[str, Callable[[], object]], options: Options) -> Compared:
    """Every step in turn, round after round, on one connection; a first turn is not counted."""
    found = {name: Rates() for name in steps}
    for step in steps.values():
        step()
    for _round in range(options.rounds):
        for name, step in steps.items():
            own, database = time.process_time(), processor_seconds([postmaster()])
            rate, count = times(step, options.seconds)
            cpu = time.process_time() - own + processor_seconds([postmaster()]) - database
            found[name].per_second.append(rate)
            found[name].cpu_ms.append(1000 * cpu / count)
    return found


def times(step: Callable[[], object], seconds: float) -> tuple[float, int]:
    """How often a second ``step`` can be done, and how often it was."""
    counted = itertools.count()

    def counting() -> None:
        step()
        next(counted)

    rate = times_per_second(counting, seconds)
    return rate, next(counted)


def draft() -> tuple[Any, Any]:
    """A draft in the latest cycle and the officer who writes it."""
    from django.contrib.auth import get_user_model

    officer = get_user_model().objects.create_superuser("officer@example.org")
    return register(organisations()[0], officer), officer


def organisations() -> Any:
    from reports.models import Reporter

    return Reporter.objects.organisations()


def drafts(number: int) -> list[Any]:
    """Drafts of other reporters in the same cycle, without responses."""
    from django.contrib.auth import get_user_model

    from reports.models import Reporter

    officer = get_user_model().objects.get(email="officer@example.org")
    others = Reporter.objects.exclude(pk=organisations()[0].pk).order_by("pk")
    return [register(reporter, officer) for reporter in others[:number]]


def register(reporter: Any, officer: Any) -> Any:
    from reports.models import ReportingCycle
    from reports.submissions import workflow

    cycle = ReportingCycle.objects.get(code=CYCLE)
    return workflow.register(reporter, cycle, "online", by=officer)


def saver(submission: Any, keys: list[str], officer: Any) -> Callable[[], object]:
    """Records another narrative on each of these commitments each time, in one save."""
    from reports.coding.recording import Answer, record

    numbers = itertools.count()

    def save() -> object:
        words = f"Narrative number {next(numbers)}"
        return record(submission, [Answer(key, "planned", words, "en") for key in keys], by=officer)

    save()
    return save


def updater(submission: Any, keys: list[str]) -> Callable[[], object]:
    """Changes the same columns of the same responses, and nothing else."""
    from django.db import connection, transaction

    from reports.models import Response

    said = Response.objects.filter(submission=submission, commitment__key__in=keys)
    pks = list(said.values_list("pk", flat=True))
    numbers = itertools.count()
    statement = "UPDATE reports_response SET narrative = %s, status = %s WHERE id = %s"

    def update() -> None:
        words = f"Narrative number {next(numbers)}"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, [(words, "planned", pk) for pk in pks])

    return update


def importer(submissions: list[Any], officer: Any) -> Callable[[], object]:
    """Records whole reports, all of them or none, and takes them back."""

    def load() -> None:
        with taken_back():
            record_all(submissions, officer)

    return load


def record_all(submissions: list[Any], officer: Any) -> None:
    """An answer on each commitment in each of the reports."""
    from reports.coding.recording import Answer, record_many

    keys = submissions[0].cycle.scope().values_list("key", flat=True)
    answers = [Answer(key, "planned", f"What is said on {key}", "en") for key in keys]
    record_many([(submission, answers) for submission in submissions], by=officer)


def copier(submissions: list[Any], officer: Any) -> Callable[[], object]:
    """Copies the rows that such an import leaves into both tables, and takes them back."""
    from django.db import connection

    from reports.models import Response

    tables = [Response._meta.db_table, Response.history.model._meta.db_table]
    pieces = dict.fromkeys(tables, b"")
    with taken_back(), connection.cursor() as cursor:
        record_all(submissions, officer)
        pks = ", ".join(str(submission.pk) for submission in submissions)
        for table in tables:
            rows = f"COPY (SELECT * FROM {table} WHERE submission_id IN ({pks})) TO STDOUT"
            with cursor.copy(rows) as copy:
                pieces[table] = b"".join(map(bytes, copy))

    def load() -> None:
        with taken_back(), connection.cursor() as cursor:
            for table, rows in pieces.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)

    return load


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that is rolled back at its end."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def queries_of(step: Callable[[], object]) -> int:
    """How many queries one step takes, once everything is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    step()
    with CaptureQueriesContext(connection) as captured:
        step()
    return len(captured)
