"""A file beside the coding table: its pages as pictures, or its text."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from reports.attachments import viewing
from reports.models import Attachment

TEMPLATE = "admin/reports/submission/beside.html"


def beside_page(request: HttpRequest, attachment: Attachment) -> HttpResponse:
    """One page of the file, or its text."""
    is_drawn = viewing.has_pages(attachment) and "text" not in request.GET
    is_picture = attachment.content_type in viewing.PICTURES
    context: dict[str, Any] = {
        "file": attachment,
        "is_drawn": is_drawn,
        "is_picture": is_picture,
        "page": page_of(request, attachment),
    }
    if not is_drawn and not is_picture:
        context["text"] = viewing.text(attachment)
    return TemplateResponse(request, TEMPLATE, context)


def page_of(request: HttpRequest, attachment: Attachment) -> int:
    """The page that is asked for, or the nearest that there is."""
    asked = request.GET.get("page", "")
    page = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    return min(max(page, 1), attachment.page_count or 1)


def picture_response(request: HttpRequest, attachment: Attachment, page: int) -> HttpResponse:
    """A page as PNG; drawn again only for a browser that does not hold it. 404 where there is
    none."""
    etag = f'"{attachment.sha256}-{page}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        picture = viewing.picture(attachment, page)
        if picture is None:
            raise Http404
        response = HttpResponse(picture, content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
