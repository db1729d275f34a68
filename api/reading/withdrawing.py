"""Filters of the reports that are shown as withdrawn."""

from api.reading.filters import ReportFilters
from api.reading.naming import saying
from api.shared.parameters import ListParameters, Ordering, Words


class WithdrawnReports(ReportFilters, ListParameters):
    search = Words(
        "Words in the reporter's names or the reference.",
        method=saying,
    )
    ordering = Ordering(
        "-withdrawn_at",
        "reference",
        reference="reference",
        reporter="reporter__sort_name",
        cycle="cycle__year",
        withdrawn_at="withdrawn_at",
    )
