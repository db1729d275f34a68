"""Reports of many States that came on one day by one way: what would be registered is shown first,
then it is done."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.admin_days import DayField
from reports import access
from reports.admin.bulk import MOST
from reports.models import Channel, Reporter, ReportingCycle, Submission
from reports.submissions import workflow

ACTION = "receive_many"
TEMPLATE = "admin/reports/reporter/receive.html"
# How a report comes to the secretariat: what is written online is handed in by its author.
CHANNELS = [
    choice for choice in Channel.choices if choice[0] not in (Channel.ONLINE, Channel.LISTED)
]


class ReceiptForm(forms.Form):
    """What the reports have in common."""

    cycle = forms.ModelChoiceField(ReportingCycle.objects.none(), label=gettext_lazy("Cycle"))
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=CHANNELS)
    received_on = DayField(label=gettext_lazy("Received on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cycles: Any = self.fields["cycle"]
        cycles.queryset = ReportingCycle.objects.latest_first()


@dataclass(frozen=True)
class Planned:
    """A chosen reporter, with why its report cannot be registered; empty where it can."""

    reporter: Reporter
    problem: str


def why_not(reporter: Reporter, said: dict[str, Any], *, by: Any, keep: bool) -> str:
    """Register the reporter's report and say why it could not be. Without ``keep`` it is tried and
    undone, so that a preview says just what would happen."""
    if Submission.objects.current().filter(reporter=reporter, cycle=said["cycle"]).exists():
        return _("It has reported in this cycle: begin a new version of that report instead.")
    try:
        with transaction.atomic():
            workflow.register(
                reporter, said["cycle"], said["channel"], by=by, received_on=said["received_on"]
            )
            if not keep:
                transaction.set_rollback(True)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def receive(model_admin: Any, request: HttpRequest, chosen: "QuerySet[Any]") -> HttpResponse | None:
    """A form for what the reports have in common, what would become of each, and once that was
    confirmed the registering of each report that can be."""
    reporters = list(Reporter.objects.filter(pk__in=chosen.values("pk"))[: MOST + 1])
    if len(reporters) > MOST:
        messages.error(request, _("Choose at most %(number)s reports at once.") % {"number": MOST})
        return None
    is_asked = "channel" in request.POST
    form = ReceiptForm(request.POST if is_asked else None, initial=_usual(request))
    planned: list[Planned] = []
    if is_asked and form.is_valid():
        keep = "confirmed" in request.POST
        planned = [
            Planned(each, why_not(each, form.cleaned_data, by=request.user, keep=keep))
            for each in reporters
        ]
        if keep:
            _tell(request, planned)
            return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": model_admin.get_actions(request)[ACTION][2],
        "opts": model_admin.opts,
        "media": form.media,
        "action": ACTION,
        "form": form,
        "reporters": reporters,
        "is_planned": bool(planned),
        "possible": [each for each in planned if not each.problem],
        "refused": [each for each in planned if each.problem],
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, TEMPLATE, context)


def _usual(request: HttpRequest) -> dict[str, Any]:
    """Initial values: the cycle of the list that was looked at, else that of the start page;
    today."""
    named = ReportingCycle.objects.filter(code=request.GET.get("not_reported_in", "")).first()
    cycle = named or ReportingCycle.objects.at_the_desk()
    return {"cycle": cycle and cycle.pk, "received_on": timezone.localdate()}


def _tell(request: HttpRequest, planned: list[Planned]) -> None:
    for each in planned:
        if each.problem:
            messages.error(request, f"{each.reporter}: {each.problem}")
    done = [each for each in planned if not each.problem]
    if done:
        said = ngettext(
            "%(count)s report is registered as a draft.",
            "%(count)s reports are registered as drafts.",
            len(done),
        )
        messages.success(request, said % {"count": len(done)})


class ReceivesMany:
    """The step as an action of the list of reporters."""

    actions: Any = (ACTION,)

    def has_receive_permission(self, request: HttpRequest) -> bool:
        return access.may_register(request.user)

    @admin.action(
        description=gettext_lazy("Register reports received from the chosen"),
        permissions=["receive"],
    )
    def receive_many(self, request: HttpRequest, chosen: Any) -> HttpResponse | None:
        return receive(self, request, chosen)
