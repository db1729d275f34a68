"""The administration's page to import a table: upload a file, see what each row would do, then
accept all of it or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.planned_rows import Plan


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV in UTF-8, or a workbook (XLSX) with one sheet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )


@dataclass(frozen=True)
class TableImport:
    """One kind of table. ``template`` extends ``admin/imported_table.html``; ``kept`` names the
    rows in the session, from the preview until they are accepted; ``done`` says how many records
    were written. ``read`` and ``record`` raise ValidationError."""

    title: Any
    template: str
    kept: str
    columns: Sequence[str]
    read: Callable[[bytes], Any]
    plan: Callable[[Any], Plan]
    record: Callable[..., int]
    done: Callable[[int], str]

    def page(self, request: HttpRequest, admin: Any) -> HttpResponse:
        """The page; the caller has already refused users who may not write these records."""
        form = FileForm(request.POST or None, request.FILES or None)
        plan: Plan | None = None
        if "accept" in request.POST and (kept := request.session.get(self.kept)):
            plan, form = self.plan(kept), FileForm()
            if request.POST.get("seen", plan.digest) != plan.digest:
                messages.error(request, _("Somebody has changed something since. Look again."))
            elif self._is_recorded(request, plan):
                meta = admin.opts
                name = f"admin:{meta.app_label}_{meta.model_name}_changelist"
                return HttpResponseRedirect(reverse(name))
        elif request.method == "POST" and form.is_valid():
            plan = self._preview(request, form)
        context = {
            **admin.admin_site.each_context(request),
            "title": self.title,
            "opts": admin.opts,
            "form": form,
            "plan": plan,
            "columns": self.columns,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, self.template, context, status=status)

    def _preview(self, request: HttpRequest, form: FileForm) -> Plan | None:
        try:
            rows = self.read(form.cleaned_data["file"].read())
        except ValidationError as error:
            form.add_error("file", error)
            return None
        request.session[self.kept] = rows
        return self.plan(rows)

    def _is_recorded(self, request: HttpRequest, plan: Plan) -> bool:
        try:
            count = self.record(plan, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return False
        del request.session[self.kept]
        messages.success(request, self.done(count))
        return True
