"""Documents that need an extractor (Word, PDF, HTML), and why one is refused, in a sentence."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.importing.extract import Extracted, Refused, Role, extract

REFUSALS: dict[str, Any] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit)s MB."),
    "too_many_pages": _("The file is longer than %(limit)s pages."),
    "no_text": _("The file holds no text that can be read; it may be a scan."),
    "encrypted": _("The file is locked with a password."),
    "old_word": _("The file is in an old Word format: save it as DOCX."),
    "wrong_type": _("The file is none that can be read: use Word (DOCX), PDF, HTML or text."),
    "damaged": _("The file is damaged."),
    "too_slow": _("The file takes too long to read."),
    "too_demanding": _("The file asks for more memory than any document needs."),
}


class DocumentRefused(ValueError):
    """The document cannot be read; the message is a sentence for whoever sent it."""


def document(data: bytes) -> Extracted:
    """The lines of a document, read in a process of its own. Raises DocumentRefused."""
    try:
        return extract(data)
    except Refused as refused:
        sentence = REFUSALS.get(refused.code, REFUSALS["damaged"])
        raise DocumentRefused(str(sentence % {"limit": refused.limit})) from refused


def document_text(data: bytes, _name: str = "") -> str:
    """Its text with a blank line between paragraphs, without headers and footers."""
    pieces: list[str] = []
    for line in document(data).lines:
        if line.role == Role.FURNITURE:
            continue
        if line.gap or line.whole:
            pieces.append("")
        pieces.append(line.text)
    return "\n".join(pieces).strip()
