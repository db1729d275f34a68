"""Writing a document in the form asked for, and handing it out."""

from collections.abc import Callable

from django.http import HttpResponse

from common.files.press.pressing import pressed
from common.files.press.wire import Unavailable
from common.files.writing.blocks import Document
from common.files.writing.pdf import render, to_html
from common.turns import DOCUMENTS, RETRY_AFTER_SECONDS

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def write(make: Callable[[], Document], form: str) -> bytes:
    """The document in that form. It is also gathered in turn: whoever is sent away has cost
    nothing.

    Raises Busy, and Unavailable if the form cannot be made now.
    """
    with DOCUMENTS.take():
        document = make()
        if form == "pdf":
            return pressed(render, to_html(document))
        return pressed(to_docx, document)


def to_docx(document: Document) -> bytes:
    """For a press: the writer is loaded on use, since only a press needs it."""
    from common.files.writing import docx

    return docx.to_docx(document)


def answer(make: Callable[[], Document], form: str, name: str) -> HttpResponse:
    """The document that ``make`` gathers, as a download called ``name``; 503 where it cannot be
    made now. Raises Busy."""
    try:
        content = write(make, form)
    except Unavailable as error:
        return told(error)
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def told(error: Unavailable) -> HttpResponse:
    """503, and when to come back."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return HttpResponse(str(error), status=503, content_type="text/plain", headers=headers)
