"""Mandates and embargoes in the administration."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.record_admin import RecordAdmin, texts_column
from cooperation.models import Regime, RegimeTask


class TaskInline(admin.TabularInline):
    model = RegimeTask
    extra = 0
    fields = ["task"]


@admin.register(Regime)
class RegimeAdmin(RecordAdmin):
    search_fields = ["key", "reference", "mission", "place_reporter__search_text"]
    search_texts = ["title"]
    list_display = ["key", "localised_title", "kind", "place_reporter", "reference", "document"]
    list_filter = ["kind", "document"]
    list_select_related = ["place_reporter", "document"]
    autocomplete_fields = ["place_reporter"]
    fixed_fields = ["key"]
    inlines: ClassVar[Any] = [TaskInline]
    localised_title = texts_column("title", _("title"))
    fieldsets = [
        (None, {"fields": ["key", "kind", "title", "authority", "reference", "mission"]}),
        (
            pgettext_lazy("territory", "Place"),
            {"fields": [("place_reporter", "place_group", "territory")]},
        ),
        (_("Content"), {"fields": ["has_monitoring", "exemption_rule"]}),
        (_("When"), {"fields": [("earliest_on", "latest_on", "period_text")]}),
        (_("Source"), {"fields": [("document", "paragraph", "other_source")]}),
    ]
