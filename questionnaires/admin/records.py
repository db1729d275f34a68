"""Sections, questions and parts of a form, each with its history."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.record_admin import texts_column
from questionnaires.admin.base import FormRecordAdmin, field_of
from questionnaires.admin.fields import OptionsField, OptionsWidget
from questionnaires.models import (
    Continuation,
    Gate,
    Part,
    Question,
    ReportTemplate,
    TemplateSection,
)


@admin.register(TemplateSection)
class TemplateSectionAdmin(FormRecordAdmin):
    search_fields = ["key", "number", "template__key"]
    search_texts = ["title"]
    list_display = ["number", "localised_title", "template", "position"]
    list_filter = ["template"]
    list_select_related = ["template"]
    fixed_fields = ["template", "key"]
    autocomplete_fields = ["template"]
    localised_title = texts_column("title", _("title"), ordering="position")


class _OfQuestion(admin.StackedInline):
    """Records under a question. Of one that reports answer, none is added or taken away."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_frozen(obj)

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        made = field_of(db_field, kwargs)
        return made or super().formfield_for_dbfield(db_field, request, **kwargs)


def _is_frozen(question: Any) -> bool:
    return isinstance(question, Question) and question.is_answered


class PartInline(_OfQuestion):
    model = Part
    fields = ["position", "key", "kind", "label", "privacy", "measures", "filled_in"]
    readonly_fields = ["filled_in"]

    @admin.display(description=_("boxes, columns and rows"))
    def filled_in(self, part: Part) -> Any:
        if not part.pk:
            return _("After saving.")
        url = reverse("admin:questionnaires_part_change", args=[part.pk])
        return format_html('<a href="{}">{}</a>', url, _("Edit them in six languages"))


class GateInline(_OfQuestion):
    model = Gate
    fk_name = "question"
    fields = ["on", "opened_by"]
    autocomplete_fields = ["on"]


class ContinuationInline(admin.StackedInline):
    model = Continuation
    fk_name = "question"
    fields = ["earlier", "value_map"]
    autocomplete_fields = ["earlier"]
    extra = 0

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        made = field_of(db_field, kwargs)
        return made or super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Question)
class QuestionAdmin(FormRecordAdmin):
    search_fields = ["key", "number", "template__key"]
    search_texts = ["text"]
    list_display = ["number", "localised_text", "template", "section_title", "certainty"]
    list_filter = ["template", "certainty"]
    list_select_related = ["template", "section"]
    fields = ["template", "section", "key", "number", "position", "text", "cites", "certainty"]
    fixed_fields = ["template"]
    autocomplete_fields = ["template", "section"]
    inlines = [PartInline, GateInline, ContinuationInline]
    change_form_template = "admin/questionnaires/question_change_form.html"
    localised_text = texts_column("text", _("text"), ordering="position")

    @admin.display(description=_("section"), ordering="section__position")
    def section_title(self, question: Question) -> str:
        return question.section.number

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """All fields of an answered question except its wording, its citations and its
        certainty."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "key", "number", "position"] if _is_frozen(obj) else fixed

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kw: Any) -> Any:
        context["is_frozen"] = _is_frozen(context.get("original"))
        return super().render_change_form(request, context, *args, **kw)


class PartForm(forms.ModelForm):
    """A part with its boxes, columns and rows as its kind has them."""

    options = OptionsField()

    class Meta:
        model = Part
        fields = ["position", "key", "kind", "label", "privacy", "measures", "options"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("options")
        if field is not None and isinstance(field.widget, OptionsWidget):
            field.widget.kind = self.instance.kind
            field.widget.is_frozen = bool(self.instance.pk) and self.instance.question.is_answered


@admin.register(Part)
class PartAdmin(FormRecordAdmin):
    form = PartForm
    search_fields = ["key", "question__key", "question__number"]
    search_texts = ["label"]
    list_display = ["key", "of_question", "kind", "privacy", "localised_label"]
    list_filter = ["question__template", "kind", "privacy"]
    list_select_related = ["question__template"]
    fields = ["of_question", "key", "kind", "label", "privacy", "measures", "options"]
    readonly_fields = ["of_question"]
    change_form_template = "admin/questionnaires/question_change_form.html"
    localised_label = texts_column("label", _("label"), ordering="position")

    @admin.display(description=_("question"), ordering="question")
    def of_question(self, part: Part) -> Any:
        url = reverse("admin:questionnaires_question_change", args=[part.question_id])
        return format_html('<a href="{}">{}</a>', url, part.question)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Parts are added on the page of their question."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "key", "kind"] if obj and obj.question.is_answered else fixed

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_frozen = obj is not None and obj.question.is_answered
        return super().has_delete_permission(request, obj) and not is_frozen

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kw: Any) -> Any:
        original = context.get("original")
        context["is_frozen"] = bool(original and original.question.is_answered)
        return super().render_change_form(request, context, *args, **kw)

    def template_of(self, record: Any) -> ReportTemplate:
        found: ReportTemplate = record.question.template
        return found
