"""How far reports that are being written have come."""

from collections import Counter
from collections.abc import Collection

from commitments.models import Commitment, directed_to
from reports.coverage import Ratio
from reports.models import ReportingCycle, Response, Submission
from reports.models.reporters import ADDRESSEES_BY_KIND


def asked(cycles: Collection[ReportingCycle]) -> Counter[tuple[int, str]]:
    """How many commitments each cycle asks each kind of reporter about, by the cycle's id and the
    kind. One query."""
    rows = Commitment.objects.operative().filter(document__cycles__in=cycles)
    found: Counter[tuple[int, str]] = Counter()
    for cycle, kinds in rows.values_list("document__cycles", "addressee_kinds"):
        asked_of = set(kinds.split(","))
        for kind, addressees in ADDRESSEES_BY_KIND.items():
            if asked_of.intersection(addressees):
                found[cycle, kind] += 1
    return found


def answered(submissions: Collection[Submission]) -> Counter[int]:
    """How many of the commitments that its reporter is asked about each submission answers, by
    its id; answers that nobody has confirmed yet do not count. One query for each kind."""
    found: Counter[int] = Counter()
    kinds = {submission.reporter.kind for submission in submissions}
    for kind in sorted(kinds):
        of_kind = [each.pk for each in submissions if each.reporter.kind == kind]
        commitments = Commitment.objects.filter(directed_to(*ADDRESSEES_BY_KIND[kind]))
        responses = Response.objects.filter(
            submission__in=of_kind, is_carried_over=False, commitment__in=commitments
        )
        found.update(responses.values_list("submission_id", flat=True))
    return found


def of(submission: Submission) -> Ratio:
    """Answered commitments of those that the reporter is asked about. Two queries."""
    total = asked([submission.cycle])[submission.cycle_id, submission.reporter.kind]
    return Ratio(answered([submission])[submission.pk], total)
