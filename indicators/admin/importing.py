"""The pages on which a depositary's list is previewed, corrected and recorded, and undone."""

from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from commitments.models import Instrument
from commitments.models.import_log import ImportLog
from indicators.importing import planning, reading
from indicators.importing.planning import DECISIONS, Plan, Request
from indicators.importing.problems import Problem
from indicators.importing.reading import Asked, Reading
from indicators.importing.words import MEANINGS
from reports.importing import loading
from reports.importing.forms import Given
from reports.importing.problems import Unreadable
from reports.models import Reporter

KEPT = "import_adherences"
FIELDS = ("instrument", "source", "order", "year")
NAME, OTHER, ACT, COLUMN = "name-", "other-", "act-", "column-"


class WhatIsKnown(forms.Form):
    """What the records are to say beside what the file says."""

    instrument = forms.ModelChoiceField(
        Instrument.objects.all(), label=gettext_lazy("Instrument"), to_field_name="key"
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Whose list it is, and of which day."),
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Dates such as 3/6/2022"),
        choices=[
            ("", gettext_lazy("ask about each")),
            ("dmy", gettext_lazy("the day comes first")),
            ("mdy", gettext_lazy("the month comes first")),
        ],
        required=False,
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year of the reports"),
        min_value=1945,
        max_value=2200,
        required=False,
        help_text=gettext_lazy("For a list of reports without a column for the year."),
    )


