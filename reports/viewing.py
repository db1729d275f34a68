"""Looking at an attached report page by page, beside its coding.

A PDF is seen as pictures that are drawn here, other documents as their text: nothing of what was
sent reaches the reader's browser as a document.
"""

import json
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from commitments.importing.extract import Role
from reports import isolated
from reports.importing.documents import DocumentRefused, document
from reports.models import Attachment
from reports.passages import joined_paragraphs

PDF = "application/pdf"
ODT = "application/vnd.oasis.opendocument.text"
PICTURES = ("image/png", "image/jpeg")
READABLE = (
    PDF,
    "text/plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
SECONDS = 30


@dataclass(frozen=True)
class Text:
    """A file's paragraphs, by page where it has pages (else all on page 1); or why there are
    none."""

    pages: dict[int, list[str]] = field(default_factory=dict)
    refusal: str = ""


def has_pages(attachment: Attachment) -> bool:
    """Whether its pages can be drawn."""
    return attachment.content_type == PDF and bool(attachment.page_count)


def picture(attachment: Attachment, page: int) -> bytes | None:
    """A page of a PDF, from 1, as PNG; None where there is no such page, or it cannot be drawn."""
    if not has_pages(attachment) or not 1 <= page <= (attachment.page_count or 0):
        return None
    with attachment.file.open("rb") as file:
        return isolated.run("reports.page_reader", str(page), file=file.file, seconds=SECONDS)


def text(attachment: Attachment) -> Text:
    """What the file says, read in a process of its own."""
    if attachment.content_type == ODT:
        return _text_of_odt(attachment)
    if attachment.content_type not in READABLE:
        return Text(refusal=_("There is no text of files of this type. Download it."))
    try:
        with attachment.file.open("rb") as file:
            lines = document(file.read()).lines
    except DocumentRefused as refused:
        return Text(refusal=str(refused))
    said = [line for line in lines if line.role == Role.TEXT]
    pages = groupby(joined_paragraphs(said), key=lambda passage: passage.page)
    return Text({page: [passage.text for passage in found] for page, found in pages})


def _text_of_odt(attachment: Attachment) -> Text:
    with attachment.file.open("rb") as file:
        found = isolated.run("reports.page_reader", "odt", file=file.file, seconds=SECONDS)
    if found is None:
        return Text(refusal=_("The file is damaged and cannot be read."))
    return Text({1: json.loads(found)})
