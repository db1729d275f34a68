"""Forms in the administration: list, the whole form on one page, stage, next version, mapping."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.multilingual import LANGUAGE_CODES, LANGUAGE_NAMES
from common.record_admin import texts_column
from questionnaires import staging, templates
from questionnaires.admin.base import FormRecordAdmin
from questionnaires.admin.fields import answer_labels
from questionnaires.admin.mapping import mapping_page
from questionnaires.models import (
    Answer,
    Certainty,
    Continuation,
    PartKind,
    PartPrivacy,
    QuestionMapping,
    ReportTemplate,
    Stage,
)
from reports.models import ReporterKind


class TemplateForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of reporter"),
        choices=ReporterKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = ReportTemplate
        fields = ["key", "version", "title", "kinds", "cycles", "source", "is_reconstructed"]
        widgets = {"cycles": forms.CheckboxSelectMultiple}


@admin.register(ReportTemplate)
class ReportTemplateAdmin(FormRecordAdmin):
    form = TemplateForm
    search_fields = ["key", "source"]
    search_texts = ["title"]
    list_display = ["name", "localised_title", "stage", "origin", "questions_there", "whole_in"]
    list_filter = ["stage", "is_reconstructed", "cycles"]
    fields = [
        "key",
        "version",
        "title",
        "kinds",
        "cycles",
        "source",
        "is_reconstructed",
        "stage",
        "whole_in",
    ]
    fixed_fields = ["key", "version"]
    readonly_fields = ["stage", "whole_in"]
    change_form_template = "admin/questionnaires/reporttemplate/change_form.html"
    change_list_template = "admin/questionnaires/reporttemplate/change_list.html"
    localised_title = texts_column("title", gettext_lazy("title"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(question_count=Count("questions"))

    @admin.display(description=gettext_lazy("form"), ordering="key")
    def name(self, template: ReportTemplate) -> str:
        return str(template)

    @admin.display(description=gettext_lazy("origin"), ordering="is_reconstructed")
    def origin(self, template: ReportTemplate) -> str:
        return _("reconstructed") if template.is_reconstructed else _("from a document")

    @admin.display(description=gettext_lazy("questions"), ordering="question_count")
    def questions_there(self, template: Any) -> int:
        return int(template.question_count)

    @admin.display(description=gettext_lazy("whole in"))
    def whole_in(self, template: ReportTemplate) -> str:
        codes = [code for code in LANGUAGE_CODES if code in template.languages]
        return ", ".join(LANGUAGE_NAMES[code] for code in codes) or "–"

    def template_of(self, record: Any) -> ReportTemplate:
        found: ReportTemplate = record
        return found

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A form that was in use stays."""
        is_used = obj is not None and obj.stage == Stage.IN_USE
        return super().has_delete_permission(request, obj) and not is_used

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Forms are deleted one by one, on their own page."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = (
            ("<int:pk>/mapping/", self.mapping_view, "mapping"),
            ("<int:pk>/stage/", require_POST(self.stage_view), "stage"),
            ("<int:pk>/next/", require_POST(self.next_view), "next"),
        )
        return [
            *(
                path(place, view(page), name=f"questionnaires_reporttemplate_{name}")
                for place, page, name in own
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kw: Any) -> Any:
        original = context.get("original")
        if original is not None:
            context["shown"] = shown(original)
            context["may_change"] = self.has_change_permission(request, original)
        return super().render_change_form(request, context, *args, **kw)

    def mapping_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        template = get_object_or_404(ReportTemplate, pk=pk)
        if not self.has_view_permission(request, template):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return mapping_page(request, template, context)

    def stage_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a draft in use, or make a form that nobody has answered a draft again."""
        template = self._changeable(request, pk)
        try:
            if request.POST.get("stage") == Stage.IN_USE:
                staging.put_in_use(template)
                messages.success(request, _("The form is in use."))
            else:
                staging.take_back(template)
                messages.success(request, _("The form is a draft again."))
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        return HttpResponseRedirect(_page(template))

    def next_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        template = self._changeable(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        draft = staging.next_version(template, by=request.user)
        text = _("%(draft)s is a draft: every question continues its own of %(template)s.")
        messages.success(request, text % {"draft": draft, "template": template})
        return HttpResponseRedirect(_page(draft))

    def _changeable(self, request: HttpRequest, pk: int) -> ReportTemplate:
        template = get_object_or_404(ReportTemplate, pk=pk)
        if not self.has_change_permission(request, template):
            raise PermissionDenied
        return template


def _page(template: ReportTemplate) -> str:
    return reverse("admin:questionnaires_reporttemplate_change", args=[template.pk])


def shown(template: ReportTemplate) -> list[dict[str, Any]]:
    """The form by sections, each question with what stands on its line. Eight queries, however many
    questions there are."""
    loaded = templates.load(template)
    ids = loaded.question_ids
    of_form = {"question__template": template}
    frozen = set(
        Answer.objects.filter(part__question__template=template)
        .values_list("part__question_id", flat=True)
        .distinct()
    )
    mapped = Counter(
        QuestionMapping.objects.filter(**of_form).values_list("question_id", flat=True)
    )
    continued: dict[int, list[str]] = {}
    for each in Continuation.objects.filter(**of_form).select_related("earlier__template"):
        continued.setdefault(each.question_id, []).append(str(each.earlier))
    numbers = {question.key: question.number for question in loaded.form.questions()}
    sections = {each.key: each.pk for each in template.sections.all()}
    return [
        {
            "section": section,
            "pk": sections[section.key],
            "questions": [
                {
                    "question": question,
                    "pk": ids[question.key],
                    "is_frozen": ids[question.key] in frozen,
                    "mapped": mapped[ids[question.key]],
                    "continues": continued.get(ids[question.key], []),
                    "certainty": Certainty(question.certainty).label if question.certainty else "",
                    "missing": [c for c in LANGUAGE_CODES if c not in question.text],
                    "gates": [
                        (numbers[g.on], ", ".join(answer_labels(g.values))) for g in question.gates
                    ],
                    "parts": [
                        _part(part, loaded.part_ids[question.key, part.key])
                        for part in question.parts
                    ],
                }
                for question in section.questions
            ],
        }
        for section in loaded.form.sections
    ]


def _part(part: Any, pk: int) -> dict[str, Any]:
    return {
        "part": part,
        "pk": pk,
        "kind": PartKind(part.kind).label,
        "privacy": PartPrivacy(part.privacy).label if part.privacy != "public" else "",
        "answers": answer_labels(part.answers),
        "labels": [each.label for each in (*part.choices, *part.columns)],
        "rows": len(part.rows),
    }
