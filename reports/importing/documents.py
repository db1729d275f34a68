"""Documents that only an extractor can read, as plain text."""


def document_text(data: bytes, name: str) -> str:
    """The text of a DOCX, PDF or HTML document. Raises ValueError with a sentence."""
    from commitments.importing.extract import extract

    return "\n\n".join(paragraph.text for paragraph in extract(data, name).paragraphs)
