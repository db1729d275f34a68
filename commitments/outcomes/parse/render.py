"""An outcome as Markdown that parses back to the same: the canonical form of a text."""

from collections.abc import Iterator

from commitments.outcomes.parse.model import Note, Outcome, Paragraph, Part, PartKind, Section

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def render(outcome: Outcome) -> str:
    """All parts; recommendations are rendered where they stand in their part."""
    parts = [part for part in outcome.parts if part.kind != PartKind.RECOMMENDATIONS]
    return "\n\n".join(block for part in parts for block in _part(part)) + "\n"


def _part(part: Part) -> Iterator[str]:
    if part.label:
        yield f"# {part.label}"
    for title in part.titles:
        yield f"# {title}"
    records: list[Section | Paragraph] = [*part.sections, *part.paragraphs]
    records = sorted(records, key=lambda record: (record.page, record.line))
    for record in records:
        yield from _section(record) if isinstance(record, Section) else _paragraph(record)


def _section(section: Section) -> Iterator[str]:
    depth = section.code.count("-") + 2
    label = f"{section.label} " if section.label else ""
    yield f"{'#' * min(depth, 6)} {label}{section.heading}"
    yield from filter(None, section.chapeau.split("\n"))
    yield from _notes(section.notes)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    first = paragraph.texts[0] if paragraph.texts else ""
    yield f"{paragraph.number}. {first}"
    yield from paragraph.texts[1:]
    yield from _notes(paragraph.notes)


def _notes(notes: list[Note]) -> Iterator[str]:
    for note in notes:
        digits = "".join(str(RAISED.index(c)) for c in note.mark if c in RAISED)
        yield f"[^{digits}]: {note.text}" if digits else f"{note.mark} {note.text}"
