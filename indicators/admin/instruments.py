"""Sources, acts of adherence, published totals, milestones and figures."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from common.record_admin import RecordAdmin, texts_column
from indicators import words
from indicators.admin import importing
from indicators.importing import planning
from indicators.models import (
    Adherence,
    AdherenceTotal,
    Milestone,
    PublishedFigure,
    SourceDocument,
)
from indicators.words import UNITS

CITED: Any = (_("Source"), {"fields": ["document", "paragraph", "other_source"]})
WHEN: Any = (_("When"), {"fields": [("earliest_on", "latest_on"), "period_text"]})
AMOUNT: Any = (_("How many"), {"fields": [("qualifier", "value", "value_max"), "unit"]})


class AmountForm(forms.ModelForm):
    """The unit is one of the words that have names in six languages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "unit" in self.fields:
            self.fields["unit"].help_text = _("One of: %(units)s.") % {"units": ", ".join(UNITS)}


class CitedAdmin(RecordAdmin):
    """A record that rests on a paragraph."""

    search_fields = ["key", "instrument__search_text", "document__symbol", "other_source"]
    list_select_related: ClassVar[Any] = ["instrument", "document"]
    autocomplete_fields: ClassVar[Any] = ["instrument"]
    fixed_fields = ["key"]

    @admin.display(description=_("source"))
    def stands_in(self, record: Any) -> str:
        return str(record.source)

    @admin.display(description=_("when"), ordering="latest_on")
    def happened(self, record: Any) -> str:
        return words.when(record)

    @admin.display(description=_("how many"), ordering="value")
    def how_many(self, record: Any) -> str:
        return words.with_unit(record)


@admin.register(SourceDocument)
class SourceDocumentAdmin(RecordAdmin):
    search_fields = ["key", "symbol"]
    search_texts = ["title"]
    fixed_fields = ["key"]
    list_display = ["key", "localised_title", "symbol", "year"]
    localised_title = texts_column("title", _("title"))


@admin.register(Adherence)
class AdherenceAdmin(CitedAdmin):
    """The ledger; a depositary's list is imported above it."""

    change_list_template = "admin/indicators/adherence/change_list.html"
    search_fields = ["key", "instrument__search_text", "reporter__search_text", "other_source"]
    list_display = ["key", "instrument", "reporter", "act", "year", "happened", "stands_in"]
    list_filter = ["instrument", "act", "includes_small_arms"]
    list_select_related = ["instrument", "reporter", "document"]
    autocomplete_fields = ["instrument", "reporter"]
    fixed_fields = ["instrument", "reporter"]
    readonly_fields = ["key"]
    fieldsets = [
        (None, {"fields": ["key", "instrument", "reporter", "act"]}),
        (_("Report"), {"fields": ["year", "includes_small_arms"]}),
        WHEN,
        CITED,
    ]

    def get_urls(self) -> list[URLPattern]:
        return [*importing.urls(self), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        may_import = self.has_add_permission(request)
        context = {
            "may_import": may_import,
            "undoable": planning.last_import() if self.has_delete_permission(request) else None,
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)


@admin.register(AdherenceTotal)
class AdherenceTotalAdmin(CitedAdmin):
    form = AmountForm
    list_display = ["key", "instrument", "counts", "how_many", "happened", "stands_in"]
    list_filter = ["instrument", "counts"]
    fieldsets = [
        (None, {"fields": ["key", "instrument", "counts", "includes_small_arms", "counted_from"]}),
        AMOUNT,
        WHEN,
        CITED,
        (_("Note"), {"fields": ["note"]}),
    ]


@admin.register(Milestone)
class MilestoneAdmin(CitedAdmin):
    search_texts = ["note"]
    list_display = ["key", "instrument", "kind", "happened", "stands_in"]
    list_filter = ["instrument", "kind"]
    fieldsets = [
        (None, {"fields": ["key", "instrument", "kind", "note"]}),
        WHEN,
        CITED,
    ]


@admin.register(PublishedFigure)
class PublishedFigureAdmin(CitedAdmin):
    form = AmountForm
    search_texts = ["title"]
    list_display = ["key", "localised_title", "how_many", "happened", "stands_in"]
    list_filter = ["document", "instrument"]
    autocomplete_fields = ["instrument", "reporter"]
    localised_title = texts_column("title", _("what is counted"))
    fieldsets = [
        (None, {"fields": ["key", "title", "counted_by", "instrument", "reporter"]}),
        AMOUNT,
        WHEN,
        CITED,
    ]
