"""How fast the figures of a cycle are: our functions between a floor and a peer.

The *floor* is the database alone, counting in one SQL statement. The *peer* is the plain way to
write it: walk the objects and follow their relations, a query for each. All three must give the
same numbers before anything is timed. Rounds alternate and medians are compared, so that only
ratios matter: the machine's own speed and other work on it fall out.
"""

import statistics
import time
from collections.abc import Callable

from django.db import connection

from reports import coverage
from reports.models import ReportingCycle, ResponseStatus, Submission, SubmissionStatus
from reports.models.reporters import ADDRESSEES_BY_KIND

ROUNDS = 5
# At least so many times faster than the peer, and at most so many times the floor.
FASTER_THAN_PEER = 20
FLOORS = 40

Counts = dict[str, int]


def ours(cycle: ReportingCycle) -> Counts:
    """Reports addressing each commitment, by its key: the figures that pages and API show."""
    return {row.commitment.key: row.addressed for row in coverage.by_commitment(cycle)}


def floor(cycle: ReportingCycle) -> Counts:
    """The same figures, counted by the database in one statement."""
    asked = {
        kind: " OR ".join(f"c.addressee_kinds LIKE '%%,{addressee},%%'" for addressee in addressees)
        for kind, addressees in ADDRESSEES_BY_KIND.items()
    }
    condition = " OR ".join(f"(p.kind = '{kind}' AND ({sql}))" for kind, sql in asked.items())
    statement = (
        "SELECT c.key, count(p.id) FROM commitments_commitment c"  # noqa: S608 (constants)
        " JOIN reports_reportingcycle_documents d ON d.outcomedocument_id = c.document_id"
        " LEFT JOIN (reports_response r JOIN reports_submission s ON s.id = r.submission_id"
        " AND s.status = 'published' AND r.status <> 'no_information'"
        " JOIN reports_reporter p ON p.id = s.reporter_id)"
        f" ON r.commitment_id = c.id AND s.cycle_id = d.reportingcycle_id AND ({condition})"
        " WHERE d.reportingcycle_id = %s AND c.is_operative GROUP BY c.key"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [cycle.pk])
        return dict(cursor.fetchall())


def peer(cycle: ReportingCycle) -> Counts:
    """The same figures, counted by walking the objects."""
    counts = dict.fromkeys(cycle.scope().values_list("key", flat=True), 0)
    for submission in Submission.objects.filter(cycle=cycle, status=SubmissionStatus.PUBLISHED):
        for response in submission.responses.all():
            is_asked = coverage.is_asked(submission.reporter.kind, response.commitment)
            if is_asked and response.status != ResponseStatus.NO_INFORMATION:
                counts[response.commitment.key] += 1
    return counts


CONTESTANTS: dict[str, Callable[[ReportingCycle], Counts]] = {
    "floor: one SQL statement": floor,
    "ours: reports.coverage": ours,
    "peer: walking the objects": peer,
}


def run(rounds: int = ROUNDS) -> bool:
    """Print a table of ratios; whether the goals are met. Needs the fictional cycle."""
    cycle = ReportingCycle.objects.get(is_fictional=True)
    answers = {name: contestant(cycle) for name, contestant in CONTESTANTS.items()}
    first, *others = answers.values()
    if any(other != first for other in others):
        raise AssertionError("The contestants do not answer the same.")
    seconds = measure(cycle, rounds)
    least, mine, most = (statistics.median(seconds[name]) for name in CONTESTANTS)
    print(f"Coverage by commitment, {cycle.submissions.count()} reports, {rounds} rounds:")
    for name, times in seconds.items():
        median = statistics.median(times)
        spread = (max(times) - min(times)) / median
        print(f"  {name:28} {median / least:8.1f} × floor   spread {spread:4.0%}")
    met = most / mine >= FASTER_THAN_PEER and mine / least <= FLOORS
    print(
        f"  goals (≥ {FASTER_THAN_PEER} × faster than the peer, ≤ {FLOORS} floors):"
        f" {'met' if met else 'missed'}"
    )
    return met


def measure(cycle: ReportingCycle, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of each contestant in alternating rounds."""
    seconds: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for _round in range(rounds):
        for name, contestant in CONTESTANTS.items():
            begun = time.perf_counter()
            contestant(cycle)
            seconds[name].append(time.perf_counter() - begun)
    return seconds