class ImportForm(WhatIsKnown):
    """The first step: a table, and what is known about it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("A table (CSV, Excel): one act a row, or a column for each act."),
    )
    text = forms.CharField(
        label=gettext_lazy("or text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=gettext_lazy("The table as it was copied, with its headers."),
    )
    field_order = ["file", "text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload, text = cleaned.get("file"), cleaned.get("text")
        if bool(upload) == bool(text):
            raise ValidationError(_("Give a file or a text."), code="one_of_two")
        if upload:
            refuse(upload)
        data, name = (upload.read(), upload.name) if upload else (str(text).encode(), "list.csv")
        try:
            cleaned["given"] = Given.of(data, str(name))
        except Unreadable as error:
            raise ValidationError({"file": error.problem.message}) from error
        return cleaned


def refuse(upload: Any) -> None:
    """Raise ValidationError for a file that is no table, or too large."""
    if upload.size > settings.MAX_UPLOAD_BYTES:
        limit = {"limit": filesizeformat(settings.MAX_UPLOAD_BYTES)}
        raise ValidationError({"file": _("The file is larger than %(limit)s.") % limit})
    if PurePosixPath(str(upload.name)).suffix.lower() not in reading.TABLES:
        raise ValidationError({"file": _("Give a table: CSV or Excel.")})


@dataclass
class Desk:
    """An import in progress, as it is kept in the session: the file, and every choice by what it
    is about, so that choices outlive a corrected file."""

    given: dict[str, str]
    answers: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)

    def read(self, year: int | None) -> Reading:
        """Raises Unreadable."""
        given = Given(**self.given)
        asked = Asked(self.answers["order"], year, self.columns)
        return reading.read(given.data(), given.name, loading.name_book(), asked)

    def take(self, request: HttpRequest, plan: Plan | None, read: Reading) -> list[Problem]:
        """All choices of the page that was sent; what could not be understood."""
        errors: list[Problem] = []
        for index, column in enumerate(read.columns):
            chosen = request.POST.get(f"{COLUMN}{index}", "")
            if chosen in MEANINGS and chosen != column.meaning:
                self.columns[column.key] = chosen
        for index, line in enumerate(plan.lines if plan else ()):
            _keep(self.names, line.name, request.POST.get(f"{NAME}{index}"))
            _keep(self.decisions, line.key, request.POST.get(f"{ACT}{index}"))
            if other := request.POST.get(f"{OTHER}{index}", "").strip():
                errors += self._choose(line, other)
        if upload := request.FILES.get("corrected"):
            try:
                refuse(upload)
                self.given = Given.of(upload.read(), str(upload.name)).kept()
            except ValidationError as error:
                errors.append(Problem("file_refused", params={"text": " ".join(error.messages)}))
        return errors

    def _choose(self, line: planning.Line, text: str) -> list[Problem]:
        book = loading.name_book()
        match = book.by_code(text, any_case=True)
        match = match if match.code else book.sure(text)
        if not match.code:
            return [Problem("choice_unknown", line.read.place, {"text": text})]
        self.names[line.name] = match.code
        return []


def _keep(kept: dict[str, str], key: str, value: str | None) -> None:
    if value:
        kept[key] = value
    elif value == "":
        kept.pop(key, None)


def urls(model_admin: Any) -> list[URLPattern]:
    site = model_admin.admin_site
    views = Pages(model_admin)
    return [
        path("import/", site.admin_view(views.begin), name=_name("import")),
        path("import/preview/", site.admin_view(views.preview), name=_name("preview")),
        path("import/undo/", site.admin_view(require_POST(views.undo)), name=_name("undo")),
    ]


def _name(page: str) -> str:
    return f"indicators_adherence_{page}"


def _url(page: str) -> str:
    return reverse(f"admin:{_name(page)}")


def _answers(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


class Pages:
    def __init__(self, model_admin: "ModelAdmin[Any]") -> None:
        self.admin = model_admin

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        if not self.admin.has_add_permission(request):
            raise PermissionDenied
        each = self.admin.admin_site.each_context(request)
        return {**each, "title": title, "opts": self.admin.opts}

    def begin(self, request: HttpRequest) -> HttpResponse:
        """The first step: what is given, and what is known about it."""
        context = self._context(request, _("Import a list of adherence"))
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            desk = Desk(form.cleaned_data["given"].kept(), _answers(request))
            request.session[KEPT] = asdict(desk)
            return HttpResponseRedirect(_url("preview"))
        status = 422 if form.errors else 200
        template = "admin/indicators/adherence/import.html"
        return TemplateResponse(request, template, {**context, "form": form}, status=status)

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The second: what every act was taken for, to correct, confirm and accept."""
        context = self._context(request, _("List of adherence: preview"))
        kept = request.session.get(KEPT)
        if not kept:
            return HttpResponseRedirect(_url("import"))
        desk, errors = Desk(**kept), list[Problem]()
        if request.method == "POST":
            desk.answers = _answers(request)
            plan, read, _problems = self._plan(request, desk, WhatIsKnown(desk.answers))
            errors = desk.take(request, plan, read)
            request.session[KEPT] = asdict(desk)
        form = WhatIsKnown(desk.answers)
        plan, read, problems = self._plan(request, desk, form)
        problems = [*errors, *problems]
        if plan and "accept" in request.POST and not problems:
            problems = self._load(request, desk, plan)
            if not problems:
                return HttpResponseRedirect(_url("changelist"))
        about = {
            "form": form,
            "plan": plan,
            "reading": read,
            "problems": problems,
            "given": desk.given,
            "meanings": MEANINGS,
            "decisions": DECISIONS,
            "reporters": Reporter.objects.in_un_order(),
            "leave_out": loading.LEAVE_OUT,
        }
        template = "admin/indicators/adherence/preview.html"
        return TemplateResponse(request, template, {**context, **about})

    def _plan(
        self, request: HttpRequest, desk: Desk, form: WhatIsKnown
    ) -> tuple[Plan | None, Reading, list[Any]]:
        """The plan, what was read, and all that is in the way."""
        if not form.is_valid():
            return None, Reading(), []
        known = form.cleaned_data
        try:
            read = desk.read(known["year"])
        except Unreadable as error:
            return None, Reading(), [error.problem]
        asked = Request(
            known["instrument"], known["source"], request.user, desk.names, desk.decisions
        )
        plan = planning.make_plan(read, asked)
        return plan, read, plan.in_the_way

    def _load(self, request: HttpRequest, desk: Desk, plan: Plan) -> list[Any]:
        """Record the plan and say so, or return what is in the way."""
        given = Given(**desk.given)
        try:
            log = planning.load(plan, file_name=given.name, sha256=given.sha256)
        except loading.NotLoaded as error:
            return error.problems
        del request.session[KEPT]
        count = log.counts["created"] + log.counts["replaced"]
        text = ngettext("%(count)s act recorded.", "%(count)s acts recorded.", count)
        messages.success(request, text % {"count": count})
        return []

    def undo(self, request: HttpRequest) -> HttpResponse:
        if not self.admin.has_delete_permission(request):
            raise PermissionDenied
        log = ImportLog.objects.filter(pk=request.POST.get("log") or 0).first()
        try:
            count = planning.undo(log, by=request.user) if log else 0
        except planning.CannotUndo as error:
            messages.error(request, str(error))
        else:
            text = ngettext("%(count)s act taken back.", "%(count)s acts taken back.", count)
            messages.success(request, text % {"count": count})
        return HttpResponseRedirect(_url("changelist"))
