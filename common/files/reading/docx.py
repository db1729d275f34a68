"""DOCX to lines, from its XML alone: no macros, no links followed, sizes checked on reading."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree import ElementTree as ET

from common.files.reading.docx_characters import M, formula, in_font, symbol
from common.files.reading.docx_numbering import Numbering
from common.files.reading.docx_pages import (
    NOTED,
    PUT_IN,
    Pages,
    Placed,
    RowOfCells,
    breaks_before,
    breaks_of_sections,
    ends_section,
    without_breaks,
)
from common.files.reading.docx_parts import Parts
from common.files.reading.docx_styles import Styles, is_bold, is_on
from common.files.reading.lines import (
    AS_RAISED,
    Line,
    Refused,
    Role,
    as_struck,
    raised,
    strokes,
    superscript,
    unstruck,
)
from common.files.reading.text import join_cells

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BOX = W + "txbxContent"
FORMULAS = (M + "oMath", M + "oMathPara")
# Not part of the text as it stands: removed or moved text, the instructions of a field, and how a
# word is read aloud (``rt``).
UNSEEN = frozenset(
    W + tag for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "rt")
)
CHARACTERS = {
    W + "tab": " ",
    W + "ptab": " ",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
    W + "cr": "\n",
    W + "lastRenderedPageBreak": NOTED,
    # The box of a form field, which has no character of its own.
    W + "checkBox": "\u2610",
}
BREAKS = {"page": PUT_IN, "column": ""}
GONE = (W + "del", W + "moveFrom")
# Text that stands in a table only for the layout: numbered and long.
NUMBERED = re.compile(r"\d{1,3}\s*[.)]\s*\S")
LONG_CELL = 60


def lines_of(data: bytes) -> tuple[list[Line], int]:
    """The paragraphs of a DOCX, then its footnotes; and the number of pages that it states."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            reader = _Reader(Parts(archive))
            reader.read()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused("damaged") from error
    except RuntimeError as error:  # what zipfile says about an encrypted entry
        raise Refused("encrypted") from error
    # Without a stated layout every line is on page 1, and the number of pages is 0.
    pages = reader.pages.stated
    return reader.lines if pages else [replace(line, page=1) for line in reader.lines], pages


