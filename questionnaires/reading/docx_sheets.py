"""A filled DOCX as sheets: characters, symbols, content controls and form fields as marks.

Pages only where the file states them: by the breaks that the last program which laid it out
left in it, or by breaks that somebody put there.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from common.files.reading.docx_characters import symbol
from common.files.reading.docx_numbering import Numbering
from common.files.reading.docx_parts import Parts
from common.files.reading.docx_styles import Styles, is_bold, is_on
from common.files.reading.lines import Refused
from questionnaires.reading.emphasis import emphasised, without_signs
from questionnaires.reading.result import Origin
from questionnaires.reading.sheets import Emphasis, Sheets, Ticked
from questionnaires.reading.virtual import Cell, Content, Control, GridOfCells, Layout, Paragraph
from questionnaires.reading.words import NOTHING_CHOSEN

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
UNSEEN = frozenset(
    W + tag for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sdtPr", "tblPr")
) | {FALLBACK}
WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x2A: "☐",
}  # fmt: skip
MORE_WINGDINGS = {0x78: "☒", 0xA8: "☐", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0xA1: "○", 0xA4: "◉"}
BREAK = "\f"
CHARACTERS = {W + "tab": "   ", W + "ptab": "   ", W + "noBreakHyphen": "-"}
TICKED_VALUES = ("1", "true", "on")


def sheets_of(data: bytes) -> Sheets:
    """Raises Refused for a damaged, encrypted or too demanding file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(Parts(archive)).read()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused("damaged") from error
    except RuntimeError as error:  # what zipfile says about an encrypted entry
        raise Refused("encrypted") from error


class _Reader:
    def __init__(self, parts: Parts) -> None:
        document = parts.main()
        if document is None:
            raise Refused("damaged")
        self.document = document
        self.styles = Styles(parts.get("word/styles.xml"))
        self.numbering = Numbering(parts.get("word/numbering.xml"))
        body = document.find(W + "body")
        self.body = body if body is not None else document
        self.shaded: frozenset[Emphasis] = frozenset()
        self.has_layout = any(True for _break in document.iter(W + "lastRenderedPageBreak"))
        self.layout = Layout(Origin.DOCX_CHARACTER, pages=self.has_layout or self._has_breaks())

    def _has_breaks(self) -> bool:
        breaks = (each.get(W + "type") == "page" for each in self.document.iter(W + "br"))
        before = (is_on(each) for each in self.document.iter(W + "pageBreakBefore"))
        return any(breaks) or any(before)

    def read(self) -> Sheets:
        for block in self._blocks(self.body):
            if isinstance(block, GridOfCells):
                self._lay_table(block)
            else:
                self._lay(block)
        return Sheets(self.layout.sheets, Origin.DOCX_CHARACTER)

    def _lay(self, block: Paragraph) -> None:
        contents: list[Content] = []
        for content in block[0]:
            if isinstance(content, Control):
                contents.append(content)
                continue
            for index, text in enumerate(content.split(BREAK)):
                if index:
                    if any(each for each in contents):
                        self.layout.add((tuple(contents), block[1]))
                    contents = []
                    self.layout.break_page()
                if text:
                    contents.append(text)
        if contents:
            self.layout.add((tuple(contents), block[1]))

    def _lay_table(self, table: GridOfCells) -> None:
        """Row by row: a page break with which a row begins ends the page before the row; every
        other one in it ends a page after the row."""
        rows: list[Cells] = []
        for row in table.rows:
            breaks, begins = _breaks_in(row)
            before = int(begins)
            self._end_pages(before, rows)
            rows.append(_without_breaks(row))
            self._end_pages(breaks - before, rows)
        self._flush(rows)

    def _end_pages(self, count: int, rows: "list[Cells]") -> None:
        if count:
            self._flush(rows)
        for _page in range(count):
            self.layout.break_page()

    def _flush(self, rows: "list[Cells]") -> None:
        if rows:
            self.layout.add(GridOfCells(list(rows)))
        rows.clear()

    def _blocks(self, parent: ET.Element) -> Iterator[Paragraph | GridOfCells]:
        for child in parent:
            if child.tag == W + "p":
                yield self._paragraph(child)
            elif child.tag == W + "tbl":
                yield self._table(child)
            elif child.tag == W + "sdt":
                yield from self._control_block(child)
            elif child.tag not in UNSEEN:
                yield from self._blocks(child)

    def _control_block(self, element: ET.Element) -> Iterator[Paragraph | GridOfCells]:
        """A control around paragraphs, rows or cells; one that is a box is read as a mark."""
        if (control := _checkbox(element)) is not None:
            yield (control,), False
            return
        content = element.find(W + "sdtContent")
        if _is_placeholder(element):
            if _is_list(element):
                yield (NOTHING_CHOSEN,), False
        elif content is not None:
            yield from self._blocks(content)

    def _paragraph(self, paragraph: ET.Element) -> Paragraph:
        contents = list(_joined(self._contents(paragraph)))
        style = self.styles.of(paragraph)
        if label := self.numbering.label(paragraph, style.numbering):
            contents.insert(0, f"{label} ")
        if is_on(paragraph.find(f"{W}pPr/{W}pageBreakBefore")) and not self.has_layout:
            contents.insert(0, BREAK)
        boxes = [
            block
            for box in paragraph.iter(W + "txbxContent")
            for inner in box.iter(W + "p")
            for block in ["\n", *self._contents(inner)]
        ]
        return tuple(_joined([*contents, *boxes])), is_bold(paragraph) or style.bold

    def _contents(self, parent: ET.Element) -> Iterator[Content]:
        fields = _Fields(looks=self.shaded)
        if _is_shaded(parent.find(f"{W}pPr/{W}shd")):
            fields.looks |= {Emphasis.SHADED}
        yield from self._walk(parent, fields)

    def _walk(self, parent: ET.Element, fields: "_Fields") -> Iterator[Content]:
        looks = _looks(parent.find(W + "rPr")) if parent.tag == W + "r" else frozenset()
        for element in parent:
            tag = element.tag
            if tag in UNSEEN or tag == W + "txbxContent":
                continue
            if tag == W + "t":
                text = without_signs(element.text or "").replace(BREAK, " ").replace("\n", " ")
                yield emphasised(text, sorted(looks | fields.looks))
            elif tag == W + "sym":
                yield _symbol(element)
            elif tag in CHARACTERS:
                yield CHARACTERS[tag]
            elif tag in (W + "br", W + "cr", W + "lastRenderedPageBreak"):
                yield self._break(element)
            elif tag == W + "fldChar":
                if (control := fields.checkbox(element)) is not None:
                    yield control
                yield fields.chosen(element)
            elif tag == W + "sdt":
                yield from self._inline_control(element, fields)
            else:
                yield from self._walk(element, fields)

    def _break(self, element: ET.Element) -> str:
        if element.tag == W + "lastRenderedPageBreak":
            return BREAK
        if element.get(W + "type") == "page":
            # The layout marks the same break again, where the next page begins.
            return "" if self.has_layout else BREAK
        return "\n"

    def _inline_control(self, element: ET.Element, fields: "_Fields") -> Iterator[Content]:
        if (control := _checkbox(element)) is not None:
            yield control
        elif _is_placeholder(element):
            if _is_list(element):
                yield NOTHING_CHOSEN
        else:
            yield from self._walk(element, fields)

    def _table(self, element: ET.Element) -> GridOfCells:
        table = GridOfCells()
        for row in _children(element, W + "tr"):
            table.rows.append([self._cell(cell) for cell in _children(row, W + "tc")])
        return table

    def _cell(self, cell: ET.Element) -> Cell:
        around = self.shaded
        if _is_shaded(cell.find(f"{W}tcPr/{W}shd")):
            self.shaded = frozenset({Emphasis.SHADED})
        blocks = list(self._blocks(cell))
        self.shaded = around
        return Cell(_width(cell), blocks, _colour(cell))


