"""Importing a blank form in the administration: upload, look over, correct, accept."""

import hashlib
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from common.files.reading import Refused
from questionnaires.admin.blank_forms import (
    ChoicesForm,
    PartForm,
    PartFormSet,
    QuestionForm,
    UploadForm,
)
from questionnaires.admin.fields import answer_labels
from questionnaires.blank import loading
from questionnaires.blank import messages as sentences
from questionnaires.blank.model import Blank, BlankPart, BlankQuestion, from_json, to_json
from questionnaires.blank.planning import (
    LANGUAGE,
    NEXT,
    Choices,
    Plan,
    PlannedQuestion,
    choices_from_json,
    choices_to_json,
    plan_of,
)
from questionnaires.blank.reading import likely_choices, read
from questionnaires.form import Kind
from questionnaires.models import BlankForm, PartKind, PartPrivacy

FOLDER = "admin/questionnaires/blankform"


@admin.register(BlankForm)
class BlankFormAdmin(admin.ModelAdmin):
    """Files that were read and not yet accepted. Adding one is uploading it."""

    list_display = ["file_name", "language", "created_at", "created_by"]
    list_select_related = ["created_by"]
    search_fields = ["file_name", "sha256"]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        # What was read of every file in a list would be megabytes.
        return super().get_queryset(request).defer("read")

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("<int:pk>/questions/<int:index>/", self.question_view, "question"),
            ("<int:pk>/sections/", require_POST(self.sections_view), "sections"),
            ("<int:pk>/insert/", require_POST(self.insert_view), "insert"),
            ("<int:pk>/open/", require_POST(self.open_view), "open"),
        )
        return [
            *(
                path(place, self.admin_site.admin_view(view), name=_name(name))
                for place, view, name in pages
            ),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The first step: the file."""
        self._require_right(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            blank = _receive(request, form)
            if blank:
                return HttpResponseRedirect(_url("change", blank.pk))
        context = {**self._context(request, _("Import a blank form")), "form": form}
        status = 422 if form.errors else 200
        return TemplateResponse(request, f"{FOLDER}/upload.html", context, status=status)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The second: everything that was read, and where it goes; accepted with what is chosen
        there."""
        self._require_right(request)
        record = _record(object_id)
        blank, choices = _parsed(record)
        form = ChoicesForm(request.POST or None, initial=ChoicesForm.initial_of(choices))
        if request.method == "POST" and form.is_valid():
            chosen = form.choices(choices)
            _keep(record, blank, chosen)
            to_accept = "accept" in request.POST
            return _accept(request, record, plan_of(blank, chosen)) if to_accept else _back(record)
        plan = plan_of(blank, choices)
        context = {
            **self._context(request, _("Import: preview")),
            "blank": record,
            "form": form,
            "plan": plan,
            "sections": _shown(plan),
            "problems": [sentences.described(each) for each in plan.problems],
            "open_count": sum(not row.question.parts for row in plan.taken),
            "left": plan.blank.left,
            "mode": choices.mode,
        }
        return TemplateResponse(request, f"{FOLDER}/preview.html", context)

    def question_view(self, request: HttpRequest, pk: int, index: int) -> HttpResponse:
        """One question, to correct what was read. Saving it says that it was looked at."""
        self._require_right(request)
        record = _record(pk)
        blank, choices = _parsed(record)
        plan = plan_of(blank, choices)
        row = next((each for each in plan.rows if each.place == index), None)
        if row is None:
            raise Http404
        of_record = plan.loaded.form if plan.loaded else None
        form = QuestionForm(
            request.POST or None,
            blank=blank,
            row=row,
            record=of_record,
            mode=choices.mode,
            initial=QuestionForm.initial_of(blank, row, of_record),
        )
        parts = PartFormSet(
            request.POST or None,
            prefix="parts",
            initial=[{**PartForm.initial_of(part), "part": part} for part in row.question.parts],
        )
        if request.method == "POST" and form.is_valid() and parts.is_valid():
            _correct(record, plan, row, form, parts)
            return HttpResponseRedirect(f"{_url('change', record.pk)}#row-{index}")
        context = {
            **self._context(request, _("Import: one question")),
            "blank": record,
            "form": form,
            "parts": parts,
            "row": row,
            "problems": [sentences.described(each) for each in row.problems],
            "suggested": _suggested(plan, row),
        }
        status = 422 if form.errors or any(parts.errors) else 200
        return TemplateResponse(request, f"{FOLDER}/question.html", context, status=status)

    def sections_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Numbers and titles of sections as they were corrected."""
        self._require_right(request)
        record = _record(pk)
        blank, choices = _parsed(record)
        for place, section in enumerate(blank.sections):
            section.number = request.POST.get(f"number-{place}", section.number).strip()[:10]
            section.title = request.POST.get(f"title-{place}", section.title).strip()[:300]
        _keep(record, blank, choices)
        return _back(record)

    def insert_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Insert an empty question after one, for a question that was not read. What staff decided
        about later questions moves with these."""
        self._require_right(request)
        record = _record(pk)
        blank, choices = _parsed(record)
        posted = request.POST.get("after", "")
        after = int(posted) if posted.isdecimal() and len(posted) < 6 else -1
        known = blank.find(after)
        if known is None:
            raise Http404
        section = next(each for each in blank.sections if known in each.questions)
        spot = section.questions.index(known) + 1
        section.questions.insert(spot, BlankQuestion("", "", page=known.page, line=known.line))
        choices.joins = _moved(choices.joins, after)
        choices.continues = _moved(choices.continues, after)
        _keep(record, blank, choices)
        return HttpResponseRedirect(
            reverse(f"admin:{_name('question')}", args=[record.pk, after + 1])
        )

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add room for words to every question under which nothing was seen (drawn boxes leave no
        text): staff ask for it, the program does not guess it."""
        self._require_right(request)
        record = _record(pk)
        blank, choices = _parsed(record)
        for question in blank.taken():
            if not question.parts:
                question.parts.append(BlankPart(Kind.TEXT))
        _keep(record, blank, choices)
        return _back(record)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}

    def _require_right(self, request: HttpRequest) -> None:
        if not loading.may_import(request.user):
            raise PermissionDenied


def _name(name: str) -> str:
    return f"questionnaires_blankform_{name}"


def _url(name: str, *args: Any) -> str:
    return reverse(f"admin:{_name(name)}", args=args)


def _record(pk: int | str) -> BlankForm:
    known = str(pk).isdecimal() and len(str(pk)) < 19
    record: BlankForm | None = BlankForm.objects.filter(pk=pk).first() if known else None
    if record is None:
        raise Http404
    return record


def _receive(request: HttpRequest, form: UploadForm) -> BlankForm | None:
    """The uploaded file as it was read; None, with the reason on the form, when it is refused."""
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        blank = read(data, form.cleaned_data["language"])
    except Refused as refused:
        form.add_error("file", sentences.refusal(refused))
        return None
    made: BlankForm = BlankForm.objects.create(
        file_name=file.name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        language=blank.language,
        read=to_json(blank),
        choices=choices_to_json(likely_choices(blank, file.name)),
        created_by=request.user,
    )
    return made


def _parsed(record: BlankForm) -> tuple[Blank, Choices]:
    return from_json(record.read), choices_from_json(record.choices)


def _keep(record: BlankForm, blank: Blank, choices: Choices) -> None:
    record.read, record.choices = to_json(blank), choices_to_json(choices)
    record.save(update_fields=["read", "choices"])


def _back(record: BlankForm) -> HttpResponse:
    """Back to its preview."""
    return HttpResponseRedirect(_url("change", record.pk))


def _accept(request: HttpRequest, record: BlankForm, plan: Plan) -> HttpResponse:
    """Write it all as a draft, or say what is in the way."""
    try:
        template = loading.accept(plan, by=request.user)
    except (loading.NotAccepted, ValidationError) as error:
        said = getattr(error, "messages", None) or map(sentences.described, plan.errors)
        for message in said:
            messages.error(request, message)
        return _back(record)
    record.delete()
    text = ngettext(
        "%(form)s has %(number)d question from this file.",
        "%(form)s has %(number)d questions from this file.",
        len(plan.taken),
    )
    messages.success(request, text % {"form": template, "number": len(plan.taken)})
    return HttpResponseRedirect(
        reverse("admin:questionnaires_reporttemplate_change", args=[template.pk])
    )


def _correct(
    record: BlankForm, plan: Plan, row: PlannedQuestion, form: QuestionForm, parts: Any
) -> None:
    """Put the question as corrected in the place of the one that was read."""
    blank, choices = plan.blank, plan.choices
    before = row.question
    after = form.question([each.part() for each in parts.ordered_forms])
    section = next(each for each in blank.sections if before in each.questions)
    wanted = blank.sections[form.cleaned_data["section"]]
    spot = section.questions.index(before)
    if wanted is section:
        section.questions[spot] = after
    else:
        section.questions.pop(spot)
        is_later = blank.sections.index(wanted) > blank.sections.index(section)
        wanted.questions.insert(0 if is_later else len(wanted.questions), after)
    blank.problems = [each for each in blank.problems if each.question != before.number]
    place = str(row.place)
    if choices.mode == LANGUAGE and "joins" in form.cleaned_data:
        choices.joins[place] = form.cleaned_data["joins"]
    if choices.mode == NEXT and "continues" in form.cleaned_data:
        choices.continues[place] = form.cleaned_data["continues"]
    _keep(record, blank, choices)


def _moved(by_place: dict[str, Any], after: int) -> dict[str, Any]:
    return {str(int(place) + (int(place) > after)): value for place, value in by_place.items()}


def _shown(plan: Plan) -> list[dict[str, Any]]:
    """The preview by sections, each question with its line in words."""
    rows = iter(plan.rows)
    return [
        {
            "section": section,
            "place": place,
            "rows": [_row(plan, next(rows)) for _each in section.questions],
        }
        for place, section in enumerate(plan.blank.sections)
    ]


def _row(plan: Plan, row: PlannedQuestion) -> dict[str, Any]:
    form = plan.loaded.form if plan.loaded else None
    joined = form.by_key.get(row.joins) if form else None
    return {
        "row": row,
        "question": row.question,
        "cites": "; ".join(" ".join(each) for each in row.question.cites),
        "parts": [
            {
                "part": part,
                "kind": PartKind(part.kind).label,
                "privacy": PartPrivacy(part.privacy).label if part.privacy != "public" else "",
                "options": answer_labels(part.answers)
                or part.choices
                or [c.label for c in part.columns],
            }
            for part in row.question.parts
        ],
        "gates": [(gate.on, ", ".join(answer_labels(gate.values))) for gate in row.question.gates],
        "joins": joined,
        "continues": [form.by_key[key] for key in row.continues] if form else [],
        "problems": [sentences.described(each) for each in row.problems],
    }


def _suggested(plan: Plan, row: PlannedQuestion) -> list[dict[str, Any]]:
    form = plan.loaded.form if plan.loaded else None
    if form is None:
        return []
    return [
        {
            "question": form.by_key[each.earlier],
            "percent": round(each.score * 100),
            "unmapped": ", ".join(each.unmapped),
        }
        for each in row.suggestions
    ]
