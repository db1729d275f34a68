"""What a word counts ("Goal 1", "Step 2"): paragraphs of their own, headings, or part of a text.

The word and its number alone do not tell. A series consists of headings where plainly numbered
paragraphs, or another series, stand below its short lines. It is part of the text where it has one
member alone, or few among many numbered paragraphs. Recommendations are always recommendations.
"""

from collections.abc import Iterator
from dataclasses import replace

from commitments.outcomes.parse.characters import ends_clause, width
from commitments.outcomes.parse.mark import Kind, Mark, Style
from common.files.reading.lines import Line

RECOMMENDATION = "recommendation"
# The widest heading, in Latin characters.
MAX_WIDTH = 300
# A series with less than one member for so many numbered paragraphs is steps of the text's own.
FEW = 5
NUMBERS = (Style.DOT, Style.DASH)


def settle(marks: list[Mark], rows: list[Line]) -> list[Mark]:
    """The marks, in order, with those that begin nothing taken out, and headings made such."""
    settled: list[Mark] = []
    for part in _parts(marks):
        settled += _settled(part, rows)
    return settled


def _parts(marks: list[Mark]) -> Iterator[list[Mark]]:
    """The marks of the body and of each annex, which count apart."""
    part: list[Mark] = []
    for mark in marks:
        if mark.kind == Kind.ANNEX and part:
            yield part
            part = []
        part.append(mark)
    yield part


def _settled(marks: list[Mark], rows: list[Line]) -> list[Mark]:
    words = list(dict.fromkeys(mark.word for mark in marks if mark.word))
    others = [word for word in words if word != RECOMMENDATION]
    headings = {word for word in others if _are_headings(marks, word, rows)}
    steps = {word for word in others if not _is_own(marks, word)}
    counting = [word for word in words if word not in headings | steps]
    sizes = {word: sum(mark.word == word for mark in marks) for word in counting}
    kept = max(sizes, key=lambda word: sizes[word], default="")
    # The word and the number stay in the heading.
    return [
        replace(mark, kind=Kind.HEADING, end=0, style=Style.WORD, label="")
        if mark.word in headings
        else mark
        for mark in marks
        if not mark.word or mark.word in headings or mark.word == kept
    ]


def _are_headings(marks: list[Mark], word: str, rows: list[Line]) -> bool:
    own = [(index, mark) for index, mark in enumerate(marks) if mark.word == word]
    leading = sum(_leads(marks, index, rows) for index, _mark in own)
    return leading * 2 > len(own)


def _leads(marks: list[Mark], index: int, rows: list[Line]) -> bool:
    """Whether a short line without a stop stands above a number or a word that counts others."""
    mark = marks[index]
    following = next((other for other in marks[index + 1 :] if other.row > mark.row), None)
    if following is None or not _counts_others(following, mark.word):
        return False
    text = [rows[mark.row].text]
    for row in rows[mark.row + 1 : following.row]:
        if row.gap:
            break
        text.append(row.text)
    words = " ".join(text)
    if not words[mark.end :].strip():
        # Nothing stands behind the number: "Goal 1.".
        words = words.rstrip(".")
    return not ends_clause(words) and width(words) <= MAX_WIDTH


def _counts_others(mark: Mark, word: str) -> bool:
    if mark.kind == Kind.NUMBER:
        return mark.style in NUMBERS or mark.style == Style.SUB
    return bool(mark.word) and mark.word != word


def _is_own(marks: list[Mark], word: str) -> bool:
    """Whether a series is paragraphs of their own and no steps named in a numbered text."""
    count = sum(mark.word == word for mark in marks)
    plain = {
        mark.value
        for mark in marks
        if mark.kind == Kind.NUMBER and mark.style in NUMBERS and not mark.start
    }
    return count > 1 and count * FEW >= len(plain)
