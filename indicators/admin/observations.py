"""Indicators, figures and answers without a figure in the administration, and their import."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from common.admin_tables import TableImport
from common.record_admin import RecordAdmin, texts_column
from indicators import figure_tables, sourced
from indicators.admin.figures import figures_page
from indicators.models import (
    Availability,
    Code,
    Dimension,
    Indicator,
    Observation,
    ReportingPeriod,
    Stage,
)
from reports.access import may_publish
from reports.models import Submission


def _written(count: int) -> str:
    text = ngettext(
        "%(count)s record written; it waits to be published.",
        "%(count)s records written; they wait to be published.",
        count,
    )
    return text % {"count": count}


IMPORT = TableImport(
    title=gettext_lazy("Import figures"),
    template="admin/indicators/observation/import.html",
    kept="import_figures",
    columns=figure_tables.COLUMNS,
    read=figure_tables.read,
    plan=figure_tables.plan,
    record=figure_tables.record,
    done=_written,
)


class CodeInline(admin.TabularInline):
    model = Code
    fields = ["code", "name", "words", "position"]
    extra = 0


@admin.register(Dimension)
class DimensionAdmin(RecordAdmin):
    list_display = ["concept", "localised_name", "is_official", "source"]
    search_fields = ["concept"]
    search_texts = ["name"]
    fixed_fields = ["concept"]
    inlines = [CodeInline]
    localised_name = texts_column("name", gettext_lazy("name"), ordering="position")


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ["key", "localised_name", "framework", "kind", "unit"]
    list_filter = ["framework", "kind"]
    search_fields = ["key", "code", "series"]
    search_texts = ["name", "definition"]
    fixed_fields = ["key"]
    filter_horizontal = ["dimensions", "denominators"]
    autocomplete_fields = ["numerator", "commitments"]
    localised_name = texts_column("name", gettext_lazy("name"), ordering="position")


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(RecordAdmin):
    list_display = ["cycle", "starts_on", "ends_on", "source"]
    list_select_related = ["cycle"]
    autocomplete_fields = ["cycle"]


class OfReport(RecordAdmin):
    """A record that may be part of a report: then it is changed with its report alone."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.submission_id is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.submission_id is None)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Several at once might be of reports."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found


class SourcedForm(forms.ModelForm):
    """A figure or an answer that is typed here has a source."""

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"]).strip()
        if not source:
            raise ValidationError(_("Name the source."), code="required")
        return source


OF_REPORT = ["submission", "answer", "footnote", "attachment", "page", "made", "is_carried_over"]


@admin.register(Observation)
class ObservationAdmin(OfReport):
    form = SourcedForm
    change_list_template = "admin/indicators/observation/change_list.html"
    list_display = [
        *("indicator_key", "place", "period", "breakdown", "value", "reporting_type"),
        *("origin", "stage"),
    ]
    list_filter = ["indicator", "reporting_type", "stage"]
    list_select_related = ["indicator", "place_reporter", "place_group", "submission"]
    search_fields = ["indicator__key", "place_reporter__search_text", "source", "comment"]
    autocomplete_fields = ["indicator", "place_reporter", "place_group"]
    readonly_fields = [*OF_REPORT, "stage"]
    actions = ["publish"]

    @admin.display(description=gettext_lazy("indicator"), ordering="indicator__position")
    def indicator_key(self, observation: Observation) -> str:
        return str(observation.indicator.key)

    @admin.display(description=gettext_lazy("place"), ordering="place_reporter__sort_name")
    def place(self, observation: Observation) -> str:
        return observation.place_name

    @admin.display(description=gettext_lazy("period"), ordering="ends_on")
    def period(self, observation: Observation) -> str:
        return observation.period

    @admin.display(description=gettext_lazy("source"))
    def origin(self, observation: Observation) -> str:
        return str(observation.submission or observation.source)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """What is typed or changed here waits to be reviewed."""
        obj.stage = Stage.IN_REVIEW
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Publish the chosen figures"), permissions=["review"])
    def publish(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        waiting = queryset.filter(submission=None, stage=Stage.IN_REVIEW)
        count = 0
        for each in waiting:
            sourced.publish(each, by=request.user)
            count += 1
        text = ngettext("%(count)s figure published.", "%(count)s figures published.", count)
        messages.success(request, text % {"count": count})

    def has_review_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user)

    # Import

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        figures = require_http_methods(["GET", "HEAD", "POST"])(self.figures_view)
        return [
            path("import/", view(self.import_view), name="indicators_observation_import"),
            path("report/<int:pk>/", view(figures), name="indicators_figures"),
            *super().get_urls(),
        ]

    def figures_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        def of_admin() -> dict[str, Any]:
            return {**self.admin_site.each_context(request), "opts": Submission._meta}

        return figures_page(request, pk, of_admin)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return IMPORT.page(request, self)


@admin.register(Availability)
class AvailabilityAdmin(OfReport):
    form = SourcedForm
    list_display = ["indicator", "reporter", "period", "answered", "why", "origin"]
    list_filter = ["indicator", "answered"]
    list_select_related = ["indicator", "reporter", "submission"]
    search_fields = ["indicator__key", "reporter__search_text", "reason"]
    autocomplete_fields = ["indicator", "reporter"]
    readonly_fields = ["submission", "answer", "why", "is_carried_over"]

    @admin.display(description=gettext_lazy("period"), ordering="ends_on")
    def period(self, availability: Availability) -> str:
        return availability.period

    @admin.display(description=gettext_lazy("source"))
    def origin(self, availability: Availability) -> str:
        return str(availability.submission or availability.source)
