"""How far two people who code the same responses agree: samples, blind coding, Cohen's kappa."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import Section
from reports import access
from reports.models import DoubleCoding, ReportingCycle, Response, ResponseStatus, SubmissionStatus

# Statuses in which the content is handed in, and stays as it is while a second person codes it.
DRAWN_FROM = (
    SubmissionStatus.SUBMITTED,
    SubmissionStatus.UNDER_REVIEW,
    SubmissionStatus.PUBLISHED,
)


@dataclass(frozen=True)
class Agreement:
    """The agreement of two coders on ``count`` responses that both coded.

    ``observed`` is the share on which they chose the same status, ``expected`` the share that two
    people with their habits (``first`` and ``second``: how often each chose each status) would
    agree on by chance; None without any.
    """

    count: int
    observed: Fraction | None = None
    expected: Fraction | None = None
    first: Counter[str] = field(default_factory=Counter)
    second: Counter[str] = field(default_factory=Counter)

    @property
    def kappa(self) -> Fraction | None:
        """Cohen's kappa, (observed - expected) / (1 - expected): 1 for full agreement, 0 for
        agreement as by chance, below 0 for less. None where it is not defined: with nothing coded
        twice, and where both chose one and the same status throughout, so that they would always
        agree by chance.

        J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological
        Measurement 20 (1960), pp. 37-46.
        """
        if self.observed is None or self.expected is None or self.expected == 1:
            return None
        return (self.observed - self.expected) / (1 - self.expected)


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """The agreement over pairs of statuses, the first coder's and the second's. Pure, exact."""
    pairs = list(pairs)
    count = len(pairs)
    if not count:
        return Agreement(0)
    first = Counter(one for one, _other in pairs)
    second = Counter(other for _one, other in pairs)
    observed = Fraction(sum(one == other for one, other in pairs), count)
    expected = Fraction(sum(first[status] * second[status] for status in first), count * count)
    return Agreement(count, observed, expected, first, second)


@dataclass(frozen=True)
class SectionAgreement:
    """``section`` is None for commitments without one, and for the whole of the cycle."""

    section: Section | None
    agreement: Agreement


def of_cycle(cycle: ReportingCycle) -> list[SectionAgreement]:
    """The agreement in each section with responses coded twice, in document order; last, over all
    of them. Two queries."""
    done = (
        DoubleCoding.objects.filter(submission__cycle=cycle)
        .exclude(second_status="")
        .order_by("commitment__document__key", "commitment__position")
        .values_list("commitment__section", "first_status", "second_status")
    )
    pairs: dict[int | None, list[tuple[str, str]]] = {}
    for section, one, other in done:
        pairs.setdefault(section, []).append((one, other))
    sections = Section.objects.in_bulk([pk for pk in pairs if pk])
    rows = [
        SectionAgreement(sections.get(pk or 0), agreement(found)) for pk, found in pairs.items()
    ]
    whole = [pair for found in pairs.values() for pair in found]
    return [*rows, SectionAgreement(None, agreement(whole))]


@transaction.atomic
def draw(
    cycle: ReportingCycle, percent: int, *, by: Any, chance: random.Random | None = None
) -> int:
    """Add ``percent`` (1 to 100) of the cycle's coded responses, at least one, to the sample that
    second coders code; how many were added. What was drawn before is not drawn again.

    Raises PermissionDenied without the right to review.
    """
    if not access.may_publish(by):
        raise PermissionDenied(_("Your account may not take this step."))
    drawn = set(
        DoubleCoding.objects.filter(submission__cycle=cycle).values_list(
            "submission_id", "commitment_id"
        )
    )
    responses = Response.objects.filter(
        submission__cycle=cycle, submission__status__in=DRAWN_FROM
    ).only("submission", "commitment", "status", "coded_by")
    left = [r for r in responses if (r.submission_id, r.commitment_id) not in drawn]
    wanted = min(len(left), -(-len(left) * percent // 100))
    sample = (chance or random.SystemRandom()).sample(left, wanted)
    DoubleCoding.objects.bulk_create(
        DoubleCoding(
            submission_id=response.submission_id,
            commitment_id=response.commitment_id,
            first_status=response.status,
            first_coder_id=response.coded_by_id,
        )
        for response in sample
    )
    return wanted


def open_for(user: Any, cycle: ReportingCycle) -> "QuerySet[DoubleCoding]":
    """The responses of the sample that ``user`` may still code: those that nobody has coded a
    second time and ``user`` did not code first; in the order of reports and document."""
    found: QuerySet[DoubleCoding] = (
        DoubleCoding.objects.filter(submission__cycle=cycle, second_status="")
        .filter(Q(first_coder=None) | ~Q(first_coder=user))
        .select_related("submission__reporter", "commitment__document")
        .order_by("submission__reference", "commitment__document__key", "commitment__position")
    )
    return found


@transaction.atomic
def code(double: DoubleCoding, status: str, *, by: Any) -> DoubleCoding:
    """Record what a second person takes the response to say; for good, since the first coding is
    shown from then on.

    Raises PermissionDenied without the right to code and for the first coder, ValidationError for
    an unknown status and for a response that somebody has coded meanwhile.
    """
    double = DoubleCoding.objects.select_for_update(of=("self",)).get(pk=double.pk)
    if not access.may_register(by) or double.first_coder_id == by.pk:
        raise PermissionDenied(_("Somebody else than who coded it first must code it."))
    if double.second_status:
        raise ValidationError(_("Somebody has coded this meanwhile."), code="coded")
    if status not in ResponseStatus.values:
        raise ValidationError(_("Choose what the report says."), code="no_status")
    double.second_status, double.second_coder, double.coded_at = status, by, timezone.now()
    double.save(update_fields=["second_status", "second_coder", "coded_at"])
    return double
