"""Looking over a parsed outcome for what a person should look at before accepting it."""

from collections.abc import Iterator
from dataclasses import replace

from commitments.importing.extract.lines import Line
from commitments.importing.parse.characters import bare_end, ends_clause
from commitments.importing.parse.choose import Reading
from commitments.importing.parse.marks import Mark, MarkKind, Style
from commitments.importing.parse.model import Grade, Outcome, Paragraph, Part, Problem

ANNOUNCED = (Style.DOT, Style.DASH)


def check(outcome: Outcome, rows: list[Line], readings: dict[Mark, Reading]) -> Iterator[Problem]:
    """Every problem found, in the order of the file within each kind."""
    if not outcome.language:
        yield Problem("language_unknown", Grade.WARNING)
    if not outcome.symbol:
        yield Problem("symbol_unknown", Grade.INFO)
    if outcome.main_part < 0:
        yield Problem("no_paragraphs", Grade.ERROR)
    for index, part in enumerate(outcome.parts):
        for problem in check_part(part):
            yield replace(problem, part=index)
    yield from _ignored(rows, readings)


def check_part(part: Part) -> Iterator[Problem]:
    """What is odd about the numbers and texts of one part."""
    yield from _numbers(part)
    yield from _texts(part)


def _numbers(part: Part) -> Iterator[Problem]:
    """Numbers that are missing, and numbers that stand twice."""
    seen: set[str] = set()
    last = 0
    for paragraph in part.paragraphs:
        value = plain_value(paragraph.number)
        if paragraph.number in seen:
            yield _at(paragraph, "number_repeated", Grade.ERROR)
        elif value > last + 1 and last:
            missing = f"{last + 1}–{value - 1}" if value - last > 2 else str(last + 1)
            yield _at(paragraph, "number_missing", Grade.WARNING, missing=missing)
        elif value > 1 and not last:
            yield _at(paragraph, "numbering_starts_late", Grade.WARNING)
        seen.add(paragraph.number)
        last = value


def plain_value(number: str) -> int:
    """25 for ``25``, 9 for ``9 bis``, 3 for ``II 3``; 0 where there are no digits."""
    found = [word for word in number.split() if word.isdecimal()]
    return int(found[-1]) if found else 0


def _texts(part: Part) -> Iterator[Problem]:
    for paragraph in part.paragraphs:
        if not "".join(paragraph.texts).strip():
            yield _at(paragraph, "paragraph_empty", Grade.ERROR)
        elif not ends_clause(paragraph.texts[-1]):
            end = bare_end(paragraph.texts[-1])[-40:]
            yield _at(paragraph, "ends_openly", Grade.WARNING, end=end)
        if "\ufffd" in paragraph.text:
            yield _at(paragraph, "unreadable_characters", Grade.WARNING)


def _ignored(rows: list[Line], readings: dict[Mark, Reading]) -> Iterator[Problem]:
    """Numbers at the beginning of a line that were taken for part of the text."""
    for mark, reading in readings.items():
        plain = mark.kind == MarkKind.NUMBER and mark.style in ANNOUNCED and not mark.start
        if plain and reading == Reading.NOTHING and not mark.open_before:
            row = rows[mark.row]
            yield Problem(
                "number_ignored",
                Grade.WARNING,
                row.page,
                row.number,
                {"number": mark.label, "text": row.text[:80]},
            )


def _at(paragraph: Paragraph, code: str, grade: Grade, **params: str) -> Problem:
    params = {"number": paragraph.number, **params}
    return Problem(code, grade, paragraph.page, paragraph.line, params)
