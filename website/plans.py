"""Plans with their measures, and targets: their lists, and one of each with declared progress."""

from typing import Any

from django import forms
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from indicators.models import Plan, PlanKind, PlanStage, Target, TargetLevel
from publications.planning import declared_on_plan, declared_on_target
from publications.records import plans as records
from website.paging import page_of
from website.subject import subject


class PlanFilters(forms.Form):
    """Filters of the list of plans, all optional."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", pgettext_lazy("kind of plan", "Any kind")), *PlanKind.choices],
        required=False,
    )
    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=[("", pgettext_lazy("stage of a plan", "Any stage")), *PlanStage.choices],
        required=False,
    )
    in_force_on = forms.DateField(
        label=_("In force on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )


class TargetFilters(forms.Form):
    """Filters of the list of targets, all optional."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=200)
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("", pgettext_lazy("level of a target", "Any level")), *TargetLevel.choices],
        required=False,
    )


def chosen(form: forms.Form) -> dict[str, Any] | None:
    """The values of the filters; None if one of them is wrong."""
    if not form.is_bound:
        return {}
    return form.cleaned_data if form.is_valid() else None


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Public plans, all or filtered. Three queries."""
    form = PlanFilters(request.GET or None, label_suffix="", auto_id="filter-%s")
    values = chosen(form)
    found = filtered(values) if values is not None else Plan.objects.none()
    context = {
        "form": form,
        "page": page_of(request, found),
        "is_filtered": bool(request.GET),
        "today": timezone.localdate(),
    }
    return render(request, "website/plans.html", context)


def filtered(values: dict[str, Any]) -> Any:
    """The plans that meet every condition: real ones first, then by their last day, latest
    first."""
    found: Any = records.plans()
    if query := values.get("q"):
        found = found.matching(query)
    if day := values.get("in_force_on"):
        found = found.in_force(day)
    for name in ("kind", "stage"):
        if value := values.get(name):
            found = found.filter(**{name: value})
    return found.order_by("is_fictional", F("ends_on").desc(nulls_last=True), "key")


@require_safe
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """One plan: its measures and targets, with the progress that reports of a cycle declare on
    each. Eleven queries, and more where that progress points at figures."""
    found = subject(_plan(key))
    _put_parts_on([found])
    declared = declared_on_plan(found, request.GET.get("cycle"))
    context = {
        "plan": found,
        "is_in_force": found.is_in_force(timezone.localdate()),
        "measures": [(each, declared.on(each)) for each in found.measures.all()],
        "targets": [(each, declared.on(each)) for each in found.targets.all()],
        "declared": declared,
        "later": found.replaced_by.all(),
    }
    return render(request, "website/plan.html", context)


@made_once
def _plan(key: Any) -> "QuerySet[Plan]":
    return records.plans().prefetch_related(None).filter(key=key)


@prefetched_once(Plan)
def _put_parts_on() -> list[Any]:
    return [
        records.PLACES,
        Prefetch("measures", records.measures()),
        Prefetch("targets", records.targets()),
        Prefetch("replaced_by", Plan.objects.public().order_by("key")),
    ]


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """Public targets, all or filtered. Five queries."""
    form = TargetFilters(request.GET or None, label_suffix="", auto_id="filter-%s")
    values = chosen(form)
    found: Any = records.targets() if values is not None else Target.objects.none()
    if query := (values or {}).get("q"):
        found = found.matching(query)
    if level := (values or {}).get("level"):
        found = found.filter(level=level)
    context = {
        "form": form,
        "page": page_of(request, found.order_by("is_fictional", "key")),
        "is_filtered": bool(request.GET),
        "with_indicator": found.filter(indicator__isnull=False).count(),
    }
    return render(request, "website/targets.html", context)


@require_safe
def target(request: HttpRequest, key: str) -> HttpResponse:
    """One target, with the progress that reports of a cycle declare on it. Six queries."""
    found = subject(_target(key))
    _put_steps_on([found])
    declared = declared_on_target(found, request.GET.get("cycle"))
    context = {"target": found, "said": declared.on(found), "declared": declared}
    return render(request, "website/target.html", context)


@prefetched_once(Target)
def _put_steps_on() -> list[Any]:
    return list(records.STEPS)


@made_once
def _target(key: Any) -> "QuerySet[Target]":
    return records.targets().prefetch_related(None).filter(key=key)
