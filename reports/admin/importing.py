"""Imports in the administration: their log, and the pages that import who reported."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from commitments.models.import_log import ImportKind, ImportLog
from reports import access
from reports.importing import loading
from reports.importing.desk import MEANINGS, Desk
from reports.importing.forms import Given, ImportForm, WhatIsKnown
from reports.importing.loading import LEAVE_OUT, Plan
from reports.importing.problems import Problem, Unreadable
from reports.models import Reporter

KEPT = "import_reporters"
FIELDS = ("cycle", "kind", "received_no_later_than", "source", "channel", "order", "dated")


@admin.register(ImportLog)
class ImportLogAdmin(admin.ModelAdmin):
    """What was imported: looked at, and the last import undone; never edited."""

    change_list_template = "admin/commitments/importlog/change_list.html"
    list_display = ["at", "kind", "file_name", "by", "created", "undone_at"]
    list_display_links = ["at"]
    list_filter = ["kind", "undone_at"]
    list_select_related = ["by"]
    search_fields = ["file_name", "sha256"]
    date_hierarchy = "at"
    fields = [
        *("kind", "file_name", "sha256", "at", "by", "counts", "details"),
        *("undone_at", "undone_by"),
    ]
    readonly_fields = ["undone_at", "undone_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("records created"))
    def created(self, log: ImportLog) -> int:
        return int(log.counts.get("created", 0))

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("reporters/", self.reporters_view, "reporters"),
            ("reporters/preview/", self.preview_view, "reporters_preview"),
            ("reporters/undo/", require_POST(self.undo_view), "reporters_undo"),
        )
        return [
            *(
                path(place, self.admin_site.admin_view(view), name=f"commitments_importlog_{name}")
                for place, view, name in pages
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {
            "may_import": access.may_register(request.user),
            "undoable": loading.last_import() if access.may_publish(request.user) else None,
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}

    # Who reported

    def reporters_view(self, request: HttpRequest) -> HttpResponse:
        """The first step: what is given, and what is known about it."""
        _require_right(request)
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            given: Given = form.cleaned_data["given"]
            request.session[KEPT] = Desk.new(given, _answers(request)).kept()
            return HttpResponseRedirect(_url("reporters_preview"))
        context = {**self._context(request, _("Import who reported")), "form": form}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/importing/reporters.html", context, status=status)

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """The second: what every row was taken for, to correct, confirm and accept."""
        _require_right(request)
        kept = request.session.get(KEPT)
        if not kept:
            return HttpResponseRedirect(_url("reporters"))
        desk = Desk(**kept)
        errors: list[Problem] = []
        if request.method == "POST":
            desk.answers = _answers(request)
            errors = desk.take(request)
            request.session[KEPT] = desk.kept()
        form = WhatIsKnown(desk.answers)
        plan, problems = _plan(request, desk, form)
        problems = [*errors, *problems]
        if plan and "confirm" in request.POST:
            desk.confirm(plan)
            request.session[KEPT] = desk.kept()
            return HttpResponseRedirect(_url("reporters_preview"))
        if plan and "accept" in request.POST and not problems:
            problems = self._load(request, desk, plan)
            if not problems:
                return HttpResponseRedirect(_url("changelist"))
        context = {
            **self._context(request, _("Who reported: preview")),
            "form": form,
            "plan": plan,
            "problems": problems,
            "warnings": [p for p in plan.problems if not p.blocks] if plan else [],
            "given": desk.given,
            "reading": desk.reading,
            "meanings": MEANINGS,
            "reporters": Reporter.objects.in_un_order(),
            "leave_out": LEAVE_OUT,
        }
        return TemplateResponse(request, "admin/importing/preview.html", context)

    def _load(self, request: HttpRequest, desk: Desk, plan: Plan) -> list[Problem]:
        """Record the plan and say so, or return what is in the way."""
        given = Given(**desk.given)
        try:
            log = loading.load(plan, file_name=given.name, sha256=given.sha256)
        except loading.NotLoaded as error:
            return error.problems
        del request.session[KEPT]
        count = log.counts["created"]
        text = ngettext("%(count)s report recorded.", "%(count)s reports recorded.", count)
        messages.success(request, text % {"count": count})
        return []

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        log = ImportLog.objects.filter(
            kind=ImportKind.REPORTERS, pk=request.POST.get("log")
        ).first()
        if log is None:
            return HttpResponseRedirect(_url("changelist"))
        try:
            count = loading.undo(log, by=request.user)
        except loading.CannotUndo as error:
            messages.error(request, str(error))
        else:
            text = ngettext("%(count)s report withdrawn.", "%(count)s reports withdrawn.", count)
            messages.success(request, text % {"count": count})
        return HttpResponseRedirect(_url("changelist"))


def _require_right(request: HttpRequest) -> None:
    if not access.may_register(request.user):
        raise PermissionDenied


def _url(name: str) -> str:
    return reverse(f"admin:commitments_importlog_{name}")


def _answers(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


def _plan(request: HttpRequest, desk: Desk, form: WhatIsKnown) -> tuple[Plan | None, list[Problem]]:
    """The plan, and all that is in the way of it; no plan while the answers are not valid."""
    if not form.is_valid():
        return None, []
    asked = form.request(request.user, desk.choices)
    try:
        reading = desk.read(asked.cycle, form.cleaned_data["order"])
    except Unreadable as error:
        return None, [error.problem]
    plan = loading.make_plan(reading, asked)
    if unused := desk.unused(plan):
        plan.problems.append(Problem("choices_unused", params={"text": ", ".join(unused)}))
    is_tried_now = "accept" in request.POST
    return plan, plan.in_the_way or ([] if is_tried_now else loading.check(plan))
