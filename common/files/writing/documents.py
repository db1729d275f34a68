"""Writing a document in the form asked for, and handing it out."""

from collections.abc import Callable

from django.http import HttpResponse

from common.files.writing.blocks import Document
from common.files.writing.bounds import PATIENCE, Unavailable, one_at_a_time

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def write(make: Callable[[], Document], form: str) -> bytes:
    """The document in that form. It is also gathered in turn: whoever is sent away has cost
    nothing. Writers are loaded on use: they load slowly, and only this needs them.

    Raises Unavailable if the form cannot be made now.
    """
    with one_at_a_time():
        document = make()
        if form == "pdf":
            from common.files.writing.pdf import to_pdf

            return to_pdf(document)
        from common.files.writing.docx import to_docx

        return to_docx(document)


def answer(make: Callable[[], Document], form: str, name: str) -> HttpResponse:
    """The document that ``make`` gathers, as a download called ``name``; 503 where it cannot be
    made now."""
    try:
        content = write(make, form)
    except Unavailable as error:
        headers = {"Retry-After": str(round(PATIENCE))}
        return HttpResponse(str(error), status=503, content_type="text/plain", headers=headers)
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
