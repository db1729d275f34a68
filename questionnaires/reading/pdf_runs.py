"""The glyphs of a row of a PDF as runs: parted where there is room, a line or a mark between."""

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from common.files.reading.glyphs import Glyph, text_of
from common.files.reading.pdf_rows import RowOfWords
from questionnaires.reading.drawings import Drawn
from questionnaires.reading.words import EMPTY, LETTERS, TICKED, answer_of

# In units of size: the least room between two pieces of a line.
APART = 0.7
# The same between answers that stand close together, and the greatest length of these together.
NARROWER = (0.8, 0.5, 0.3, 0.15)
LONGEST_ANSWERS = 120
# In units of size: the least distance between lines of small print, and the size below which a
# figure is raised.
LINE_APART, RAISED = 0.6, 0.85


def runs_of(row: RowOfWords, drawn: Drawn, height: float) -> Iterator[list[Glyph]]:
    """The runs of a row, from the left."""
    uprights = _upright_places(row, drawn, height)
    marks = _marks_in(row.glyphs, drawn, height)
    return _apart(
        run
        for whole in _runs(row.glyphs, uprights, marks)
        for line in _lines_of(whole)
        for run in (_runs(line, uprights, marks) if line is not whole else (line,))
    )


def is_mark(character: str) -> bool:
    return character in TICKED or character in EMPTY


def with_vowels(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs, with signs over or under a letter joined to that letter: the signs' own places
    would part words."""
    marks = [glyph for glyph in glyphs if unicodedata.combining(glyph.character[:1] or " ")]
    if not marks:
        return glyphs
    kept = [glyph for glyph in glyphs if not unicodedata.combining(glyph.character[:1] or " ")]
    by_line: dict[int, list[int]] = defaultdict(list)
    for index, glyph in enumerate(kept):
        if glyph.character.isalpha():
            by_line[round(glyph.baseline / 4)].append(index)
    for mark in marks:
        line = round(mark.baseline / 4)
        near = [index for row in (line - 1, line, line + 1) for index in by_line.get(row, ())]
        best = min(
            near,
            key=lambda i: (
                abs(kept[i].order - mark.order) > 2,
                -_shared(kept[i], mark),
                abs(kept[i].middle - mark.middle),
            ),
            default=None,
        )
        if best is not None:
            kept[best] = kept[best].read_as(kept[best].character + mark.character)
    return kept


def _shared(glyph: Glyph, mark: Glyph) -> float:
    return max(min(glyph.right, mark.right) - max(glyph.left, mark.left), 0.0)


def _upright_places(row: RowOfWords, drawn: Drawn, height: float) -> list[float]:
    """Where upright lines cross a row."""
    y = height - row.baseline - row.size * 0.3
    return sorted(box.x for box in drawn.uprights if box.top - 2 <= y <= box.bottom + 2)


def _is_parted(uprights: list[float], left: float, right: float) -> bool:
    at = bisect_right(uprights, left - 0.5)
    return at < len(uprights) and uprights[at] <= right + 0.5


def _marks_in(glyphs: list[Glyph], drawn: Drawn, height: float) -> set[int]:
    """The orders of the glyphs that tick something: signs, and letters x in a drawn box, however
    near to the words beside it."""
    return {
        glyph.order
        for glyph in glyphs
        if is_mark(glyph.character)
        or (
            glyph.character in LETTERS
            and any(
                box.width < 3 * glyph.height
                and box.holds((glyph.left + glyph.right) / 2, height - glyph.baseline - 1)
                for box in drawn.boxes
            )
        )
    }


def _runs(glyphs: list[Glyph], uprights: list[float], marks: set[int]) -> Iterator[list[Glyph]]:
    """The glyphs of a row, parted at wide gaps, at upright lines and around marks."""
    run: list[Glyph] = []
    end = 0.0
    spaces: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.left, glyph.order)):
        if glyph.character.isspace():
            spaces.append(glyph)
            continue
        is_mark = glyph.order in marks
        size = max(glyph.height, run[-1].height if run else 0.0)
        is_apart = glyph.left - end > size * APART or (
            bool(uprights) and _is_parted(uprights, end, glyph.left)
        )
        if run and (is_mark or run[-1].order in marks or is_apart):
            yield run
            run, spaces = [], []
        run += [*(space for space in spaces if run), glyph]
        spaces = []
        end = max(glyph.right, end) if len(run) > 1 else glyph.right
    if run:
        yield run


def _lines_of(run: list[Glyph]) -> list[list[Glyph]]:
    """The lines of a run: more than one where the row of larger text beside it holds two lines of
    small print. A raised figure, which is smaller, stays with its word."""
    written = [glyph for glyph in run if not glyph.character.isspace()]
    size = max((glyph.height for glyph in written), default=0.0)
    lines: list[list[Glyph]] = []
    for glyph in sorted(written, key=lambda each: -each.baseline):
        if glyph.height < RAISED * size:
            continue
        if not lines or lines[-1][0].baseline - glyph.baseline > LINE_APART * size:
            lines.append([])
        lines[-1].append(glyph)
    if len(lines) < 2:
        return [run]
    for glyph in run:
        if glyph.character.isspace() or glyph.height < RAISED * size:
            min(lines, key=lambda line: abs(line[0].baseline - glyph.baseline)).append(glyph)
    return lines


def _apart(runs: Iterator[list[Glyph]]) -> Iterator[list[Glyph]]:
    """The runs; answers side by side with little room between them are parted."""
    for run in runs:
        yield from _answers_in(run) or [run]


def _answers_in(run: list[Glyph]) -> list[list[Glyph]]:
    if not 1 < len(run) <= LONGEST_ANSWERS:
        return []
    written = [glyph for glyph in run if not glyph.character.isspace()]
    rooms = [(after.left - before.right, after.height) for before, after in pairwise(written)]
    for apart in NARROWER:
        cuts = [at for at, (room, size) in enumerate(rooms, 1) if room > apart * size]
        parts = (written[begin:end] for begin, end in pairwise([0, *cuts, len(written)]))
        if cuts and all(answer_of(text_of(_with_spaces(part, run))) for part in parts):
            return [
                _with_spaces(written[begin:end], run)
                for begin, end in pairwise([0, *cuts, len(written)])
            ]
    return []


def _with_spaces(part: list[Glyph], run: list[Glyph]) -> list[Glyph]:
    inner = [g for g in run if g.character.isspace() and part[0].left < g.left < part[-1].right]
    return [*part, *inner]
