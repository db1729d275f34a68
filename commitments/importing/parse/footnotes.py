"""Giving every footnote to the paragraph or heading whose words carry its mark."""

from commitments.importing.parse.model import Grade, Note, Outcome, Paragraph, Problem, Section
from commitments.importing.parse.notes import FoundNote, mark_pattern

Record = Paragraph | Section


def attach(outcome: Outcome, notes: list[FoundNote], owners: dict[int, Record]) -> None:
    """Attach ``notes`` in order; those whose mark is nowhere go where they stood, and say so."""
    records = _records(outcome)
    titles = " ".join(title for part in outcome.parts for title in part.titles)
    last = 0
    for found in notes:
        pattern = mark_pattern(found)
        place = next((i for i in range(last, len(records)) if _mark(records[i], found)), None)
        if place is not None:
            records[place].notes.append(found.note)
            last = place if found.digits else last
        elif pattern.search(titles) or not found.digits:
            outcome.loose_notes.append(found.note)
        else:
            _attach_where_it_stood(outcome, found, owners)


def _attach_where_it_stood(outcome: Outcome, found: FoundNote, owners: dict[int, Record]) -> None:
    nearby = (owners[row] for row in range(found.after, -1, -1) if row in owners)
    owner = next(nearby, None)
    (owner.notes if owner else outcome.loose_notes).append(Note(found.mark, found.text))
    outcome.problems.append(
        Problem("note_without_mark", Grade.WARNING, found.page, found.line, {"mark": found.mark})
    )


def _records(outcome: Outcome) -> list[Record]:
    """Sections and paragraphs in the order of the file."""
    records: list[Record] = []
    for part in outcome.parts:
        own: list[Record] = [*part.sections, *part.paragraphs]
        records.extend(sorted(own, key=lambda record: (record.page, record.line)))
    return records


def _mark(record: Record, found: FoundNote) -> bool:
    """Whether the record's words carry the mark; a plain one is raised on the way."""
    pattern = mark_pattern(found)
    if any(note.mark == found.mark for note in record.notes):
        return False
    if isinstance(record, Section):
        for name in ("heading", "chapeau"):
            text = getattr(record, name)
            if pattern.search(text):
                setattr(record, name, pattern.sub(found.mark, text, count=1))
                return True
        return False
    for index, text in enumerate(record.texts):
        if pattern.search(text):
            record.texts[index] = pattern.sub(found.mark, text, count=1)
            return True
    return False
