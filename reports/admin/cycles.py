"""Reporting cycles and published totals in the administration."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commitments.models import OutcomeDocument
from common.admin_days import DAYS
from common.record_admin import RecordAdmin, texts_column
from reports import access
from reports.admin.agreement import agreement_page, blind_page
from reports.admin.filters import CycleFilter
from reports.models import PublishedTotal, ReportingCycle, Response, SubmissionStatus, published

Page = Callable[[HttpRequest, ReportingCycle, dict[str, Any]], HttpResponse]


class CycleForm(forms.ModelForm):
    """Refuses to take a document out of the cycle where its reports respond to a commitment of
    it."""

    def clean_documents(self) -> QuerySet[OutcomeDocument]:
        documents: QuerySet[OutcomeDocument] = self.cleaned_data["documents"]
        taken_out = Response.objects.filter(submission__cycle=self.instance.pk).exclude(
            commitment__document__in=documents
        )
        if self.instance.pk and taken_out.exists():
            raise forms.ValidationError(
                _("Reports of this cycle say something on a document that you took out."),
                code="has_responses",
            )
        return documents


class PublishedTotalInline(admin.StackedInline):
    model = PublishedTotal
    formfield_overrides = DAYS
    extra = 0
    fields = [("reporter_kind", "count", "out_of"), "source"]


@admin.register(ReportingCycle)
class ReportingCycleAdmin(RecordAdmin):
    form = CycleForm
    change_form_template = "admin/reports/cycle/change_form.html"
    search_fields = ["code", "meeting__search_text"]
    search_texts = ["name"]
    fixed_fields = ["code", "is_fictional"]
    list_display = [
        "localised_name",
        "code",
        "meeting",
        "due_on",
        "closes_on",
        "reports",
        "is_fictional",
    ]
    list_filter = ["is_fictional"]
    list_select_related = ["meeting"]
    autocomplete_fields = ["meeting"]
    inlines = [PublishedTotalInline]
    localised_name = texts_column("name", _("name"), ordering="year")
    fieldsets = [
        (None, {"fields": ["code", "year", "name", "meeting", "is_fictional"]}),
        (_("Dates"), {"fields": ["opens_on", "due_on", "closes_on"]}),
        (_("Scope"), {"fields": ["documents", "reporter_list"]}),
        (_("Review"), {"fields": ["needs_second_pair_of_eyes"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        current = published("submissions__")
        return (
            super()
            .get_queryset(request)
            .annotate(report_count=Count("submissions", filter=current))
        )

    @admin.display(description=_("current reports"), ordering="report_count")
    def reports(self, cycle: Any) -> Any:
        url = reverse("admin:reports_submission_changelist")
        query = urlencode({"cycle": cycle.code, "status__exact": SubmissionStatus.PUBLISHED})
        return format_html('<a href="{}?{}">{}</a>', url, query, cycle.report_count)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        pages = {"agreement": agreement_page, "blind": blind_page}
        own = [
            path(
                f"<int:pk>/{name}/",
                view(require_http_methods(["GET", "HEAD", "POST"])(partial(self.page_view, page))),
                name=f"reports_reportingcycle_{name}",
            )
            for name, page in pages.items()
        ]
        return [*own, *super().get_urls()]

    def page_view(self, page: Page, request: HttpRequest, pk: int) -> HttpResponse:
        """A page about one cycle; 403 for whoever may not see reports."""
        cycle = get_object_or_404(ReportingCycle, pk=pk)
        if not request.user.has_perm(access.VIEW):
            raise PermissionDenied
        return page(request, cycle, {**self.admin_site.each_context(request), "opts": self.opts})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(PublishedTotal)
class PublishedTotalAdmin(RecordAdmin):
    search_fields = ["source", "cycle__code"]
    search_texts = ["cycle__name"]
    list_display = ["total", "cycle", "period", "reporter_kind", "count", "out_of", "source"]
    list_filter = [CycleFilter, "reporter_kind"]
    list_select_related = ["cycle"]

    @admin.display(description=_("published total"))
    def total(self, total: PublishedTotal) -> str:
        """The link to the record: a total of a period has no cycle to name it."""
        return str(total)

    @admin.display(description=_("period"), ordering="counted_from")
    def period(self, total: PublishedTotal) -> str:
        return total.years
