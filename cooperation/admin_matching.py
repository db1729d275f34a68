"""Requests, offers and matches in the administration, and the desk where they are brought
together."""

from collections.abc import Callable
from itertools import groupby
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.record_admin import RecordAdmin, texts_column
from cooperation import access, matching, offering, reasons, requesting
from cooperation.from_matches import PARAMETER
from cooperation.models import (
    Match,
    MatchStatus,
    Offer,
    OfferPlace,
    OfferTheme,
    Request,
    RequestCommitment,
    RequestMeasure,
    RequestTheme,
)
from reports.access import may_publish, may_register


class TieInline(admin.TabularInline):
    extra = 0
    joined: str

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related(self.joined)


class RequestThemeInline(TieInline):
    model, fields, joined = RequestTheme, ["theme"], "theme"


class RequestCommitmentInline(TieInline):
    model, fields, joined = RequestCommitment, ["commitment"], "commitment"
    autocomplete_fields = ["commitment"]


class RequestMeasureInline(TieInline):
    model, fields, joined = RequestMeasure, ["measure"], "measure__plan"
    autocomplete_fields = ["measure"]


class SteppedAdmin(RecordAdmin):
    """A record whose status changes by steps and not by a field. Published ones are never
    deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.status == "draft")

    def each(self, request: HttpRequest, found: Any, act: Callable[[Any], Any], done: Any) -> None:
        """``act`` with each record; a refusal is shown and keeps none of the others back."""
        for record in found:
            try:
                act(record)
            except PermissionDenied as refusal:
                messages.error(request, f"{record}: {refusal}")
            except ValidationError as error:
                messages.error(request, f"{record}: {' '.join(error.messages)}")
            else:
                messages.success(request, f"{record}: {done}")


@admin.register(Request)
class RequestAdmin(SteppedAdmin):
    """What States ask for. Officers check it, reviewers open it."""

    search_fields = ["reference", "reporter__search_text"]
    search_texts = ["title"]
    list_display = ["reference", "localised_title", "reporter", "aid", "status", "audience"]
    list_filter = ["status", "audience", "is_urgent", "aid"]
    list_select_related = ["reporter"]
    autocomplete_fields = ["reporter", "submission", "baseline"]
    fixed_fields = ["reporter"]
    # Who reads it is its State's choice.
    readonly_fields = [
        *("reference", "status", "audience", "opened_on", "confirmed_on", "doubtful"),
    ]
    inlines: ClassVar[Any] = [RequestThemeInline, RequestCommitmentInline, RequestMeasureInline]
    actions = ["check_them", "open_them", "return_them", "meet_them"]
    localised_title = texts_column("title", _("title"))
    fieldsets = [
        (None, {"fields": ["reference", "reporter", ("status", "audience"), "doubtful"]}),
        (None, {"fields": ["title", "description", "expected_results", "aid", "is_urgent"]}),
        (None, {"fields": [("amount", "currency"), ("starts_on", "ends_on"), "contact_mailbox"]}),
        (_("Source"), {"fields": [("submission", "page"), "baseline"]}),
        (None, {"fields": [("opened_on", "confirmed_on"), "remark"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return access.requests(request.user) & super().get_queryset(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or requesting.may_write(request.user, obj))

    @admin.display(description=_("To look at"))
    def doubtful(self, record: Request) -> Any:
        """What may hold contact data, for whoever checks it."""
        fields: Any = Request._meta
        names = [str(fields.get_field(name).verbose_name) for name in requesting.doubtful(record)]
        if not names:
            return "–"
        return _("May hold contact data: %(fields)s") % {"fields": ", ".join(names)}

    def _step(self, request: HttpRequest, found: Any, name: str) -> None:
        def act(record: Request) -> None:
            requesting.take(record, name, by=request.user, remark=record.remark)

        self.each(request, found, act, _("done"))

    @admin.action(description=_("Mark as checked"), permissions=["change"])
    def check_them(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        self._step(request, queryset, "check")

    @admin.action(description=_("Open"), permissions=["change"])
    def open_them(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        self._step(request, queryset, "open")

    @admin.action(description=_("Return with the remark on record"), permissions=["change"])
    def return_them(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        self._step(request, queryset, "return")

    @admin.action(description=_("Mark as met"), permissions=["change"])
    def meet_them(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        self._step(request, queryset, "meet")


class OfferThemeInline(TieInline):
    model, fields, joined = OfferTheme, ["theme"], "theme"


class OfferPlaceInline(admin.TabularInline):
    model = OfferPlace
    extra = 0
    fields = ["place_reporter", "place_group", "territory"]
    autocomplete_fields = ["place_reporter"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("place_reporter", "place_group")


@admin.register(Offer)
class OfferAdmin(SteppedAdmin):
    """What others are ready to give. Reviewers open it."""

    search_fields = ["reference", "reporter__search_text", "body__search_text", "name"]
    search_texts = ["title"]
    list_display = ["reference", "localised_title", "reporter", "body", "aid", "status"]
    list_filter = ["status", "aid"]
    list_select_related = ["reporter", "body"]
    autocomplete_fields = ["reporter", "body"]
    fixed_fields = ["reporter", "body", "name"]
    readonly_fields = ["reference", "status", "opened_on"]
    inlines: ClassVar[Any] = [OfferThemeInline, OfferPlaceInline]
    actions = ["hand_in", "open_them", "return_them", "close_them"]
    localised_title = texts_column("title", _("title"))
    fieldsets = [
        (None, {"fields": ["reference", ("reporter", "body", "name"), "status"]}),
        (None, {"fields": ["title", "conditions", "aid"]}),
        (None, {"fields": [("amount", "currency"), ("valid_from", "valid_until")]}),
        (None, {"fields": ["contact_mailbox", "opened_on"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        is_written = obj is None or offering.may_write(request.user, obj)
        return may and (is_written or may_publish(request.user))

    def _step(self, request: HttpRequest, found: Any, name: str) -> None:
        self.each(
            request, found, lambda each: offering.take(each, name, by=request.user), _("done")
        )

    @admin.action(description=_("Hand in for its provider"), permissions=["change"])
    def hand_in(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        self._step(request, queryset, "submit")

    @admin.action(description=_("Open"), permissions=["change"])
    def open_them(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        self._step(request, queryset, "open")

    @admin.action(description=_("Return"), permissions=["change"])
    def return_them(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        self._step(request, queryset, "return")

    @admin.action(description=_("Close"), permissions=["change"])
    def close_them(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        self._step(request, queryset, "close")


@admin.register(Match)
class MatchAdmin(SteppedAdmin):
    """Matches, to be looked at only: they change by steps of the parties and at the desk."""

    change_list_template = "admin/cooperation/match/change_list.html"
    search_fields = [
        *("reference", "request__reference", "request__reporter__search_text"),
        *("reporter__search_text", "body__search_text", "name"),
    ]
    list_display = ["reference", "request", "party_name", "origin", "status", "proposed_on"]
    list_filter = ["status", "origin"]
    list_select_related = ["request", "reporter", "body"]
    actions = ["propose_them"]
    fields = [
        *("reference", "request", "offer", ("reporter", "body", "name"), "origin", "status"),
        *("why", "proposed_on", ("agreed_by_requester_on", "agreed_by_provider_on")),
        *("declined_because", "project", "to_record"),
        ("is_shared_by_requester", "is_shared_by_provider"),
    ]
    readonly_fields = ["reference", "why", "to_record"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list with its action; the record is only looked at."""
        return obj is None and super().has_change_permission(request, obj)

    @admin.display(description=_("reasons"))
    def why(self, match: Match) -> Any:
        return " · ".join(reasons.spoken([match.reasons])[0])

    @admin.display(description=_("Carried out by"))
    def to_record(self, match: Match) -> Any:
        """For an agreed match, the way to the form of the project that carries it out."""
        if match.status != MatchStatus.AGREED:
            return "–"
        address = f"{reverse('admin:cooperation_project_add')}?{PARAMETER}={match.reference}"
        said = _("Record the project that carries it out")
        return format_html('<a class="button" href="{}">{}</a>', address, said)

    @admin.action(description=_("Propose to both parties"), permissions=["change"])
    def propose_them(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        self.each(
            request, queryset, lambda each: matching.propose(each, by=request.user), _("done")
        )

    # The desk

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.desk)
        return [path("desk/", view, name="cooperation_match_desk"), *super().get_urls()]

    def desk(self, request: HttpRequest) -> HttpResponse:
        """Open requests, each beside the open offers that may meet it, with the reasons."""
        if not may_register(request.user):
            raise PermissionDenied
        if request.method == "POST":
            self._decide(request)
            return HttpResponseRedirect(reverse("admin:cooperation_match_desk"))
        found = matching.suggestions()
        words = reasons.spoken([each.reasons for each in found])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Requests beside offers"),
            "opts": self.model._meta,
            "groups": [
                (asked, list(rows))
                for asked, rows in groupby(
                    zip(found, words, strict=True), lambda pair: pair[0].request
                )
            ],
        }
        return TemplateResponse(request, "admin/cooperation/match/desk.html", context)

    def _decide(self, request: HttpRequest) -> None:
        """Propose a suggestion to both parties, keep it, or put it aside for a reason."""
        given = request.POST
        asked = get_object_or_404(access.requests(request.user), reference=given.get("request", ""))
        offer = get_object_or_404(access.offers(request.user), reference=given.get("offer", ""))
        try:
            matching.decide(
                asked,
                offer,
                given.get("decision", ""),
                because=given.get("because", ""),
                by=request.user,
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Saved."))