@dataclass
class _Reader:
    parts: Parts
    lines: list[Line] = field(default_factory=list)
    pages: Pages = field(default_factory=Pages)
    marks: dict[str, str] = field(default_factory=dict)
    in_contents: int = 0
    pending: str = ""
    above: tuple[str, ...] = ()

    def read(self) -> None:
        document = self.parts.main()
        if document is None:
            raise Refused("damaged")
        self.styles = Styles(self.parts.get("word/styles.xml"))
        self.numbering = Numbering(self.parts.get("word/numbering.xml"))
        for name in sorted(self.parts.names):
            if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
                self._margin(name)
        self.sections = breaks_of_sections(document)
        self._block(document)
        self._add(self.pages.placed(self.pending))
        for name, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
            self._notes(self.parts.get(f"word/{name}.xml"), tag)

    def _margin(self, name: str) -> None:
        root = self.parts.get(name)
        for paragraph in _paragraphs(root) if root is not None else ():
            self._add(self._text(paragraph), role=Role.FURNITURE)
            for box in _boxes(paragraph):
                for inner in _paragraphs(box):
                    self._add(self._text(inner), role=Role.FURNITURE)

    def _block(self, parent: ET.Element) -> None:
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag not in UNSEEN and child.tag != FALLBACK:
                self._block(child)

    def _paragraph(self, paragraph: ET.Element, role: Role = Role.TEXT) -> None:
        style = self.styles.of(paragraph)
        if breaks_before(paragraph):
            self.pages.turn()
        is_contents = style.is_contents or self._is_in_contents(paragraph)
        text = self.pending + self._marked(paragraph)
        self.pending = ""
        if _has_lost(paragraph) and not without_breaks(text).strip():
            # Deleted or moved away under track changes: Word shows the text without it, so it takes
            # no number.
            self.pages.placed(text)
            self._boxes(paragraph, role)
            return
        if _mark_is_gone(paragraph):
            self.pending = text
            return
        label = self.numbering.label(paragraph, style.numbering)
        # A manual break ends a line; a break noted at layout may stand in the middle of a sentence.
        broken = text.replace(PUT_IN, f"\n{PUT_IN}").split("\n")
        pieces = [placed for piece in broken if (placed := self.pages.placed(piece)).text.strip()]
        for index, piece in enumerate(pieces):
            self._add(
                piece if index else piece.labelled(label),
                role=Role.CONTENTS if is_contents else role,
                level=0 if role == Role.TABLE else style.level,
                whole=len(pieces) == 1,
                bold=is_bold(paragraph) or style.bold,
                gap=not index,
            )
        if ends_section(paragraph) and next(self.sections, False):
            self.pages.turn()
        self._boxes(paragraph, role)

    def _boxes(self, paragraph: ET.Element, role: Role) -> None:
        """The text boxes of a paragraph, each once; breaks inside them turn no page."""
        for box in _boxes(paragraph):
            here, self.pages = self.pages, Pages(self.pages.page)
            if role == Role.TABLE:
                for inner in _paragraphs(box):
                    self._paragraph(inner, role)
            else:
                self._block(box)
            self.pages = here

    def _is_in_contents(self, paragraph: ET.Element) -> bool:
        """Whether the field of a table of contents runs over a paragraph."""
        begun = self.in_contents > 0
        depth = self.in_contents
        starts = False
        for element in paragraph.iter():
            if element.tag == W + "instrText" and (element.text or "").strip().startswith("TOC"):
                starts, depth = True, max(depth, 1)
            elif element.tag == W + "fldChar" and depth:
                kind = element.get(W + "fldCharType")
                depth += {"begin": 1, "end": -1}.get(kind or "", 0)
        self.in_contents = max(depth, 0)
        return begun or starts

    def _table(self, table: ET.Element) -> None:
        """A table's rows; a table that only places numbered text is read as text."""
        rows = [_cells(row) for row in _rows(table)]
        if _is_layout(rows):
            for cells in rows:
                self._text_row(cells)
            return
        self.above = ()
        for cells in rows:
            paragraphs = [list(_paragraphs(cell)) for cell in cells]
            if any(len([p for p in own if self._text(p).strip()]) > 1 for own in paragraphs):
                self._beside(paragraphs)
            else:
                self._joined(paragraphs, Role.TABLE, self._columns(cells))

    def _beside(self, paragraphs: list[list[ET.Element]]) -> None:
        """Cells of several paragraphs, one after the other."""
        row = RowOfCells(self.pages)
        for own in paragraphs:
            row.begin_cell()
            before = len(self.lines)
            for paragraph in own:
                self._paragraph(paragraph, Role.TABLE)
            row.end_cell(self.lines[before].page if len(self.lines) > before else 0)
        row.end()

    def _text_row(self, cells: list[ET.Element]) -> None:
        paragraphs = [list(_paragraphs(cell)) for cell in cells]
        if len(cells) == 1 or any(len(own) > 1 for own in paragraphs):
            for cell in cells:
                self._block(cell)
        else:
            self._joined(paragraphs, Role.TEXT)

    def _joined(
        self, paragraphs: list[list[ET.Element]], role: Role, cells: tuple[str, ...] = ()
    ) -> None:
        row = RowOfCells(self.pages)
        placed: list[Placed] = []
        for own in paragraphs:
            row.begin_cell()
            cell = [self._labelled(paragraph) for paragraph in own]
            row.end_cell(next((one.page for one in cell if one.text), 0))
            placed += cell
        row.end()
        text = join_cells([one.text.strip() for one in placed])
        begins = next((one.page for one in placed if one.text), row.begins)
        self._add(Placed(text, begins), role=role, cells=cells)
        for paragraph in (p for own in paragraphs for p in own):
            self._boxes(paragraph, role)

    def _columns(self, cells: list[ET.Element]) -> tuple[str, ...]:
        """The texts of the row's cells by column; a cell merged with the one above repeats its
        text."""
        found: list[str] = []
        for cell in cells:
            text = " ".join(self._text(p).strip() for p in _paragraphs(cell)).strip()
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            if merged is not None and merged.get(W + "val") != "restart":
                text = self.above[len(found)] if len(found) < len(self.above) else text
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(W + "val", "1") if span is not None else "1"
            more = min(int(width), 60) - 1 if width.isdecimal() else 0
            # A cell over several columns repeats its text in each, unless it is a heading over all
            # of them.
            found += [text, *[text if len(cells) > 1 else ""] * more]
        self.above = tuple(found)
        return self.above

    def _labelled(self, paragraph: ET.Element) -> Placed:
        placed = self.pages.placed(self._marked(paragraph))
        if _has_lost(paragraph) and not placed.text.strip():
            return Placed("", placed.page)
        label = self.numbering.label(paragraph, self.styles.of(paragraph).numbering)
        return Placed(f"{label} {placed.text}".strip().replace("\n", " "), placed.page)

    def _notes(self, root: ET.Element | None, tag: str) -> None:
        for note in root.iter(W + tag) if root is not None else ():
            key = f"{tag}{note.get(W + 'id')}"
            if note.get(W + "type") in (None, "normal") and key in self.marks:
                text = " ".join(self._text(p).strip() for p in note.iter(W + "p"))
                self._add(f"{self.marks[key]} {text.strip()}", role=Role.NOTE)

    def _add(self, said: str | Placed, role: Role = Role.TEXT, **hints: Any) -> None:
        """Add a line; it is a whole paragraph set apart, unless ``hints`` say otherwise."""
        placed = said if isinstance(said, Placed) else Placed(said, self.pages.page)
        if placed.text.strip():
            number = len(self.lines) + 1
            given = {"whole": True, "gap": True, **hints}
            text = placed.text.strip()
            cells = tuple(given.pop("cells", ()))
            if any(map(strokes, (text, *cells))):
                given["struck_text"] = strokes(text) or unstruck(text)
                given["struck_cells"] = tuple(strokes(cell) or cell for cell in cells)
            given["cells"] = tuple(map(unstruck, cells))
            self.lines.append(Line(unstruck(text), placed.page, number, role, **given))

    def _text(self, element: ET.Element) -> str:
        return without_breaks(self._marked(element))

    def _marked(self, element: ET.Element) -> str:
        """The text of an element, with marks for page breaks."""
        return "".join(self._pieces(element))

    def _pieces(self, element: ET.Element) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in UNSEEN or tag in (FALLBACK, BOX):
                continue
            if tag == W + "t":
                yield child.text or ""
            elif tag == W + "sym":
                yield symbol(child)
            elif tag in FORMULAS:
                yield formula(child)
            elif tag in CHARACTERS:
                yield CHARACTERS[tag]
            elif tag == W + "br":
                yield BREAKS.get(child.get(W + "type") or "", "\n")
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                yield self._mark(child)
            elif tag == W + "r":
                yield self._run(child)
            else:
                yield from self._pieces(child)

    def _run(self, run: ET.Element) -> str:
        text = "".join(self._pieces(run))
        properties = run.find(W + "rPr")
        if properties is None:
            return text
        if is_on(properties.find(W + "vanish")):
            return ""
        text = in_font(text, properties)
        place = properties.find(W + "vertAlign")
        if place is not None and place.get(W + "val") == "superscript":
            is_mark = raised(without_breaks(text)) != without_breaks(text)
            text = text.translate(AS_RAISED) if is_mark else text
        is_struck = is_on(properties.find(W + "strike")) or is_on(properties.find(W + "dstrike"))
        return as_struck(text) if is_struck else text

    def _mark(self, reference: ET.Element) -> str:
        key = f"{reference.tag.removeprefix(W).removesuffix('Reference')}{reference.get(W + 'id')}"
        if is_on(reference, "customMarkFollows"):
            self.marks.setdefault(key, "")
            return ""
        return self.marks.setdefault(key, superscript(str(sum(map(bool, self.marks.values())) + 1)))


