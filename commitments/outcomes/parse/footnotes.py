"""Giving every footnote to the paragraph or heading whose words carry its mark."""

import re

from commitments.outcomes.parse.model import Grade, Outcome, Paragraph, Problem, Section
from commitments.outcomes.parse.notes import FoundNote

Record = Paragraph | Section


def attach(outcome: Outcome, notes: list[FoundNote], owners: dict[int, Record]) -> None:
    """Attach ``notes`` in order; those whose mark is nowhere go where they stood, and say so."""
    records = [record for part in outcome.parts for record in part.records]
    titles = " ".join(title for part in outcome.parts for title in part.titles)
    last = 0
    for found in notes:
        place = _place(records[last:], found)
        if place is not None:
            last += place
            records[last].notes.append(found.note)
        elif found.patterns[0].search(titles) or not found.note.digits:
            outcome.loose_notes.append(found.note)
        else:
            nearby = (owners[row] for row in range(found.after, -1, -1) if row in owners)
            owner = next(nearby, None)
            (owner.notes if owner else outcome.loose_notes).append(found.note)
            params = {"mark": found.mark}
            outcome.problems.append(
                Problem("note_without_mark", Grade.WARNING, found.page, found.line, params)
            )


def _place(records: list[Record], found: FoundNote) -> int | None:
    """The index of the record whose words carry the mark: raised, or else in plain digits."""
    for pattern in found.patterns:
        for index, record in enumerate(records):
            if _carries(record, found, pattern):
                return index
    return None


def _carries(record: Record, found: FoundNote, pattern: re.Pattern[str]) -> bool:
    """Whether the record's words carry the mark; a plain one is raised on the way."""
    if any(note.mark == found.mark for note in record.notes):
        return False
    if isinstance(record, Section):
        texts = [record.heading, *record.chapeau.split("\n")]
    else:
        texts = record.texts
    for index, text in enumerate(texts):
        if pattern.search(text):
            texts[index] = pattern.sub(found.mark, text, count=1)
            if isinstance(record, Section):
                record.heading, record.chapeau = texts[0], "\n".join(texts[1:])
            return True
    return False
