"""Handing out the public documents of published reports."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from reports.models import Attachment, SubmissionStatus
from reports.serving import hand_out


@require_safe
def attachment(request: HttpRequest, reference: str, key: str) -> HttpResponseBase:
    """One public document of a current published report, always as a download.

    404 for everything else, so that nobody learns what there is.
    """
    found = get_object_or_404(
        Attachment.objects.with_key(key),
        is_public=True,
        submission__reference=reference,
        submission__status=SubmissionStatus.PUBLISHED,
    )
    return hand_out(request, found)