def _paragraphs(parent: ET.Element) -> Iterator[ET.Element]:
    """The paragraphs inside an element, those of nested tables too, but none of text boxes."""
    for child in parent:
        if child.tag == W + "p":
            yield child
        elif child.tag in UNSEEN or child.tag in (FALLBACK, BOX):
            continue
        elif child.tag != W + "tr" or not _is_gone(child):
            yield from _paragraphs(child)


def _boxes(paragraph: ET.Element) -> Iterator[ET.Element]:
    """The text boxes in a paragraph, but not the copies of them for older programs."""
    for child in paragraph:
        if child.tag == BOX:
            yield child
        elif child.tag not in UNSEEN and child.tag != FALLBACK:
            yield from _boxes(child)


def _rows(table: ET.Element) -> Iterator[ET.Element]:
    """The rows of a table that were not deleted, without the rows of tables in its cells."""
    for child in table:
        if child.tag == W + "tr":
            if not _is_gone(child):
                yield child
        elif child.tag not in UNSEEN:
            yield from _rows(child)


def _cells(row: ET.Element) -> list[ET.Element]:
    cells: list[ET.Element] = []
    for child in row:
        if child.tag == W + "tc":
            if child.find(f"{W}tcPr/{W}cellDel") is None:
                cells.append(child)
        elif child.tag not in UNSEEN:
            cells += _cells(child)
    return cells


def _is_gone(row: ET.Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _has_lost(paragraph: ET.Element) -> bool:
    """Whether track changes deleted or moved away anything of a paragraph."""
    return any(paragraph.find(f".//{tag}") is not None for tag in GONE)


def _mark_is_gone(paragraph: ET.Element) -> bool:
    """Whether the end of a paragraph was deleted, so that it runs on into the next one."""
    return any(paragraph.find(f"{W}pPr/{W}rPr/{tag}") is not None for tag in GONE)


def _is_layout(rows: list[list[ET.Element]]) -> bool:
    """Whether a table only places its text: one cell a row, or numbered paragraphs in cells."""
    filled = [[cell for cell in cells if _plain(cell)] for cells in rows]
    filled = [cells for cells in filled if cells]
    if all(len(cells) == 1 for cells in filled):
        return True
    numbered = sum(
        bool(re.fullmatch(r"\d{1,3}\s*[.)]?", _plain(cells[0]))) and len(_plain(cells[1])) >= 40
        for cells in filled
        if len(cells) == 2
    )
    own = sum(
        bool(NUMBERED.match(text)) and len(text) >= LONG_CELL
        for cells in filled
        for cell in cells
        for text in (_plain(paragraph) for paragraph in _paragraphs(cell))
    )
    return numbered * 2 > len(filled) or own >= 2


def _plain(element: ET.Element) -> str:
    return "".join(text.text or "" for text in element.iter(W + "t")).strip()
