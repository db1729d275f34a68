"""Documents that need an extractor (Word, PDF, HTML), and why one is refused, in a sentence."""

from commitments.outcomes.messages import refusal
from common.files.reading import Extracted, Refused, Role, extract

# A row of two cells, of which one is a number, is often a numbered paragraph: those are long.
LONGEST_ROW = 120


class DocumentRefused(ValueError):
    """The document cannot be read; the message is a sentence for whoever sent it."""


def document(data: bytes) -> Extracted:
    """The lines of a document, read in a process of its own. Raises DocumentRefused."""
    try:
        return extract(data)
    except Refused as refused:
        raise DocumentRefused(refusal(refused)) from refused


def document_text(data: bytes, _name: str = "") -> str:
    """Its text with a blank line between paragraphs, without headers and footers.

    The cells of a table's row stand on one line with tabs between them, empty ones too. Struck
    characters have a stroke (U+0336) behind them.
    """
    pieces: list[str] = []
    was_row = False
    for line in document(data).lines:
        if line.role == Role.FURNITURE:
            continue
        is_row = sum(map(bool, line.cells)) > 0 and len(line.cells) > 1 and " | " in line.text
        is_row = is_row or (len(line.cells) > 1 and len(line.text) <= LONGEST_ROW)
        if (line.gap or line.whole) and not (is_row and was_row):
            pieces.append("")
        cells, text = line.struck_cells or line.cells, line.struck_text or line.text
        pieces.append("\t".join(cells) if is_row else text)
        was_row = is_row
    return "\n".join(pieces).strip()
