"""The filters of lists that the secretariat works with: cycle, regional group, who is missing."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.models import (
    Group,
    GroupKind,
    Membership,
    ReporterList,
    ReportingCycle,
    Response,
    Submission,
)


def cycle_choices() -> list[tuple[str, str]]:
    return [(cycle.code, str(cycle)) for cycle in ReportingCycle.objects.latest_first()]


class ReporterCycleFilter(admin.SimpleListFilter):
    """Reporters by whether they have a current report in the chosen cycle."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return cycle_choices()

    def reported(self) -> Exists:
        """Whether a reporter's report of the chosen cycle is published."""
        return Exists(
            Submission.objects.current().filter(
                reporter=OuterRef("pk"), cycle__code=self.value() or ""
            )
        )


class ReportedFilter(ReporterCycleFilter):
    title = _("reported in")
    parameter_name = "reported_in"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.reported()) if self.value() else queryset


class NotReportedFilter(ReporterCycleFilter):
    """With the status *Member State*, the list of missing reports."""

    title = _("not reported in")
    parameter_name = "not_reported_in"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Nobody where the cycle's list is not complete: the records do not tell who is missing."""
        if not self.value():
            return queryset
        complete = ReportingCycle.objects.filter(
            code=self.value(), reporter_list=ReporterList.COMPLETE
        )
        return queryset.filter(~self.reported(), Exists(complete))


class CycleFilter(admin.SimpleListFilter):
    """Records of one reporting cycle. ``path`` leads from the record to the cycle."""

    title = _("cycle")
    parameter_name = "cycle"
    path = "cycle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return cycle_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(**{f"{self.path}__code": self.value()})


class OfSubmissionCycleFilter(CycleFilter):
    path = "submission__cycle"


CYCLE_PARAMETERS = ("cycle", "reported_in", "not_reported_in")


def membership_day(request: HttpRequest) -> datetime.date:
    """The day on which group memberships are read: the reference day of the cycle that the list
    is filtered by, so that it agrees with that cycle's figures; else today."""
    code = next(filter(None, map(request.GET.get, CYCLE_PARAMETERS)), None)
    cycle = code and ReportingCycle.objects.select_related("meeting").filter(code=code).first()
    return cycle.reference_day if cycle else timezone.localdate()


class RegionalGroupFilter(admin.SimpleListFilter):
    """Reporters of one regional group. ``path`` leads from the record to the reporter's key."""

    title = _("regional group")
    parameter_name = "regional_group"
    path = "pk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        groups = Group.objects.filter(kind=GroupKind.REGIONAL_GROUP)
        return [(group.code, str(group)) for group in groups.order_by("position", "code")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        members = Membership.objects.on(membership_day(request)).filter(
            group__kind=GroupKind.REGIONAL_GROUP, group__code=self.value()
        )
        return queryset.filter(**{f"{self.path}__in": members.values("reporter")})


class OfReporterGroupFilter(RegionalGroupFilter):
    path = "reporter"


class CodedFilter(admin.SimpleListFilter):
    """Submissions by whether anybody has recorded what they say."""

    title = _("coded")
    parameter_name = "coded"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("coded")), ("no", _("not coded"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        coded = Exists(Response.objects.filter(submission=OuterRef("pk"), is_carried_over=False))
        match self.value():
            case "yes":
                return queryset.filter(coded)
            case "no":
                return queryset.filter(~coded)
            case _:
                return queryset
