"""Looking over a parsed outcome for what a person should look at before accepting it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from commitments.outcomes.parse.characters import bare_end, ends_clause
from commitments.outcomes.parse.choose import Reading
from commitments.outcomes.parse.mark import Kind, Mark, Style
from commitments.outcomes.parse.model import Grade, Outcome, Part, Problem
from common.files.reading.lines import Line

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
        yield from check_part(part, index)
    yield from _tally(outcome)
    yield from _ignored(rows, readings)


def check_part(part: Part, index: int) -> Iterator[Problem]:
    """What is odd about the numbers and texts of the part at ``index``."""
    for problem in (*_numbers(part), *_texts(part)):
        yield replace(problem, part=index)


def _numbers(part: Part) -> Iterator[Problem]:
    """Numbers that are missing, and numbers that stand twice."""
    seen: set[str] = set()
    last = 0
    for paragraph in part.paragraphs:
        value = plain_value(paragraph.number)
        if paragraph.number in seen:
            yield paragraph.problem("number_repeated", Grade.ERROR)
        elif value > last + 1 and last:
            missing = f"{last + 1}–{value - 1}" if value - last > 2 else str(last + 1)
            yield paragraph.problem("number_missing", Grade.WARNING, missing=missing)
        elif value > 1 and not last:
            yield paragraph.problem("numbering_starts_late", Grade.WARNING)
        seen.add(paragraph.number)
        last = value


def plain_value(number: str) -> int:
    """25 for ``25``, 9 for ``9 bis``, 3 for ``II 3``, 115 for ``115.2``; 0 without any digits."""
    found = [word.partition(".")[0] for word in number.split()]
    values = [word for word in found if word.isdecimal()]
    return int(values[-1]) if values else 0


def _texts(part: Part) -> Iterator[Problem]:
    for paragraph in part.paragraphs:
        if not "".join(paragraph.texts).strip():
            yield paragraph.problem("paragraph_empty", Grade.ERROR)
        elif not ends_clause(paragraph.texts[-1]):
            end = bare_end(paragraph.texts[-1])[-40:]
            yield paragraph.problem("ends_openly", Grade.WARNING, end=end)
        if "\ufffd" in paragraph.text:
            yield paragraph.problem("unreadable_characters", Grade.WARNING)


def _tally(outcome: Outcome) -> Iterator[Problem]:
    """Whether every paragraph was read: the highest number against the count, and where the next
    number stands in what was left out or inside a paragraph instead.
    """
    for index, part in enumerate(outcome.parts):
        known = {paragraph.number for paragraph in part.paragraphs}
        if any(" " in number and number[0].isalpha() for number in known) or not known:
            continue
        values = {plain_value(number) for number in known}
        highest = max(values)
        missing = highest - min(values) + 1 - len(values)
        if missing > 0:
            params = {"highest": str(highest), "count": str(len(values))}
            yield Problem("count_differs", Grade.WARNING, params=params, part=index)
        # A line left out most likely belongs to the main part.
        is_main = index == max(outcome.main_part, 0)
        left_out = _left_out(outcome, values) if is_main else ()
        for problem in (*_inside(part, values), *left_out):
            yield replace(problem, part=index)


def _inside(part: Part, values: set[int]) -> Iterator[Problem]:
    """Paragraphs whose text holds the next number, where that number begins no paragraph."""
    for paragraph in part.paragraphs:
        following = plain_value(paragraph.number) + 1
        pattern = (
            rf"(?<![^\W\u3400-\u9fff])(?<![.,/]){following}\s?(?:[.)．、]\s*|[-–—]\s+)(?=[^\W\d_])"
        )
        for found in re.finditer(pattern, paragraph.words):
            rest = paragraph.words[found.end() :]
            if following not in values and not rest[:1].islower():
                yield paragraph.problem("number_inside", Grade.WARNING, inside=str(following))
                break


def _left_out(outcome: Outcome, values: set[int]) -> Iterator[Problem]:
    """Lines taken for page furniture that begin with a number which the paragraphs lack."""
    wanted = set(range(min(values), max(values) + 2)) - values
    for left in outcome.left:
        found = re.match(r"(\d{1,3})\s?[.)．、]\s*(?=[^\W\d_])", left.text)
        is_text = left.reason not in ("contents", "table", "front")
        if found and is_text and int(found[1]) in wanted:
            params = {"number": found[1], "text": left.text[:80]}
            yield Problem("number_left_out", Grade.WARNING, left.page, left.line, params)


def _ignored(rows: list[Line], readings: dict[Mark, Reading]) -> Iterator[Problem]:
    """Numbers at the beginning of a line that were taken for part of the text."""
    for mark, reading in readings.items():
        plain = mark.kind == Kind.NUMBER and mark.style in ANNOUNCED and not mark.start
        if plain and reading == Reading.NOTHING and not mark.open_before:
            row = rows[mark.row]
            params = {"number": mark.label, "text": row.text[:80]}
            yield Problem("number_ignored", Grade.WARNING, row.page, row.number, params)
