"""Handing out the public documents of published reports."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from reports.models import Attachment, SubmissionStatus


@require_safe
def attachment(request: HttpRequest, reference: str, key: str) -> FileResponse:
    """One public document of a current published report, always as a download.

    404 for everything else, so that nobody learns what there is.
    """
    found = get_object_or_404(
        Attachment.objects.with_key(key),
        is_public=True,
        submission__reference=reference,
        submission__status=SubmissionStatus.PUBLISHED,
    )
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=found.name, content_type=found.content_type
    )
    # A sender's file: should a browser show it all the same, nothing in it may run, and a
    # withdrawn report must not live on in a cache.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-cache"
    return response
