"""Reporters, groups and memberships in the administration."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.admin_days import DAYS
from common.record_admin import RecordAdmin, texts_column
from reports import access
from reports.admin.filters import (
    NotReportedFilter,
    RegionalGroupFilter,
    ReportedFilter,
    membership_day,
)
from reports.admin.receiving import ReceivesMany
from reports.models import (
    Group,
    GroupKind,
    Membership,
    Reporter,
    ReportingCycle,
    published,
)


class LinesField(forms.CharField):
    """A list of texts, one to a line."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = (line.strip() for line in super().clean(value).splitlines())
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.clean(data)


class ReporterForm(forms.ModelForm):
    other_names = LinesField(
        label=_("Other names"),
        required=False,
        help_text=_("Names and spellings it is also found under, one to a line."),
    )


class MembershipInline(admin.StackedInline):
    """The groups of a reporter; its group and first day stay once recorded."""

    model = Membership
    formfield_overrides = DAYS
    extra = 0
    fields = [("group", "since", "until")]
    autocomplete_fields = ["group"]
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("group", "reporter")


@admin.register(Reporter)
class ReporterAdmin(ReceivesMany, RecordAdmin):
    form = ReporterForm
    search_fields = ["search_text"]
    fixed_fields = ["kind", "code"]
    list_display = ["display_name", "code", "kind", "state_status", "regional_group", "reports"]
    list_filter = [
        "kind",
        "state_status",
        RegionalGroupFilter,
        NotReportedFilter,
        ReportedFilter,
    ]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["kind", "code", "name", "abbreviation"]}),
        (_("States"), {"fields": ["iso2", "m49", "state_status"]}),
        (_("Further names"), {"fields": ["formal_name", "other_names"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        in_force = (
            Membership.objects.on(membership_day(request))
            .filter(group__kind=GroupKind.REGIONAL_GROUP)
            .select_related("group")
        )
        current = published("submissions__") & Q(submissions__cycle__is_fictional=False)
        return (
            super()
            .get_queryset(request)
            .annotate(report_count=Count("submissions", filter=current))
            .prefetch_related(Prefetch("memberships", in_force, to_attr="regional_memberships"))
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """On the list of missing reports, with a link to register each."""
        columns = list(super().get_list_display(request))
        cycle = ReportingCycle.objects.filter(code=request.GET.get("not_reported_in", "")).first()
        if cycle and access.may_register(request.user):
            columns.append(register_link(cycle))
        return columns

    @admin.display(description=_("name"), ordering="sort_name")
    def display_name(self, reporter: Reporter) -> str:
        return reporter.display_name

    @admin.display(description=_("regional group"))
    def regional_group(self, reporter: Any) -> str:
        return ", ".join(str(membership.group) for membership in reporter.regional_memberships)

    @admin.display(description=_("current reports"), ordering="report_count")
    def reports(self, reporter: Any) -> Any:
        if not reporter.report_count:
            return 0
        url = reverse("admin:reports_submission_changelist")
        query = urlencode({"reporter__id__exact": reporter.pk, "status__exact": "published"})
        return format_html('<a href="{}?{}">{}</a>', url, query, reporter.report_count)


def register_link(cycle: ReportingCycle) -> Any:
    """A list column that leads to the form that registers a reporter's report in ``cycle``."""

    @admin.display(description=_("report"))
    def register(reporter: Reporter) -> Any:
        url = reverse("admin:reports_submission_add")
        query = urlencode({"reporter": reporter.pk, "cycle": cycle.pk})
        return format_html(
            '<a href="{}?{}">{}<span class="visually-hidden"> {}</span></a>',
            url,
            query,
            _("Register"),
            reporter.display_name,
        )

    return register


@admin.register(Group)
class GroupAdmin(RecordAdmin):
    search_fields = ["code"]
    search_texts = ["name"]
    fixed_fields = ["kind", "code"]
    list_display = ["localised_name", "kind", "code", "members", "position"]
    list_filter = ["kind"]
    localised_name = texts_column("name", _("name"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(member_count=Count("memberships"))

    @admin.display(description=_("memberships"), ordering="member_count")
    def members(self, group: Any) -> Any:
        url = reverse("admin:reports_membership_changelist")
        query = urlencode({"group__id__exact": group.pk})
        return format_html('<a href="{}?{}">{}</a>', url, query, group.member_count)


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    search_fields = ["reporter__search_text", "group__code"]
    search_texts = ["group__name"]
    fixed_fields = ["group", "reporter"]
    list_display = ["reporter", "group", "group_kind", "since", "until"]
    list_filter = ["group__kind"]
    list_select_related = ["reporter", "group"]
    autocomplete_fields = ["group", "reporter"]

    @admin.display(description=_("kind"), ordering="group__kind")
    def group_kind(self, membership: Membership) -> str:
        return membership.group.get_kind_display()

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        return lookup == "group__id__exact" or super().lookup_allowed(lookup, value, request)