@dataclass
class _Fields:
    """The boxes and lists of the forms of old Word, which are fields; ``looks``: how all the text
    around them looks."""

    looks: frozenset[Emphasis] = frozenset()

    def chosen(self, element: ET.Element) -> str:
        """The entry of a list that is shown; empty for anything else."""
        listed = element.find(f"{W}ffData/{W}ddList")
        if listed is None:
            return ""
        entries = [entry.get(W + "val", "") for entry in listed.findall(W + "listEntry")]
        result = listed.find(W + "result")
        at = result.get(W + "val", "0") if result is not None else "0"
        return entries[int(at)] if at.isdecimal() and int(at) < len(entries) else ""

    def checkbox(self, element: ET.Element) -> Control | None:
        box = element.find(f"{W}ffData/{W}checkBox")
        if box is None:
            return None
        checked, default = box.find(W + "checked"), box.find(W + "default")
        is_ticked = is_on(checked) if checked is not None else is_on(default)
        return Control(Ticked.YES if is_ticked else Ticked.NO)


def _checkbox(element: ET.Element) -> Control | None:
    box = element.find(f"{W}sdtPr/{W14}checkbox")
    if box is None:
        return None
    checked = box.find(W14 + "checked")
    value = checked.get(W14 + "val", "1") if checked is not None else "0"
    return Control(Ticked.YES if value in TICKED_VALUES else Ticked.NO)


def _looks(properties: ET.Element | None) -> frozenset[Emphasis]:
    """How a run makes its text look different from other text."""
    if properties is None:
        return frozenset()
    found = set()
    if is_on(properties.find(W + "strike")) or is_on(properties.find(W + "dstrike")):
        found.add(Emphasis.STRUCK)
    if is_on(properties.find(W + "b")):
        found.add(Emphasis.BOLD)
    underline, highlight = properties.find(W + "u"), properties.find(W + "highlight")
    if underline is not None and underline.get(W + "val", "single") != "none":
        found.add(Emphasis.UNDERLINED)
    is_lit = highlight is not None and highlight.get(W + "val") not in (None, "none", "white")
    if is_lit or _is_shaded(properties.find(W + "shd")):
        found.add(Emphasis.SHADED)
    return frozenset(found)


