"""Looking at an attached report page by page, beside its coding.

A PDF is seen as pictures that are drawn here, other documents as their text: nothing of what was
sent reaches the reader's browser as a document.
"""

import json
from dataclasses import dataclass, field
from itertools import groupby

from django.core.cache import cache
from django.utils.translation import gettext as _

from common.files import own_process
from common.files.reading import Role
from reports.attachments.documents import DocumentRefused, document
from reports.attachments.passages import joined_paragraphs
from reports.models import Attachment

PDF = "application/pdf"
ODT = "application/vnd.oasis.opendocument.text"
PICTURES = ("image/png", "image/jpeg")
READABLE = (
    PDF,
    "text/plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
READER = "reports.attachments.page_reader"
SECONDS = 30


@dataclass(frozen=True)
class Text:
    """A file's paragraphs, by page where it has pages (else all on page 1); or why there are
    none."""

    pages: dict[int, list[str]] = field(default_factory=dict)
    refusal: str = ""

    @property
    def has_pages(self) -> bool:
        """Whether the text itself says that it has pages."""
        return len(self.pages) > 1


def has_pages(attachment: Attachment) -> bool:
    """Whether its pages can be drawn."""
    return attachment.content_type == PDF and bool(attachment.page_count)


def picture(attachment: Attachment, page: int) -> bytes | None:
    """A page of a PDF, from 1, as PNG; None where there is no such page, or it cannot be drawn."""
    if not has_pages(attachment) or not 1 <= page <= (attachment.page_count or 0):
        return None
    with attachment.file.open("rb") as file:
        return own_process.run(
            "reports.attachments.page_reader", str(page), file=file.file, seconds=SECONDS
        )


def page_sizes(attachment: Attachment) -> list[list[int]]:
    """Width and height of each page in points; empty where there are no pages, or they cannot be
    measured. What was measured is kept a while by the file's digest."""
    if not has_pages(attachment):
        return []
    name = f"page-sizes:{attachment.sha256}"
    found: list[list[int]] | None = cache.get(name)
    if found is None:
        with attachment.file.open("rb") as file:
            told = own_process.run(
                "reports.attachments.page_reader", "sizes", file=file.file, seconds=SECONDS
            )
        found = json.loads(told) if told else []
        cache.set(name, found)
    return found


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
        found = own_process.run(
            "reports.attachments.page_reader", "odt", file=file.file, seconds=SECONDS
        )
    if found is None:
        return Text(refusal=_("The file is damaged and cannot be read."))
    return Text({1: json.loads(found)})
