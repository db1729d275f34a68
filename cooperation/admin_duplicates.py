"""The desk of duplicates: pairs with their reasons, decided one by one; below what was decided."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cooperation import access, duplicates
from cooperation.admin_notices import ReadOnly
from cooperation.models import Decision, DuplicateDecision
from reports.access import may_publish


@admin.register(DuplicateDecision)
class DuplicateDecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["one", "other", "decision", "by", "decided_at"]
    list_filter = ["decision"]
    list_select_related = ["one", "other", "by"]
    search_fields = ["one__reference", "other__reference"]
    fields = ["one", "other", "decision", "reason", "by", "decided_at"]
    change_list_template = "admin/cooperation/duplicatedecision/change_list.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        readable = access.projects(request.user).values("pk")
        return super().get_queryset(request).filter(one__in=readable, other__in=readable)

    def get_urls(self) -> list[URLPattern]:
        desk = self.admin_site.admin_view(self.desk)
        decide = self.admin_site.admin_view(require_POST(self.decide))
        return [
            path("desk/", desk, name="cooperation_duplicates"),
            path("desk/decide/", decide, name="cooperation_duplicates_decide"),
            *super().get_urls(),
        ]

    def desk(self, request: HttpRequest) -> HttpResponse:
        """Every pair of which nobody has decided. Seven queries."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Projects that may be the same"),
            "suggestions": duplicates.suggestions(request.user),
            "decisions": Decision.choices,
            "may_decide": may_publish(request.user),
        }
        return TemplateResponse(request, "admin/cooperation/duplicatedecision/desk.html", context)

    def decide(self, request: HttpRequest) -> HttpResponse:
        """Decide one pair; back to the desk."""
        readable = access.projects(request.user)
        one = get_object_or_404(readable, reference=request.POST.get("one", ""))
        other = get_object_or_404(readable, reference=request.POST.get("other", ""))
        reason = request.POST.get("reason", "").strip()
        try:
            decision = request.POST.get("decision", "")
            duplicates.decide(one, other, decision, by=request.user, reason=reason)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("admin:cooperation_duplicates"))
