"""Made-up places for files that have none: paragraphs below one another, cells side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from questionnaires.reading.emphasis import Span, taken_out
from questionnaires.reading.result import Origin
from questionnaires.reading.sheets import (
    Box,
    Emphasised,
    Mark,
    Piece,
    Rule,
    Shade,
    Sheet,
    Ticked,
)
from questionnaires.reading.words import LETTERS, split_marks

LINE, GAP = 12.0, 4.0
WIDTH = 6000.0
MOST_PIECES = 60_000


@dataclass(frozen=True)
class Control:
    """A box of the file's own kind: a content control, a form field, an ``<input>``."""

    state: Ticked
    how: Origin = Origin.CONTENT_CONTROL


Content = str | Control
# A paragraph is a sequence of contents; a cell holds paragraphs and tables.
Paragraph = tuple[tuple[Content, ...], bool]


@dataclass
class Cell:
    """``span``: over how many columns; ``colour``: of its ground, empty where it has none."""

    span: int = 1
    blocks: list["Paragraph | GridOfCells"] = field(default_factory=list)
    colour: str = ""


@dataclass
class GridOfCells:
    rows: list[list[Cell]] = field(default_factory=list)


class TooMuch(Exception):
    """A file with more in it than any form."""


class Layout:
    """Lays contents out; ``sheets`` are the result."""

    def __init__(self, how: Origin, *, pages: bool) -> None:
        self.how = how
        self.sheets: list[Sheet] = [Sheet(1 if pages else None, WIDTH, 0)]
        self.y = 20.0
        self.cell = 0
        self.count = 0

    def break_page(self) -> None:
        number = self.sheets[-1].page
        self.sheets.append(Sheet(number + 1 if number else None, WIDTH, 0))
        self.y = 20.0

    def add(
        self, block: "Paragraph | GridOfCells", left: float = 50.0, width: float = WIDTH
    ) -> None:
        """Put a block below what is there, between two sides."""
        if isinstance(block, GridOfCells):
            self._table(block, left, width)
            return
        self.cell += 1
        contents, bold = block
        self._line(contents, left, width, bold=bold)
        self.y += GAP

    def _line(
        self,
        contents: Sequence[Content],
        left: float,
        width: float,
        *,
        bold: bool,
    ) -> None:
        length = sum(len(each) if isinstance(each, str) else 2 for each in contents)
        step = min(5.0, (width - 20) / max(length, 1))
        x = left
        for content in contents:
            if isinstance(content, Control):
                self._mark(content.state, x, 2 * step, content.how, "")
                x += 2 * step
                continue
            for index, line in enumerate(content.split("\n")):
                if index:
                    self.y += LINE
                    x = left
                plain, spans = taken_out(line)
                x = self._text(plain, spans, x, step, bold=bold)
        self.y += LINE

    def _text(
        self, text: str, spans: Sequence[Span], x: float, step: float, *, bold: bool
    ) -> float:
        if text.strip() in LETTERS and text.strip():
            self._mark(Ticked.YES, x, step, self.how, text.strip(), is_letter=True)
            return x + step * len(text)
        at = 0
        for piece in split_marks(text):
            if not isinstance(piece, str):
                self._mark(piece[0], x, step, self.how, piece[1])
                x += step
                continue
            at = text.index(piece, at)
            if piece.strip():
                self._piece(piece, x, step, bold=bold)
                self._emphasise(piece, [(how, a - at, b - at) for how, a, b in spans])
            at += len(piece)
            x += step * len(piece)
        return x

    def _piece(self, text: str, x: float, step: float, *, bold: bool) -> None:
        shown = text.strip()
        start = x + (len(text) - len(text.lstrip())) * step
        box = Box(start, self.y, start + step * len(shown), self.y + 10)
        self.sheets[-1].pieces.append(
            Piece(" ".join(shown.split()), box, len(self.sheets) - 1, 10, bold, self.cell)
        )
        self._counted()

    def _emphasise(self, text: str, spans: Sequence[Span]) -> None:
        """Where the last piece, which is ``text`` without spare spaces, has an emphasis."""
        if not spans:
            return
        piece = self.sheets[-1].pieces[-1]
        written = [at for at, character in enumerate(piece.text) if character != " "]
        step = piece.box.width / max(len(piece.text), 1)
        for how, start, end in spans:
            before = len("".join(text[: max(start, 0)].split()))
            up_to = len("".join(text[: max(end, 0)].split()))
            if before < up_to:
                left = piece.box.left + step * written[before]
                right = piece.box.left + step * (written[up_to - 1] + 1)
                box = Box(left, piece.box.top, right, piece.box.bottom)
                self.sheets[-1].emphasised.append(Emphasised(how, box))

    def _mark(
        self, state: Ticked, x: float, step: float, how: Origin, character: str,
        *, is_letter: bool = False,
    ) -> None:  # fmt: skip
        box = Box(x, self.y, x + step, self.y + 10)
        self.sheets[-1].marks.append(
            Mark(state, box, len(self.sheets) - 1, how, is_letter=is_letter, character=character)
        )
        self._counted()

    def _counted(self) -> None:
        self.count += 1
        if self.count > MOST_PIECES:
            raise TooMuch

    def _table(self, table: GridOfCells, left: float, width: float) -> None:
        columns = max((sum(cell.span for cell in row) for row in table.rows), default=1)
        each = width / max(columns, 1)
        for row in table.rows:
            self._rule(left, width)
            top, sheet, column, bottoms = self.y, len(self.sheets), 0, [self.y + LINE]
            for cell in row:
                self.y = top if len(self.sheets) == sheet else self.y
                for block in cell.blocks:
                    self.add(block, left + column * each + 4, each * cell.span - 8)
                column += cell.span
                bottoms.append(self.y)
            if len(self.sheets) == sheet:
                self.y = max(bottoms)
                self._shade(row, left, each, top)
        self._rule(left, width)
        self.y += GAP

    def _shade(self, row: Sequence[Cell], left: float, width: float, top: float) -> None:
        """The grounds of a row of cells, down to where the layout has come."""
        for cell in row:
            right = left + width * cell.span
            if cell.colour:
                box = Box(left, top, right, self.y)
                self.sheets[-1].shades.append(Shade(box, cell.colour, len(self.sheets) - 1))
                self._counted()
            left = right

    def _rule(self, left: float, width: float) -> None:
        self.sheets[-1].rules.append(Rule(self.y - 1, left, left + width))
