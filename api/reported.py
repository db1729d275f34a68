"""Who reports, and when: groups, States, organisations, cycles, published totals, withdrawals."""

import datetime
import re
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_date

from api.reading import filters, records
from api.reading.base import unknown
from api.resources import ResourceView
from publications.records import reported
from publications.records.withdrawn import WithdrawnReportSerializer
from reports.models import Group, PublishedTotal, Reporter, ReportingCycle

TOTAL_OF_PERIOD = re.compile(
    r"(?P<kind>[a-z]+):(?P<first>\d{4}-\d\d-\d\d):(?P<last>\d{4}-\d\d-\d\d):(?P<number>[0-9]{1,4})"
)
TOTAL_OF_CYCLE = re.compile(r"(?P<kind>[a-z]+):(?P<cycle>[\w-]+):(?P<number>[0-9]{1,4})")


def _day(text: str) -> datetime.date | None:
    """The day; None where the calendar has no such day."""
    try:
        return parse_date(text)
    except ValueError:
        return None


class Groups(ResourceView):
    """Groups of States: regional groups, M49 regions, LDCs, LLDCs, SIDS."""

    resource = "groups"
    serializer_class = reported.GroupSerializer
    key_columns = ("kind", "code")
    filterset_class = filters.Groups

    def get_queryset(self) -> "QuerySet[Group]":
        return records.groups(self.shows)


class States(ResourceView):
    """The Member States of the United Nations, and other States."""

    resource = "states"
    serializer_class = reported.StateSerializer
    lookup_field = "code"
    filterset_class = filters.States

    def get_queryset(self) -> "QuerySet[Reporter]":
        return records.reporters(self.shows).states()  # type: ignore[attr-defined]


class Organisations(ResourceView):
    """Reporting organisations and regional blocs."""

    resource = "organisations"
    serializer_class = reported.OrganisationSerializer
    lookup_field = "code"
    filterset_class = filters.Organisations

    def get_queryset(self) -> "QuerySet[Reporter]":
        return records.reporters(self.shows).organisations()  # type: ignore[attr-defined]


class Cycles(ResourceView):
    """Rounds of reports, with what is recorded beside what publications counted."""

    resource = "cycles"
    serializer_class = reported.CycleSerializer
    lookup_field = "code"
    filterset_class = filters.Cycles

    def get_queryset(self) -> "QuerySet[ReportingCycle]":
        return records.cycles(self.shows)


class PublishedTotals(ResourceView):
    """How many reported, as publications counted: in a cycle, or at least once in a period."""

    resource = "published-totals"
    serializer_class = reported.PublishedTotalRecordSerializer
    filterset_class = filters.PublishedTotals

    def get_queryset(self) -> "QuerySet[PublishedTotal]":
        return records.published_totals(self.shows)

    def lookup(self, key: str) -> dict[str, Any]:
        of_period = TOTAL_OF_PERIOD.fullmatch(key)
        found = of_period or TOTAL_OF_CYCLE.fullmatch(key)
        if found is None:
            raise unknown(key)
        kind, number = found["kind"], int(found["number"])
        if of_period:
            days = [_day(found[name]) for name in ("first", "last")]
            if None in days:
                raise unknown(key)
            about: dict[str, Any] = dict(zip(("counted_from", "counted_to"), days, strict=True))
        else:
            about = {"cycle__code": found["cycle"]}
        return {"reporter_kind": kind, "number": number, **about}


class WithdrawnReports(ResourceView):
    """Reports that were public and were withdrawn, where the secretariat has that shown; nothing
    of what they said."""

    resource = "withdrawn-reports"
    serializer_class = WithdrawnReportSerializer
    lookup_field = "reference"
    filterset_class = filters.WithdrawnReports
    records = records.withdrawn_reports
