"""Writing a document in the form asked for, and handing it out."""

from django.http import HttpResponse

from common.files.writing.blocks import Document
from common.files.writing.bounds import PATIENCE, Unavailable, one_at_a_time

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def write(document: Document, form: str) -> bytes:
    """The document in that form. Writers are loaded on use: they load slowly, and only this needs
    them.

    Raises Unavailable if the form cannot be made now.
    """
    with one_at_a_time():
        if form == "pdf":
            from common.files.writing.pdf import to_pdf

            return to_pdf(document)
        from common.files.writing.docx import to_docx

        return to_docx(document)


def answer(document: Document, form: str, name: str) -> HttpResponse:
    """The document as a download called ``name``; 503 where it cannot be made now."""
    try:
        content = write(document, form)
    except Unavailable as error:
        headers = {"Retry-After": str(round(PATIENCE))}
        return HttpResponse(str(error), status=503, content_type="text/plain", headers=headers)
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
