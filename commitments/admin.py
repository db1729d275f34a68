"""Instruments, meetings, outcome documents and their commitments in the administration."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from commitments.link_pages import links_page
from commitments.models import (
    Addressee,
    Commitment,
    CommitmentAddressee,
    CommitmentAnswer,
    CommitmentLink,
    Instrument,
    Meeting,
    OutcomeDocument,
    Section,
    Theme,
    directed_to,
)

# The pages that import an outcome document register themselves.
from commitments.outcomes import admin as importing_admin  # noqa: F401
from commitments.outcomes.load.neutral_titles import has_neutral_title
from common.admin_days import DAYS
from common.record_admin import RecordAdmin, texts_column


@admin.register(Instrument)
class InstrumentAdmin(RecordAdmin):
    search_fields = ["search_text"]
    fixed_fields = ["key"]
    list_display = ["key", "localised_name", "kind", "reference", "year", "in_force_on"]
    list_filter = ["kind"]
    localised_name = texts_column("name", _("name"))


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    search_fields = ["search_text"]
    fixed_fields = ["key"]
    list_display = ["key", "localised_name", "kind", "year", "starts_on", "ends_on", "chair"]
    list_filter = ["kind"]
    date_hierarchy = "starts_on"
    localised_name = texts_column("name", _("name"))


@admin.register(OutcomeDocument)
class OutcomeDocumentAdmin(RecordAdmin):
    search_fields = ["search_text"]
    fixed_fields = ["key"]
    list_display = [
        "key",
        "symbol",
        "localised_title",
        "kind",
        "meeting",
        "adopted_on",
        "paragraphs",
    ]
    list_filter = ["kind", "by_consensus"]
    list_select_related = ["meeting"]
    autocomplete_fields = ["meeting"]
    localised_title = texts_column("title", _("title"))
    change_form_template = "admin/commitments/outcomedocument/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        links = path(
            "<int:pk>/links/",
            self.admin_site.admin_view(self.links_view),
            name="commitments_outcomedocument_links",
        )
        return [links, *super().get_urls()]

    def links_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Suggested predecessors of the document's commitments, to accept or reject."""
        document = get_object_or_404(OutcomeDocument, pk=pk)
        if not self.has_view_permission(request, document):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return links_page(request, document, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(paragraph_count=Count("commitments"))

    @admin.display(description=_("paragraphs"), ordering="paragraph_count")
    def paragraphs(self, document: Any) -> int:
        return int(document.paragraph_count)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Section)
class SectionAdmin(RecordAdmin):
    search_fields = ["code", "document__search_text"]
    search_texts = ["heading"]
    fixed_fields = ["document", "code"]
    list_display = ["localised_heading", "numeral", "code", "document", "level", "position"]
    list_filter = ["document", "level"]
    list_select_related = ["document"]
    autocomplete_fields = ["document", "parent"]
    localised_heading = texts_column("heading", _("heading"), ordering="position")


@admin.register(Theme)
class ThemeAdmin(RecordAdmin):
    search_fields = ["search_text"]
    fixed_fields = ["key"]
    list_display = ["key", "localised_name", "position", "paragraphs"]
    localised_name = texts_column("name", _("name"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(paragraph_count=Count("commitments"))

    @admin.display(description=_("commitments"), ordering="paragraph_count")
    def paragraphs(self, theme: Any) -> int:
        return int(theme.paragraph_count)


class AddresseeFilter(admin.SimpleListFilter):
    """Commitments directed to one addressee, whoever else they are directed to."""

    title = _("addressee")
    parameter_name = "addressee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Addressee.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in Addressee.values:
            return queryset.filter(directed_to(str(self.value())))
        return queryset


class TitleFilter(admin.SimpleListFilter):
    """Commitments that still carry the neutral title of their import."""

    title = _("texts")
    parameter_name = "texts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("title", _("title still to be written"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(has_neutral_title()) if self.value() == "title" else queryset


class AddresseeFormSet(forms.BaseInlineFormSet):
    """Refuses to take the last addressee from a commitment that has responses."""

    def clean(self) -> None:
        super().clean()
        left = [
            form
            for form in self.forms
            if form.cleaned_data.get("kind") and not form.cleaned_data.get("DELETE")
        ]
        if not left and self.instance.pk and self.instance.responses.exists():
            raise forms.ValidationError(
                _("Reports say something on this paragraph: it stays operative."),
                code="has_responses",
            )


class AddresseeInline(admin.StackedInline):
    """Whom the paragraph asks; without anybody it is preambular."""

    model = CommitmentAddressee
    formset = AddresseeFormSet
    extra = 0
    fields = [("position", "kind"), "name", "words"]
    verbose_name_plural = _("who is asked (nobody: a preambular paragraph)")


class AnswerInline(admin.StackedInline):
    """The documents and decisions that answered what no report can answer."""

    model = CommitmentAnswer
    formfield_overrides = DAYS
    extra = 0
    fields = ["position", ("document", "paragraph"), "answered_on", "note", "source"]


class EarlierInline(admin.StackedInline):
    """The earlier commitments that this one repeats, strengthens, replaces or follows up."""

    model = CommitmentLink
    fk_name = "commitment"
    extra = 0
    fields = [("kind", "earlier")]
    autocomplete_fields = ["earlier"]
    verbose_name = _("link to an earlier commitment")
    verbose_name_plural = _("links to earlier commitments")


@admin.register(Commitment)
class CommitmentAdmin(RecordAdmin):
    search_fields = ["search_text"]
    fixed_fields = ["document", "number"]
    list_display = ["key", "number", "localised_title", "heading", "is_operative", "addressees"]
    list_display_links = ["key", "localised_title"]
    list_filter = [
        "document",
        "is_operative",
        AddresseeFilter,
        TitleFilter,
        "section__level",
        "themes",
    ]
    list_select_related = ["document", "section"]
    autocomplete_fields = ["document", "section"]
    readonly_fields = ["key", "is_operative"]
    inlines = [AddresseeInline, AnswerInline, EarlierInline]
    localised_title = texts_column("shown_title", _("title"), ordering="position")
    fieldsets = [
        (None, {"fields": ["key", "document", "number", "position", "section", "is_operative"]}),
        (_("Texts"), {"fields": ["title", "summary", "official_text", "footnotes"]}),
        (_("Explanation"), {"fields": ["explained_in", "explanation"], "classes": ["collapse"]}),
        (_("Themes"), {"fields": ["themes"]}),
    ]

    @admin.display(description=_("section"), ordering="section__position")
    def heading(self, commitment: Commitment) -> str:
        return commitment.section.label if commitment.section else ""

    @admin.display(description=_("directed to"))
    def addressees(self, commitment: Commitment) -> str:
        return ", ".join(commitment.addressee_labels)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(CommitmentLink)
class CommitmentLinkAdmin(RecordAdmin):
    search_fields = ["commitment__search_text", "earlier__search_text"]
    list_display = ["commitment", "kind", "earlier"]
    list_display_links = ["commitment", "kind"]
    list_filter = ["kind"]
    list_select_related = ["commitment", "earlier"]
    autocomplete_fields = ["commitment", "earlier"]
