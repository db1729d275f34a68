"""The lines of a tagged PDF: its own paragraphs, cells and footnotes, in its own order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from common.files.reading.glyphs import Glyph
from common.files.reading.lines import Line, Role
from common.files.reading.pdf_rows import SMALL, RowOfWords, rows_of
from common.files.reading.pdf_tags import Tag
from common.files.reading.text import join_cells

# Tags are trusted if they cover this share of the text; the rest are margins.
MIN_SHARE = 0.85
# In paragraphs of several lines, a line that ends so early (in widths) stands by itself.
STOPS_EARLY = 0.3
MAX_MARGIN_CHARACTERS = 160
LONG_CELL = 60
# Rows found by their place are numbered from here on, apart from those of the tags.
OWN_ROWS = 1_000_000
NUMBER_ALONE = re.compile(r"\d{1,3}\s*[.)]?$")
ENDS_IN_DASH = re.compile(r"\w[-‐–]$")
# In "troop- and police-contributing" a hyphen ends the first word.
GOES_ON = re.compile(r"(?!(?:and|or|to|et|ou|y|e|o|u|и|или)\b)[^\W\d_]")
NUMBERED = re.compile(r"\d{1,3}\s*[.)]\s*\S")


@dataclass(frozen=True)
class Page:
    """The visible upright characters of a page, and its tags."""

    glyphs: list[Glyph]
    tags: dict[int, Tag]

    def counts(self) -> tuple[int, int]:
        """How many of its written characters stand in a paragraph of the tags, and how many not."""
        written = [glyph for glyph in self.glyphs if not glyph.character.isspace()]
        tagged = sum(glyph.mark in self.tags for glyph in written)
        return tagged, len(written) - tagged


def is_tagged(pages: list[Page]) -> bool:
    """Whether the tags cover the text of the document."""
    counts = [page.counts() for page in pages]
    tagged, rest = (sum(figures) for figures in zip(*counts, strict=True))
    return tagged > 0 and tagged >= (tagged + rest) * MIN_SHARE


def tagged_lines(page: Page, number: int, usual: float) -> list[Line]:
    """The lines of a page in the order of its tags; rows without a tag come first or last.

    ``usual`` is the size of most of the document's text.
    """
    by_block: dict[int, list[Glyph]] = {tag.block: [] for tag in page.tags.values()}
    rest: list[Glyph] = []
    for glyph in page.glyphs:
        tag = page.tags.get(glyph.mark)
        (by_block[tag.block] if tag else rest).append(glyph)
    tags = {tag.block: tag for tag in page.tags.values()}
    blocks = [
        _Block(tags[block], [row for row in rows_of(glyphs) if row.text])
        for block, glyphs in by_block.items()
    ]
    blocks = _with_rows([block for block in blocks if block.rows], usual)
    return _Maker(number, blocks, [row for row in rows_of(rest) if row.text]).lines()


@dataclass(frozen=True)
class _Block:
    tag: Tag
    rows: list[RowOfWords]

    @property
    def text(self) -> str:
        """Its rows as one line; after a hyphen or dash at the end of a row no space is put in."""
        text = ""
        for row in self.rows:
            space = (
                " " if text and not (ENDS_IN_DASH.search(text) and GOES_ON.match(row.text)) else ""
            )
            text += space + row.text
        return text

    @property
    def left(self) -> float:
        return min(row.left for row in self.rows)

    @property
    def right(self) -> float:
        return max(row.right for row in self.rows)

    @property
    def is_paragraph(self) -> bool:
        """Whether it is a numbered and long paragraph rather than a cell of a table."""
        return bool(NUMBERED.match(self.text)) and len(self.text) >= LONG_CELL

    def is_beside(self, other: _Block) -> bool:
        """Whether two blocks stand side by side, as the cells of one row do."""
        apart = self.right <= other.left or other.right <= self.left
        top, bottom = self.rows[0].baseline, self.rows[-1].baseline
        above, below = other.rows[0].baseline, other.rows[-1].baseline
        return apart and min(top, above) >= max(bottom, below) - 1.5

    @property
    def is_broken(self) -> bool:
        """Whether its lines stand by themselves: most end early, with room for the next word."""
        if len(self.rows) < 3:
            return False
        left = min(row.left for row in self.rows)
        right = max(row.right for row in self.rows)
        early = sum(
            min(right - above.right, above.left - left + right - above.right)
            > max((right - left) * STOPS_EARLY, below.first_width)
            for above, below in pairwise(self.rows)
        )
        return early * 2 > len(self.rows) - 1


def _with_rows(blocks: list[_Block], usual: float) -> list[_Block]:
    """The blocks, with those that stand side by side made cells of one row of a table.

    Word does not tag every table as a table. Small print right above or below a row belongs to the
    table too.
    """
    rows = _side_by_side(blocks)
    numbers = [row or int(bool(block.tag.row)) for row, block in zip(rows, blocks, strict=True)]
    small = [
        block.rows[0].size < usual * SMALL and not block.tag.level and block.tag.role == Role.TEXT
        for block in blocks
    ]
    after = range(1, len(blocks))
    for indexes, step in ((after, -1), (reversed(after), 1)):
        for index in indexes:
            place = index if step < 0 else index - 1
            if not numbers[place] and small[place] and numbers[place + step]:
                numbers[place] = OWN_ROWS + len(blocks) + place
    return [
        replace(block, tag=replace(block.tag, row=row, cell=index + 1)) if row > 1 else block
        for index, (block, row) in enumerate(zip(blocks, numbers, strict=True))
    ]


def _side_by_side(blocks: list[_Block]) -> list[int]:
    """A number for each block that stands in a row with the one before or after it; 0 for others.

    A paragraph's number beside its words does not make them a row of a table.
    """
    rows = [0] * len(blocks)
    for index, (block, after) in enumerate(pairwise(blocks)):
        texts = (block, after)
        if any(one.tag.row or one.tag.role != Role.TEXT or one.is_paragraph for one in texts):
            continue
        if block.is_beside(after):
            rows[index] = rows[index] or OWN_ROWS + index
            rows[index + 1] = rows[index]
    return rows


class _Maker:
    """Makes the lines of a page from its paragraphs; ``rest`` are the rows outside of any."""

    def __init__(self, page: int, blocks: list[_Block], rest: list[RowOfWords]) -> None:
        self.page = page
        self.blocks = blocks
        self.rest = rest
        self.made: list[Line] = []

    def lines(self) -> list[Line]:
        top = max((block.rows[0].baseline for block in self.blocks), default=0.0)
        self._rest([row for row in self.rest if row.baseline > top or not self.blocks])
        index = 0
        while index < len(self.blocks):
            tag = self.blocks[index].tag
            if tag.row:
                end = index
                while end < len(self.blocks) and self.blocks[end].tag.row == tag.row:
                    end += 1
                self._table_row(self.blocks[index:end])
                index = end
            else:
                self._paragraph(self.blocks[index])
                index += 1
        self._rest([row for row in self.rest if row.baseline <= top and self.blocks])
        return self.made

    def _rest(self, rows: list[RowOfWords]) -> None:
        """Rows without tags: margins, except those that look like text."""
        for row in rows:
            is_text = NUMBERED.match(row.text) or len(row.text) > MAX_MARGIN_CHARACTERS
            role = Role.TEXT if is_text else Role.FURNITURE
            self._add(row.text, role=role, gap=True, bold=row.is_bold)

    def _paragraph(self, block: _Block) -> None:
        tag, broken = block.tag, block.is_broken
        bold = all(row.is_bold for row in block.rows)
        for place, row in enumerate(block.rows):
            self._add(
                row.text,
                role=tag.role,
                level=tag.level,
                whole=not broken,
                gap=not place,
                bold=bold,
                block=0 if broken else tag.block,
            )

    def _table_row(self, blocks: list[_Block]) -> None:
        cells: dict[int, list[_Block]] = {}
        for block in blocks:
            cells.setdefault(block.tag.cell, []).append(block)
        if any(len(own) > 1 for own in cells.values()):
            for block in blocks:
                self._add(block.text, role=Role.TABLE, whole=True, gap=True)
            return
        texts = [own[0].text for own in cells.values()]
        is_text = len(texts) == 2 and NUMBER_ALONE.match(texts[0]) and len(texts[1]) >= LONG_CELL
        role = Role.TEXT if is_text else Role.TABLE
        number = blocks[-1].tag.block if is_text else 0
        self._add(join_cells(texts), role=role, whole=True, gap=True, block=number)

    def _add(self, text: str, *, gap: bool, role: Role, **hints: object) -> None:
        number = len(self.made) + 1
        self.made.append(Line(text, self.page, number, role, gap=gap, **hints))  # type: ignore[arg-type]
