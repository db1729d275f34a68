"""Baseline assessments in the administration: what both sides agreed on, and who may read it. The
State's own decisions are made in its own area or recorded here from its letter, those of the
partners are recorded here."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.record_admin import RecordAdmin, texts_column
from indicators.models import Baseline, BaselinePartner


class PartnerInline(admin.TabularInline):
    model = BaselinePartner
    extra = 0
    min_num = 1
    autocomplete_fields = ["reporter", "body"]
    fields = ["reporter", "body", "name"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("reporter", "body")


class BaselineForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        """Refuse the figures of other places."""
        cleaned: dict[str, Any] = super().clean() or {}
        state = cleaned.get("reporter") or self.instance.reporter
        if any(each.place_reporter != state for each in cleaned.get("observations", ())):
            self.add_error("observations", _("An assessment points at figures of its own State."))
        return cleaned


@admin.register(Baseline)
class BaselineAdmin(RecordAdmin):
    form = BaselineForm
    search_fields = ["reference", "reporter__search_text"]
    search_texts = ["title"]
    list_display = ["reference", "reporter", "localised_title", "tool", "agreed", "shared"]
    list_filter = ["tool", "is_shared_by_state", "is_shared_by_partners"]
    list_select_related = ["reporter"]
    autocomplete_fields = ["reporter", "plan", "observations"]
    readonly_fields = ["reference"]
    fixed_fields = ["reporter"]
    inlines: ClassVar[Any] = [PartnerInline]
    localised_title = texts_column("title", _("title"))
    fieldsets = [
        (None, {"fields": ["reference", "reporter", "title", "summary"]}),
        (
            _("How and when"),
            {
                "fields": [
                    ("tool", "tool_name"),
                    ("earliest_on", "latest_on", "period_text"),
                    "plan",
                    "document_url",
                    "observations",
                ]
            },
        ),
        (
            _("Agreed and shared"),
            {
                "fields": [
                    ("agreed_by_state_on", "is_shared_by_state"),
                    ("agreed_by_partners_on", "is_shared_by_partners"),
                ],
                "description": _(
                    "The State and the secretariat read it; anybody else only once both sides have"
                    " agreed and both share it."
                ),
            },
        ),
    ]

    @admin.display(description=_("agreed"), boolean=True)
    def agreed(self, baseline: Baseline) -> bool:
        return baseline.is_agreed

    @admin.display(description=_("anybody reads it"), boolean=True)
    def shared(self, baseline: Baseline) -> bool:
        return baseline.is_public
