"""Double coding of a cycle: the sample, its blind coding, and how far both coders agree."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports import access
from reports.coding import agreement
from reports.models import DoubleCoding, ReportingCycle, Response, ResponseStatus

AT_ONCE = 50


class DrawForm(forms.Form):
    percent = forms.IntegerField(
        label=gettext_lazy("Share of the coded responses, in per cent"),
        min_value=1,
        max_value=100,
        initial=10,
    )


def agreement_page(
    request: HttpRequest, cycle: ReportingCycle, context: dict[str, Any]
) -> HttpResponse:
    """Kappa by section, with what it rests on; on POST a further sample is drawn."""
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = agreement.draw(cycle, form.cleaned_data["percent"], by=request.user)
        said = ngettext("%(count)s response is drawn.", "%(count)s responses are drawn.", count)
        messages.success(request, said % {"count": count})
        return HttpResponseRedirect(request.path)
    context.update(
        {
            "title": _("Agreement of coders: %(cycle)s") % {"cycle": cycle},
            "original": cycle,
            "rows": agreement.of_cycle(cycle),
            "statuses": ResponseStatus.choices,
            "form": form if access.may_publish(request.user) else None,
            "open_count": agreement.open_for(request.user, cycle).count(),
            "may_code": access.may_register(request.user),
        }
    )
    return TemplateResponse(request, "admin/reports/cycle/agreement.html", context)


def blind_page(
    request: HttpRequest, cycle: ReportingCycle, context: dict[str, Any]
) -> HttpResponse:
    """The next responses of the sample, without what the first coder chose."""
    if not access.may_register(request.user):
        raise PermissionDenied
    if request.method == "POST":
        code(request, cycle)
        return HttpResponseRedirect(request.path)
    waiting = list(agreement.open_for(request.user, cycle)[:AT_ONCE])
    responses = responses_of(waiting)
    context.update(
        {
            "title": _("Code a second time: %(cycle)s") % {"cycle": cycle},
            "original": cycle,
            "rows": [(d, responses.get((d.submission_id, d.commitment_id))) for d in waiting],
            "statuses": ResponseStatus.choices,
        }
    )
    return TemplateResponse(request, "admin/reports/cycle/blind.html", context)


def responses_of(waiting: list[DoubleCoding]) -> dict[tuple[int, int], Response]:
    """The responses themselves, by submission and commitment. One query."""
    found = Response.objects.filter(submission__in={double.submission_id for double in waiting})
    return {(r.submission_id, r.commitment_id): r for r in found.select_related("attachment")}


def code(request: HttpRequest, cycle: ReportingCycle) -> None:
    """Record every status that was chosen on the page, and say how many."""
    count = 0
    for double in agreement.open_for(request.user, cycle):
        if status := request.POST.get(f"status-{double.pk}"):
            try:
                agreement.code(double, status, by=request.user)
                count += 1
            except ValidationError as error:
                messages.error(request, f"{double}: {' '.join(error.messages)}")
    said = ngettext("%(count)s response is coded.", "%(count)s responses are coded.", count)
    messages.success(request, said % {"count": count})
