"""Attachments in the administration: looked at, described, handed out to staff."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from common.record_admin import RecordAdmin
from reports import access
from reports.admin.beside import beside_page, picture_response
from reports.admin.filters import OfSubmissionCycleFilter
from reports.admin.records import submission_link
from reports.attachments.serving import hand_out
from reports.models import Attachment


@admin.register(Attachment)
class AttachmentAdmin(RecordAdmin):
    """Files come in on the submission page; here they are found, described and removed."""

    search_fields = ["name", "sha256", "submission__reference", "submission__reporter__search_text"]
    list_display = ["name", "of_submission", "language", "file_size", "is_public", "added_at"]
    list_filter = [OfSubmissionCycleFilter, "is_public", "language", "content_type"]
    list_select_related = ["submission"]
    date_hierarchy = "added_at"
    ordering = ["-added_at", "-pk"]
    # "Delete selected" would go past the question whether each file's submission is frozen.
    actions = None
    fields = [
        "of_submission",
        "download",
        "name",
        "language",
        "is_public",
        "content_type",
        "file_size",
        "sha256",
        "added_at",
    ]
    readonly_fields = [
        "of_submission",
        "download",
        "content_type",
        "file_size",
        "sha256",
        "added_at",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_free = obj is None or obj.submission.is_being_written
        return is_free and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        frozen = [] if obj is None or obj.submission.is_being_written else ["name", "language"]
        return [*super().get_readonly_fields(request, obj), *frozen]

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> Any:
        """Back to the submission that the file was taken from."""
        response = super().response_delete(request, obj_display, obj_id)
        submission = request.GET.get("submission", "")
        if submission.isdigit():
            response["Location"] = reverse("admin:reports_submission_change", args=[submission])
        return response

    def get_urls(self) -> list[URLPattern]:
        download = path(
            "<int:pk>/download/",
            self.admin_site.admin_view(require_safe(self.download_view)),
            name="reports_attachment_download",
        )
        picture = path(
            "<int:pk>/pages/<int:number>.png",
            self.admin_site.admin_view(require_safe(self.picture_view)),
            name="reports_attachment_picture",
        )
        beside = path(
            "<int:pk>/beside/",
            self.admin_site.admin_view(require_safe(self.beside_view)),
            name="reports_attachment_beside",
        )
        return [download, picture, beside, *super().get_urls()]

    def find(self, request: HttpRequest, pk: int) -> Attachment:
        """The file for whoever may see its submission; 403, then 404, for others."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        readable = access.readable(request.user)
        return get_object_or_404(Attachment, pk=pk, submission__in=readable)

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return hand_out(request, self.find(request, pk))

    def picture_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        return picture_response(request, self.find(request, pk), number)

    # Framed by the coding table, and by nobody else's page.
    @method_decorator([csp_replace({"frame-ancestors": [SELF]}), xframe_options_sameorigin])
    def beside_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return beside_page(request, self.find(request, pk))

    @admin.display(description=_("submission"), ordering="submission__reference")
    def of_submission(self, attachment: Attachment) -> Any:
        return submission_link("admin:reports_submission_change", attachment)

    @admin.display(description=_("size"), ordering="size")
    def file_size(self, attachment: Attachment) -> str:
        return filesizeformat(attachment.size)

    @admin.display(description=_("file"))
    def download(self, attachment: Attachment) -> Any:
        url = reverse("admin:reports_attachment_download", args=[attachment.pk])
        return format_html('<a href="{}">{}</a>', url, attachment.name)
