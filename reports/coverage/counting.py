"""What all figures are made of: counts with their totals, and what is counted."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from commitments.models import Commitment
from reports.coverage import as_of
from reports.models import ADDRESSING, Membership, PublishedTotal, ReportingCycle, Response
from reports.models.reporters import ADDRESSEES_BY_KIND


@dataclass(frozen=True)
class Ratio:
    """``count`` of ``total``; ``share`` is between 0 and 1, None when there is no total."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        return self.count / self.total if self.total else None


def summed(ratios: Iterable[Ratio]) -> Ratio:
    """The sum of the counts over the sum of the totals."""
    ratios = list(ratios)
    return Ratio(sum(each.count for each in ratios), sum(each.total for each in ratios))


@dataclass(frozen=True)
class Selection:
    """What figures are over; without an argument, everything as it is now.

    ``day`` reads them as of a past day (the rule stands in ``as_of``). ``groups`` holds collections
    of groups, and keeps the reporters that were in one group of *each* collection on the cycle's
    reference day. ``kinds`` keeps the reporters of some kinds. ``commitments`` is a queryset of
    those that count; the cycle's scope without it. ``statuses`` are the responses that count as
    addressing a commitment.
    """

    day: datetime.date | None = None
    kinds: Collection[str] | None = None
    groups: Sequence[Collection[Any]] = ()
    commitments: Any = None
    statuses: Collection[str] = ADDRESSING

    def scope(self, cycle: ReportingCycle) -> Any:
        """The commitments that count in ``cycle``, in document order. A queryset."""
        return cycle.scope() if self.commitments is None else self.commitments

    def reports(self, cycle: ReportingCycle) -> Any:
        """The reports of ``cycle`` that count. A queryset of Submission."""
        reports = as_of.reports(self.day).filter(cycle=cycle)
        if self.kinds is not None:
            reports = reports.filter(reporter__kind__in=self.kinds)
        return self._in_groups(reports, cycle, "reporter")

    def among(self, reporters: Any, cycle: ReportingCycle) -> Any:
        """Those of the queryset ``reporters`` that were in the groups on the reference day of
        ``cycle``."""
        return self._in_groups(reporters, cycle, "pk")

    def responses(self, cycle: ReportingCycle) -> Any:
        """The responses of these reports, also on commitments that do not count. A queryset; as of
        a day it costs one query more, for PostgreSQL may weigh a past day anew for each
        response."""
        if self == EVERYTHING:
            return Response.objects.published().filter(submission__cycle=cycle)
        reports = self.reports(cycle).values_list("pk", flat=True)
        return Response.objects.filter(submission__in=list(reports) if self.day else reports)

    def narrows_commitments(self) -> bool:
        return self.commitments is not None

    def _in_groups(self, records: Any, cycle: ReportingCycle, reporter: str) -> Any:
        for groups in self.groups:
            members = Membership.objects.on(cycle.reference_day).filter(group__in=groups)
            records = records.filter(**{f"{reporter}__in": members.values("reporter_id")})
        return records


EVERYTHING = Selection()


def names_are_known(
    cycle: ReportingCycle, recorded: int, published_totals: Iterable[PublishedTotal]
) -> bool:
    """Whether the records tell who did *not* report in a cycle.

    They do when the cycle has opened, and the list of reporters is complete, and holds reports, no
    fewer than any publication counted. Otherwise a reporter that is absent from the records may
    have reported nevertheless.
    """
    counted = all(recorded >= total.count for total in published_totals)
    return cycle.has_opened and cycle.is_list_complete and recorded > 0 and counted


def received_at_an_unknown_time(day: datetime.date | None) -> Q:
    """Reports of which only a limit later than ``day`` is known: they may have come by ``day`` or
    after."""
    return Q(received_no_later_than__gt=day) if day else Q(pk__in=[])


def is_asked(kind: str, commitment: Commitment) -> bool:
    """Whether reports of that kind of reporter count for ``commitment``."""
    return any(addressee in commitment.addressees for addressee in ADDRESSEES_BY_KIND[kind])
