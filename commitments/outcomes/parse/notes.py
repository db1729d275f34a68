"""Footnotes: finding them below the text, and the place in the text that each belongs to."""

import re
from dataclasses import dataclass, replace

from commitments.outcomes.parse.characters import RAISED, ends_sentence
from commitments.outcomes.parse.joining import Joiner
from commitments.outcomes.parse.layout import Layout
from commitments.outcomes.parse.model import (
    Grade,
    Left,
    Note,
    Outcome,
    Paragraph,
    Problem,
    Section,
)
from common.files.reading.lines import Line, Role, superscript

STARTS_RAISED = re.compile(rf"([{RAISED}]{{1,3}}|\*{{1,3}}[a-z]?)\s*(?=\S)")
STARTS_PLAIN = re.compile(r"(\d{1,3})\s+(?=\S)")
RULE = re.compile(r"(?<![_—–-])[_—–-]{5,}$")
STAR_MARK = re.compile(r"[^\W_]\*{1,3}(?!\*)")
ENDS_WITH_MARK = re.compile(r"(?<=[^\W\d_]|[.,;:!?。，；：！？”»)）])(?<!\d[.,])(\d{1,3})$")
ENDS_IN_LINK = re.compile(r"(?:https?://|www\.)\S+$")
NUMBERED = re.compile(r"\d{1,3}\s*[.．、)）]|[(（]?[a-z\d][)）]\s")


@dataclass
class FoundNote:
    """A footnote and the index, among the lines of the text, of the line it follows."""

    mark: str
    text: str
    after: int
    page: int
    line: int

    @property
    def note(self) -> Note:
        return Note(self.mark, self.text)

    @property
    def patterns(self) -> list[re.Pattern[str]]:
        """The mark as it may stand in the text: raised, or else in plain digits after punctuation,
        as extractors leave it; never in ``16.4``."""
        raised = re.compile(rf"(?<![{RAISED}*]){re.escape(self.mark)}(?![{RAISED}*])")
        if not self.note.digits:
            return [raised]
        before = r"(?<=[.,;:!?。，；：！？”»)）])(?<!\d[.,])"
        return [raised, re.compile(rf"{before}{self.note.digits}(?=\s|$|[^\W\d])")]


class NoteSplitter:
    """Parts the lines of the text, with their footnote marks raised, from footnotes and rules."""

    def __init__(self, lines: list[Line], layout: Layout, joiner: Joiner) -> None:
        self.joiner = joiner
        self.lines = lines
        self.layout = layout
        self.paged = lines[-1].page > 1 if lines else False
        self.has_stars = any(STAR_MARK.search(line.text) for line in lines)
        self.kept: list[Line] = []
        self.notes: list[FoundNote] = []
        self.rules: list[Left] = []
        self.open: FoundNote | None = None
        self.after_rule = False

    def split(self) -> tuple[list[Line], list[FoundNote], list[Left]]:
        for index, line in enumerate(self.lines):
            self._take(index, line)
        numbers = {found.note.digits for found in self.notes} - {""}
        return [_raised(line, numbers) for line in self.kept], self.notes, self.rules

    def _take(self, index: int, line: Line) -> None:
        if line.role == Role.TABLE:
            self.open = None
            self.kept.append(line)
            return
        if RULE.match(line.text):
            self.after_rule, self.open = True, None
            self.rules.append(Left(line.text, "separator", line.page, line.number))
            return
        mark, text = self._start(line)
        if mark:
            self.open = FoundNote(mark, text, len(self.kept) - 1, line.page, line.number)
            self.notes.append(self.open)
        elif self.open and self._goes_on(index, line):
            self.open.text = self.joiner.join(self.open.text, line.text)
        else:
            is_link = bool(ENDS_IN_LINK.match(line.text))
            self.open, self.after_rule = None, self.after_rule and is_link
            self.kept.append(line)

    def _start(self, line: Line) -> tuple[str, str]:
        """Mark and words of the footnote that begins with this line; empty when none does."""
        if found := STARTS_RAISED.match(line.text):
            refused = found[1].startswith("*") and not (self.has_stars or line.role == Role.NOTE)
            return ("", "") if refused else (found[1], line.text[found.end() :])
        plain = STARTS_PLAIN.match(line.text)
        if plain and (self.after_rule or self.open):
            digits = (one.note.digits for one in reversed(self.notes) if one.note.digits)
            last = next(digits, "")
            if not last or int(plain[1]) == int(last) + 1:
                return superscript(plain[1]), line.text[plain.end() :]
        return "", ""

    def _goes_on(self, index: int, line: Line) -> bool:
        """Whether the open footnote runs on into this line."""
        before = self.lines[index - 1]
        if line.role == Role.NOTE or line.level or before.whole or line.page != before.page:
            return False
        if self.paged and self.after_rule:
            return True
        if NUMBERED.match(line.text) or ENDS_IN_LINK.search(before.text):
            return False
        if self.paged:
            return not line.gap or not ends_sentence(before.text)
        return not ends_sentence(before.text) and (self.layout.wrapped or not line.gap)


def _raised(line: Line, numbers: set[str]) -> Line:
    """The line with a footnote's plain digits at its end turned into raised ones."""
    found = ENDS_WITH_MARK.search(line.text) if line.role != Role.TABLE else None
    if not found or found[1] not in numbers:
        return line
    return replace(line, text=line.text[: found.start()] + superscript(found[1]))


def attach(
    outcome: Outcome, notes: list[FoundNote], owners: dict[int, Paragraph | Section]
) -> None:
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


def _place(records: list[Paragraph | Section], found: FoundNote) -> int | None:
    """The index of the record whose words carry the mark: raised, or else in plain digits."""
    for pattern in found.patterns:
        for index, record in enumerate(records):
            if _carries(record, found, pattern):
                return index
    return None


def _carries(record: Paragraph | Section, found: FoundNote, pattern: re.Pattern[str]) -> bool:
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
