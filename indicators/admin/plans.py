"""Plans, measures and targets in the administration. Progress comes through reports alone: it is
shown there, and on the report's own page."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin_days import DAYS
from common.record_admin import RecordAdmin, texts_column
from indicators.models import Alignment, Measure, Plan, PlanPlace, Progress, Target, TargetMilestone


class InForceFilter(admin.SimpleListFilter):
    """Plans in force today, or not."""

    title = _("in force today")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        condition = Q(pk__in=Plan.objects.in_force(timezone.localdate()).values("pk"))
        if self.value() == "yes":
            return queryset.filter(condition)
        return queryset.exclude(condition) if self.value() == "no" else queryset


class PlaceInline(admin.TabularInline):
    model = PlanPlace
    extra = 0
    autocomplete_fields = ["place_reporter"]
    fields = ["place_reporter", "place_group", "territory"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("place_reporter", "place_group")


OWNER: tuple[Any, Any] = (_("Owner"), {"fields": [("reporter", "body", "name")]})
VISIBLE: tuple[Any, Any] = (_("Who reads it"), {"fields": [("is_public", "is_fictional")]})


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    search_fields = ["search_text"]
    list_display = ["key", "localised_title", "kind", "stage", "starts_on", "ends_on", "is_public"]
    list_filter = ["kind", "stage", InForceFilter, "is_public", "is_fictional"]
    autocomplete_fields = ["reporter", "body", "replaces"]
    fixed_fields = ["key"]
    inlines: ClassVar[Any] = [PlaceInline]
    localised_title = texts_column("title", _("title"))
    fieldsets = [
        (None, {"fields": ["key", ("kind", "stage"), "title", "summary"]}),
        OWNER,
        (
            _("When"),
            {"fields": [("starts_on", "ends_on"), ("adopted_on", "adopted_by"), "replaces"]},
        ),
        (_("Document"), {"fields": ["document_url", ("cost", "currency"), "source"]}),
        VISIBLE,
    ]


@admin.register(Measure)
class MeasureAdmin(RecordAdmin):
    search_fields = ["key", "number"]
    search_texts = ["title"]
    list_display = ["key", "localised_title", "plan", "due_on"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    autocomplete_fields = ["plan", "commitments", "targets"]
    fixed_fields = ["plan", "number"]
    localised_title = texts_column("title", _("title"))
    fields = [
        "plan",
        ("number", "position"),
        "title",
        "text",
        ("responsible", "due_on"),
        "commitments",
        "targets",
    ]


class MilestoneInline(admin.StackedInline):
    model = TargetMilestone
    formfield_overrides = DAYS
    extra = 0
    fields = [("due_on", "value"), "text"]


class AlignmentInline(admin.TabularInline):
    model = Alignment
    extra = 0
    autocomplete_fields = ["commitment"]
    fields = ["commitment", "sdg_target", "degree"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("commitment__document")


@admin.register(Target)
class TargetAdmin(RecordAdmin):
    search_fields = ["search_text"]
    list_display = ["key", "localised_title", "level", "plan", "indicator", "due_on", "is_public"]
    list_filter = ["level", "is_public", "is_fictional", "plan"]
    list_select_related = ["plan", "indicator"]
    autocomplete_fields = ["reporter", "body", "plan"]
    fixed_fields = ["key"]
    inlines: ClassVar[Any] = [AlignmentInline, MilestoneInline]
    localised_title = texts_column("title", _("title"))
    fieldsets = [
        (None, {"fields": ["key", "level", "title", "text", "plan"]}),
        OWNER,
        (
            _("What is to be reached"),
            {"fields": ["indicator", ("qualifier", "value", "value_max", "unit"), "due_on"]},
        ),
        (_("Baseline"), {"fields": [("baseline_value", "baseline_year"), "baseline_text"]}),
        (_("Source"), {"fields": ["source"]}),
        VISIBLE,
    ]


@admin.register(Progress)
class ProgressAdmin(RecordAdmin):
    """What reports declare, with its history; written through reports alone."""

    search_fields = ["search_text", "submission__reference"]
    list_display = ["submission", "on", "level", "nothing_new_since", "is_carried_over"]
    list_filter = ["level", "is_carried_over", "submission__cycle"]
    list_select_related = ["submission", "measure__plan", "target"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("speaks of"))
    def on(self, progress: Progress) -> str:
        return str(progress.on)
