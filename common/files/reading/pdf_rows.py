"""Characters that stand on one baseline, as rows of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from statistics import median

from common.files.reading.glyphs import Glyph, text_of

# In units of size: the least room between the cells of a table.
CELL_APART = 1.2
# Small print, in units of the usual size.
SMALL = 0.93
# A highly raised mark, in units of the row's size: its greatest size, its greatest height, and its
# greatest distance behind a character.
RAISED_SIZE = 0.8
RAISED_BY = 0.8
RAISED_BEHIND = 0.4


@dataclass(frozen=True)
class RowOfWords:
    """The characters on one baseline, as text and as a box in points."""

    baseline: float
    glyphs: list[Glyph]

    @cached_property
    def text(self) -> str:
        return text_of(self.glyphs)

    @cached_property
    def written(self) -> list[Glyph]:
        """Its characters without the spaces, whose places are unreliable."""
        return [glyph for glyph in self.glyphs if not glyph.character.isspace()] or self.glyphs

    @cached_property
    def size(self) -> float:
        return median([g.height for g in self.glyphs if not g.character.isspace()] or [0.0])

    @cached_property
    def left(self) -> float:
        return min(glyph.left for glyph in self.written)

    @cached_property
    def right(self) -> float:
        return max(glyph.right for glyph in self.written)

    @property
    def is_right_to_left(self) -> bool:
        return any("\u0600" <= glyph.character <= "\u06ff" for glyph in self.glyphs)

    @property
    def is_bold(self) -> bool:
        letters = [glyph for glyph in self.written if glyph.character.isalnum()]
        return bool(letters) and all(glyph.is_bold for glyph in letters)

    @cached_property
    def cells(self) -> list[str]:
        """Its pieces, split at gaps wider than any space between words."""
        pieces: list[list[Glyph]] = []
        end = 0.0
        for glyph in sorted(self.written, key=lambda glyph: glyph.left):
            if not pieces or glyph.left - end > self.size * CELL_APART:
                pieces.append([])
            pieces[-1].append(glyph)
            end = max(end, glyph.right)
        spaces = [glyph for glyph in self.glyphs if glyph.character.isspace()]
        texts = [
            text_of([*piece, *(s for s in spaces if piece[0].left < s.left < piece[-1].right)])
            for piece in pieces
        ]
        return texts[::-1] if self.is_right_to_left else texts

    @cached_property
    def first_width(self) -> float:
        """The width of its first word and a space, in points: the row above had less room than
        that."""
        words = self.text.split(maxsplit=1)
        share = len(words[0]) / len(self.text) if words else 0.0
        return (self.right - self.left) * share + self.size * 0.25


def usual_size(glyphs: Iterable[Glyph]) -> float:
    """The size of most characters of a document, in points; tables are set smaller."""
    sizes = Counter(round(glyph.height, 1) for glyph in glyphs if not glyph.character.isspace())
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def rows_of(glyphs: list[Glyph]) -> list[RowOfWords]:
    """The rows of some text, top first; raised characters join the row they are raised from."""
    rows: list[RowOfWords] = []
    by_baseline = sorted(glyphs, key=lambda glyph: -glyph.baseline)
    for baseline, group in groupby(by_baseline, key=lambda glyph: round(glyph.baseline)):
        row = RowOfWords(baseline, list(group))
        if rows and (_overlap(rows[-1], row) or _are_marks(rows[-1], row)):
            # The baseline of a row is that of its larger characters.
            main = max(rows[-1], row, key=lambda one: (one.size, len(one.glyphs)))
            row = RowOfWords(main.baseline, rows.pop().glyphs + row.glyphs)
        rows.append(row)
    return rows


def _are_marks(above: RowOfWords, below: RowOfWords) -> bool:
    """Whether a row has only small letters or digits, each raised behind a character of the row
    below: marks of footnotes in a chart, which stand higher than in a text."""
    if above.size > below.size * RAISED_SIZE:
        return False
    if above.baseline - below.baseline > below.size * RAISED_BY:
        return False
    return all(
        mark.character.isalnum()
        and any(
            abs(mark.left - other.right) < below.size * RAISED_BEHIND for other in below.written
        )
        for mark in above.written
    )


def _overlap(above: RowOfWords, below: RowOfWords) -> bool:
    return above.baseline - below.baseline < 0.5 * min(max(above.size, below.size), 40)
