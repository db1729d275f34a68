"""An outcome as Markdown that parses back to the same."""

from collections.abc import Iterator

from commitments.outcomes.parse.model import Note, Outcome, Part, PartKind, Section


def render(outcome: Outcome) -> str:
    """All parts; recommendations are rendered where they stand in their part."""
    parts = [part for part in outcome.parts if part.kind != PartKind.RECOMMENDATIONS]
    return "\n\n".join(block for part in parts for block in _part(part)) + "\n"


def _part(part: Part) -> Iterator[str]:
    for title in filter(None, [part.label, *part.titles]):
        yield f"# {title}"
    for record in part.records:
        if isinstance(record, Section):
            depth = record.code.count("-") + 2
            label = f"{record.label} " if record.label else ""
            yield f"{'#' * min(depth, 6)} {label}{record.heading}"
            yield from filter(None, record.chapeau.split("\n"))
        else:
            yield f"{record.number}. {record.texts[0] if record.texts else ''}"
            yield from record.texts[1:]
        yield from map(_note, record.notes)


def _note(note: Note) -> str:
    return f"[^{note.digits}]: {note.text}" if note.digits else f"{note.mark} {note.text}"
