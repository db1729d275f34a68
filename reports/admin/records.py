"""Responses and events: written elsewhere (coding, workflow), only looked at here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from common.record_admin import RecordAdmin, SearchableAdmin, list_texts
from reports.admin.filters import OfSubmissionCycleFilter
from reports.models import Response, SubmissionEvent, SubmissionStatus


class LookedAt:
    """Nothing is added, changed or deleted here, whoever asks."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def submission_link(url_name: str, record: Any) -> Any:
    """A link from a record to a page of its submission."""
    url = reverse(url_name, args=[record.submission_id])
    return format_html('<a href="{}">{}</a>', url, record.submission.reference)


def status_label(status: str) -> str:
    """The name of a submission's status; empty for none."""
    return str(SubmissionStatus(status).label) if status else ""


@admin.register(Response)
class ResponseAdmin(LookedAt, RecordAdmin):
    """What reports say, over all of them; recorded in the coding table of each."""

    search_fields = [
        "search_text",
        "commitment__search_text",
        "submission__reporter__search_text",
        "submission__reference",
    ]
    list_display = ["commitment_title", "of_submission", "status", "extract", "page", "coded_by"]
    list_filter = [OfSubmissionCycleFilter, "status", "language", "commitment__document"]
    list_select_related = ["commitment", "submission", "coded_by"]
    date_hierarchy = "coded_at"
    ordering = ["-pk"]
    fields = [
        "of_submission",
        "commitment",
        "status",
        "narrative",
        "language",
        "all_translations",
        "attachment",
        "page",
        "evidence_url",
        "note",
        "coded_by",
        "coded_at",
        "checked_by",
        "checked_at",
    ]
    readonly_fields = ["of_submission", "all_translations"]

    @admin.display(description=_("commitment"), ordering="commitment__position")
    def commitment_title(self, response: Response) -> str:
        return str(response.commitment)

    @admin.display(description=_("submission"), ordering="submission__reference")
    def of_submission(self, response: Response) -> Any:
        return submission_link("admin:reports_submission_coding", response)

    @admin.display(description=_("narrative"))
    def extract(self, response: Response) -> str:
        return Truncator(response.narrative).chars(80)

    @admin.display(description=_("translations of the narrative"))
    def all_translations(self, response: Response) -> Any:
        return list_texts(response.translations)


@admin.register(SubmissionEvent)
class SubmissionEventAdmin(LookedAt, SearchableAdmin):
    """Every step of every submission: append-only."""

    search_fields = ["submission__reporter__search_text", "submission__reference", "actor_name"]
    list_display = ["at", "of_submission", "action", "before", "after", "actor_name", "why"]
    list_filter = ["action", OfSubmissionCycleFilter]
    list_select_related = ["submission"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    fields = [
        "of_submission",
        "sequence",
        "action",
        "before",
        "after",
        "at",
        "actor",
        "actor_name",
        "reason",
        "content_digest",
        "content_form",
        "digest",
    ]
    readonly_fields = ["of_submission", "before", "after"]

    @admin.display(description=_("submission"), ordering="submission__reference")
    def of_submission(self, event: SubmissionEvent) -> Any:
        return submission_link("admin:reports_submission_change", event)

    @admin.display(description=_("from"), ordering="from_status")
    def before(self, event: SubmissionEvent) -> str:
        return status_label(event.from_status)

    @admin.display(description=_("to"), ordering="to_status")
    def after(self, event: SubmissionEvent) -> str:
        return status_label(event.to_status)

    @admin.display(description=_("reason"))
    def why(self, event: SubmissionEvent) -> str:
        return Truncator(event.reason).chars(80)
