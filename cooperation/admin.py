"""Projects and funds in the administration. Officers record; reviewers publish."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.admin_days import DAYS
from common.record_admin import RecordAdmin, texts_column
from cooperation import (
    access,
    admin_duplicates,
    admin_matching,
    admin_money,
    admin_notices,
    admin_regimes,
)
from cooperation.models import (
    Contribution,
    Fund,
    FundCall,
    FundStatement,
    FundTotal,
    ParticipatingOrg,
    Project,
    ProjectTheme,
    Recipient,
    Result,
)
from reports.access import may_publish

# Imported, so that they are registered.
__all__ = ["FundAdmin", "ProjectAdmin", "admin_duplicates", "admin_matching", "admin_regimes"]


class ParticipantInline(admin.TabularInline):
    model = ParticipatingOrg
    extra = 0
    min_num = 1
    autocomplete_fields = ["reporter", "body"]
    fields = ["reporter", "body", "name", "role"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("reporter", "body")


class RecipientInline(admin.TabularInline):
    model = Recipient
    formset = admin_money.SharesFormSet
    extra = 0
    autocomplete_fields = ["place_reporter"]
    fields = ["place_reporter", "place_group", "territory", "percentage"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("place_reporter", "place_group")


class ResultInline(admin_money.OfItsProject, admin.StackedInline):
    model = Result
    extra = 0
    own: ClassVar[Any] = {"recipient": Recipient}
    autocomplete_fields = ["indicator"]
    formfield_overrides = DAYS
    fields = [
        ("qualifier", "value", "value_max", "unit"),
        ("type", "target", "indicator"),
        ("recipient", "breakdown"),
        ("earliest_on", "latest_on", "period_text"),
    ]


class ThemeInline(admin.TabularInline):
    model = ProjectTheme
    extra = 0
    fields = ["theme"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("theme")


CITED: tuple[Any, Any] = (_("Source"), {"fields": [("document", "paragraph", "other_source")]})


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    """Assistance given; who may see which is said in ``access``."""

    search_fields = ["search_text"]
    list_display = ["reference", "localised_title", "aid", "step", "audience", "document"]
    list_filter = ["step", "audience", "kind", "aid", "document"]
    list_select_related = ["document"]
    autocomplete_fields = ["owner"]
    readonly_fields = ["reference"]
    actions = [admin_notices.serve, admin_notices.take_back]
    inlines: ClassVar[Any] = [
        ParticipantInline,
        RecipientInline,
        ResultInline,
        ThemeInline,
        *admin_money.INLINES,
        admin_notices.NoticeInline,
    ]
    localised_title = texts_column("title", _("title"))
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "reference",
                    "title",
                    "description",
                    ("kind", "aid", "activity_status"),
                    "iati_identifier",
                ]
            },
        ),
        (_("When"), {"fields": [("earliest_on", "latest_on", "period_text")]}),
        CITED,
        (
            _("Who reads it"),
            {
                "fields": [("step", "audience"), "owner"],
                "description": _(
                    "Until it is published, its owner and the secretariat alone read it. Reviewers"
                    " publish what a document of the United Nations tells; of anything else the"
                    " States concerned get notice (an action of the list), and it is published by"
                    " their answers or after four weeks."
                ),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return access.projects(request.user) & super().get_queryset(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may not review neither publishes nor takes back."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if may_publish(request.user) else [*fixed, "step", "audience"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is published is changed by reviewers alone; what States were asked about by nobody
        before the notice is taken back."""
        may = super().has_change_permission(request, obj)
        if obj is not None and admin_notices.is_under_notice(obj):
            return False
        return may and (obj is None or not obj.is_published or may_publish(request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        if obj is not None and admin_notices.is_under_notice(obj):
            return False
        return may and (obj is None or not obj.is_published or may_publish(request.user))


class StatementInline(admin.StackedInline):
    model = FundStatement
    extra = 0
    fields = ["key", "text", ("document", "paragraph", "other_source")]


class TotalInline(admin.StackedInline):
    model = FundTotal
    extra = 0
    formfield_overrides = DAYS
    fields = [
        ("key", "counts"),
        ("qualifier", "value", "value_max", "unit"),
        ("earliest_on", "latest_on", "period_text"),
        ("document", "paragraph", "other_source"),
    ]


class CallInline(admin.StackedInline):
    model = FundCall
    extra = 0
    formfield_overrides = DAYS
    fields = [
        ("key", "year"),
        ("opens_on", "closes_on"),
        "priorities",
        ("amount", "currency", "shortest_months", "longest_months"),
        ("document", "paragraph", "other_source"),
    ]


class ContributionInline(admin.StackedInline):
    model = Contribution
    extra = 0
    autocomplete_fields = ["reporter", "body"]
    fields = [
        ("key", "year"),
        ("reporter", "body", "name"),
        ("amount", "currency"),
        ("document", "paragraph", "other_source"),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("reporter", "body")


@admin.register(Fund)
class FundAdmin(RecordAdmin):
    search_fields = ["key", "body__search_text"]
    list_display = ["key", "body"]
    list_select_related = ["body"]
    autocomplete_fields = ["body"]
    fixed_fields = ["key"]
    inlines: ClassVar[Any] = [TotalInline, StatementInline, CallInline, ContributionInline]
    fieldsets = [
        (None, {"fields": ["key", "body", "summary"]}),
        (_("When"), {"fields": [("earliest_on", "latest_on", "period_text")]}),
        CITED,
    ]