def _is_shaded(shading: ET.Element | None) -> bool:
    """Whether a shading is seen: filled with a colour, or a pattern."""
    if shading is None:
        return False
    is_filled = shading.get(W + "fill", "auto").lower() not in ("auto", "ffffff", "")
    return is_filled or shading.get(W + "val", "clear") not in ("clear", "nil")


def _colour(cell: ET.Element) -> str:
    """The colour of a cell's ground: its own, or that of a paragraph or of spaces in it."""
    for shading in (cell.find(f"{W}tcPr/{W}shd"), *cell.iter(W + "shd")):
        if shading is not None and _is_shaded(shading):
            names = ("val", "fill", "color", "themeFill", "themeFillTint", "themeFillShade")
            return " ".join(shading.get(W + name, "").lower() for name in names)
    lit = (each.get(W + "val") or "" for each in cell.iter(W + "highlight"))
    return next((each for each in lit if each not in ("", "none", "white")), "")


def _is_list(element: ET.Element) -> bool:
    return any(
        element.find(f"{W}sdtPr/{W}{tag}") is not None for tag in ("dropDownList", "comboBox")
    )


def _is_placeholder(element: ET.Element) -> bool:
    """Whether a control shows only its invitation to type or to choose: it says so, its words are
    in the style of invitations, or they are the entry of its list that stands for none."""
    properties = element.find(W + "sdtPr")
    if properties is None:
        return False
    if is_on(properties.find(W + "showingPlcHdr")):
        return True
    runs = [run for run in element.iter(W + "r") if "".join(run.itertext()).strip()]
    styles = [run.find(f"{W}rPr/{W}rStyle") for run in runs]
    if runs and all(s is not None and s.get(W + "val") == "PlaceholderText" for s in styles):
        return True
    shown = "".join(text.text or "" for text in element.iter(W + "t")).strip()
    items = [*properties.iter(W + "listItem")]
    return any(
        item.get(W + "displayText", "").strip() == shown and not item.get(W + "value", shown)
        for item in items
    )


def _symbol(element: ET.Element) -> str:
    font = element.get(W + "font", "").lower().replace(" ", "")
    code = element.get(W + "char", "")
    number = int(code, 16) & 0xFF if re.fullmatch(r"[0-9A-Fa-f]{2,4}", code) else 0
    if font == "wingdings2":
        return WINGDINGS_2.get(number, "\ufffd")
    if font == "wingdings" and number in MORE_WINGDINGS:
        return MORE_WINGDINGS[number]
    return symbol(element)


def _joined(contents: "Iterator[Content] | list[Content]") -> Iterator[Content]:
    """Neighbouring texts as one."""
    text = ""
    for content in contents:
        if isinstance(content, str):
            text += content
            continue
        if text:
            yield text
        text = ""
        yield content
    if text:
        yield text


def _children(parent: ET.Element, wanted: str) -> Iterator[ET.Element]:
    """Rows of a table or cells of a row, also those inside controls and insertions."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag not in UNSEEN and child.tag not in (W + "tr", W + "tc", W + "tbl"):
            yield from _children(child, wanted)


def _width(cell: ET.Element) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = span.get(W + "val", "1") if span is not None else "1"
    return min(int(value), 60) if value.isdigit() and int(value) else 1


Cells = list[Cell]


def _breaks_in(row: Cells) -> tuple[int, bool]:
    """How many pages end in a row (most of any cell: the cells of a row break together), and
    whether the row begins with the break."""
    counts, begins = [0], False
    for cell in row:
        texts = [each for block in cell.blocks for each in _texts(block)]
        joined = "".join(texts)
        counts.append(joined.count(BREAK))
        begins = begins or (BREAK in joined and not joined.partition(BREAK)[0].strip())
    return max(counts), begins


def _texts(block: Paragraph | GridOfCells) -> Iterator[str]:
    if isinstance(block, GridOfCells):
        for row in block.rows:
            for cell in row:
                for inner in cell.blocks:
                    yield from _texts(inner)
    else:
        yield from (each if isinstance(each, str) else "☐" for each in block[0])


def _without_breaks(row: Cells) -> Cells:
    return [
        Cell(cell.span, [_unbroken(block) for block in cell.blocks], cell.colour) for cell in row
    ]


def _unbroken(block: Paragraph | GridOfCells) -> Paragraph | GridOfCells:
    if isinstance(block, GridOfCells):
        return GridOfCells([_without_breaks(row) for row in block.rows])
    contents, bold = block
    return tuple(c.replace(BREAK, " ") if isinstance(c, str) else c for c in contents), bold
