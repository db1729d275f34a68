"""Downloads of the public documents of published reports."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from reports.attachments.serving import hand_out
from reports.models import Attachment, published


@require_safe
def attachment(request: HttpRequest, reference: str, key: str) -> HttpResponseBase:
    """One public document of a current published report, always as a download.

    404 for everything else, so that nobody learns what exists.
    """
    found = get_object_or_404(
        Attachment.objects.with_key(key),
        published("submission__"),
        is_public=True,
        submission__reference=reference,
    )
    return hand_out(request, found)
