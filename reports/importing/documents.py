"""Documents that need an extractor (Word, PDF, HTML), and why one is refused, in a sentence."""

from commitments.importing.extract import Extracted, Refused, Role, extract
from commitments.importing.messages import refusal


class DocumentRefused(ValueError):
    """The document cannot be read; the message is a sentence for whoever sent it."""


def document(data: bytes) -> Extracted:
    """The lines of a document, read in a process of its own. Raises DocumentRefused."""
    try:
        return extract(data)
    except Refused as refused:
        raise DocumentRefused(refusal(refused)) from refused


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
