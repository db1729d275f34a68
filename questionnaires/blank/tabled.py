"""Tables under a question: a label and its room in each row, or rows and columns to fill in."""

from collections.abc import Sequence

from questionnaires.blank import words
from questionnaires.blank.fragments import (
    BOX,
    ROOM,
    answers_in,
    column_named,
    part_named,
    taken_apart,
)
from questionnaires.blank.model import BlankPart
from questionnaires.form import Kind

Rows = Sequence[tuple[str, ...]]
LONGEST_HEADING = 120


def read_table(rows: Rows, question: str, language: str) -> list[BlankPart] | None:
    """What a table asks; None where it is no table to fill in, and its cells are to be read as
    text. The first row has the headings where nothing in it is left free."""
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    if any(BOX.search(cell) for row in rows for cell in row) or _answers(rows[0], language):
        return _ticks(rows, language)
    if all(len(_filled(row)) == 1 for row in rows):
        return [part_named(_filled(row)[0], language) for row in rows]
    return _grid(rows, question, language)


def _filled(row: tuple[str, ...]) -> list[str]:
    return [cell for cell in row if ROOM.sub("", cell).strip()]


def _answers(row: tuple[str, ...], language: str) -> list[str]:
    """The answers that the cells of a row name, one each; none where fewer than two do."""
    named = [answers_in(cell, language) for cell in row if cell]
    found = [each[0] for each in named if each and len(each) == 1]
    return found if len(found) > 1 else []


def _ticks(rows: Rows, language: str) -> list[BlankPart] | None:
    """Items with the same answers beside each, under a row that names them."""
    answers = _answers(rows[0], language)
    items = rows[1:]
    if not answers or not items:
        return None
    if not all(_is_item(row) for row in items):
        return None
    return [BlankPart(Kind.TICK, _filled(row)[0], answers=list(answers)) for row in items]


def _is_item(row: tuple[str, ...]) -> bool:
    """Whether a row has one text, and boxes or nothing beside it."""
    texts = [cell for cell in _filled(row) if BOX.sub("", cell).strip()]
    return len(texts) == 1 and not BOX.search(texts[0])


def _grid(rows: Rows, question: str, language: str) -> list[BlankPart] | None:
    heads, body = rows[0], rows[1:]
    width = max(len(row) for row in rows)
    named = _filled(heads)
    is_head = len(named) >= 2 and len(named) >= width - 1 and all(_is_heading(n) for n in named)
    if not is_head or not all(len(_filled(row)) <= 1 for row in body):
        return None
    counts = words.asks_how_many(question, language)
    firsts = [row[0] for row in body]
    if body and all(_filled((first,)) for first in firsts):
        columns = [column_named(h, language, counts=counts) for h in heads[1:] if h]
        return [BlankPart(Kind.ROWS, heads[0], columns=columns, rows=list(firsts))]
    if any(map(any, map(_filled, body))):
        return None
    columns = [column_named(h, language, counts=counts) for h in named]
    return [BlankPart(Kind.ROWS, "", columns=columns)]


def _is_heading(text: str) -> bool:
    return (
        len(text) <= LONGEST_HEADING
        and not text.endswith(("?", ":"))
        and bool(taken_apart(text, "en").text)
    )
