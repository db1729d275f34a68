"""Documents as DOCX, by python-docx, ready for an editor: real styles, footnotes and tables."""

import datetime
import io
from functools import singledispatchmethod
from typing import Any

import docx
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from common.files.writing.blocks import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Inline,
    Paragraph,
    Quote,
    Table,
    Text,
    texts,
)
from common.files.writing.footnotes import Footnotes, element
from common.files.writing.png import draw
from common.languages import html_code
from common.multilingual import RIGHT_TO_LEFT
from common.written import for_xml

# Fonts that Word has on every system, for each kind of script.
FONTS = {"ascii": "Arial", "hAnsi": "Arial", "cs": "Arial", "eastAsia": "Microsoft YaHei"}
BLUE, GREY, VIOLET = (RGBColor.from_string(c) for c in ("124D77", "56616C", "553785"))
COLOURS = {"note": GREY, "editor": GREY, "fictional": VIOLET}
RIGHT_TO_LEFT_MARK = "\u200f"
TEXT_WIDTH = Mm(174)


def to_docx(document: Document) -> bytes:
    return Writer(document).write()


class Writer:
    """Writes one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = docx.Document()
        self.footnotes = Footnotes(self.file)
        self._set_up()

    def write(self) -> bytes:
        self._line(self.document.title, "Title")
        if self.document.subtitle:
            self._line(self.document.subtitle, "Subtitle")
        for block in self.document.blocks:
            self.add(block)
        content = io.BytesIO()
        self.file.save(content)
        return content.getvalue()

    # The frame

    def _set_up(self) -> None:
        self._set_fonts()
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin = section.bottom_margin = Mm(20)
        self._write(section.header.paragraphs[0], self.document.header, GREY)
        self._number_pages(section.footer.paragraphs[0])
        if self.document.is_right_to_left:
            section._sectPr.append(OxmlElement("w:bidi"))  # noqa: SLF001
        about = self.file.core_properties
        about.title, about.author = for_xml(self.document.title)[:255], "PoA Tracker"
        about.language = html_code(self.document.language)
        about.comments = ""
        now = datetime.datetime.now(tz=datetime.UTC).replace(tzinfo=None)
        about.created = about.modified = now

    def _set_fonts(self) -> None:
        names = ["Normal", "Title", "Subtitle", *(f"Heading {level}" for level in (1, 2, 3))]
        for name in names:
            style: Any = self.file.styles[name]
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            fonts.attrib.clear()
            for script, font in FONTS.items():
                fonts.set(qn(f"w:{script}"), font)
            # Letter spacing tears Arabic words apart.
            for spacing in style.element.rPr.findall(qn("w:spacing")):
                style.element.rPr.remove(spacing)
            if name != "Normal":
                style.font.color.rgb, style.font.italic = BLUE, False
        normal: Any = self.file.styles["Normal"]
        normal.font.size = Pt(10)
        normal.paragraph_format.space_after = Pt(6)
        self._rule_tables()

    def _rule_tables(self) -> None:
        """Lines between the rows of tables, none between columns."""
        grid: Any = self.file.styles["Table Grid"]
        borders = grid.element.find(qn("w:tblPr")).find(qn("w:tblBorders"))
        for border in list(borders):
            if border.tag in (qn("w:left"), qn("w:right"), qn("w:insideV")):
                borders.remove(border)
            border.set(qn("w:color"), "A6ADB4")

    def _number_pages(self, paragraph: Any) -> None:
        field = element("w:fldSimple", instr="PAGE")
        paragraph._p.append(field)  # noqa: SLF001
        self._direct(paragraph, self.document.language)

    # The blocks

    @singledispatchmethod
    def add(self, block: Block) -> None:
        raise TypeError(type(block).__name__)

    @add.register
    def _(self, block: Heading) -> None:
        self._line(block.text, f"Heading {block.level}")

    @add.register
    def _(self, block: Paragraph) -> None:
        paragraph = self.file.add_paragraph()
        self._write(paragraph, block.content, COLOURS.get(block.look))
        for run in paragraph.runs:
            run.font.italic = block.look == "editor" or None
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW if block.look == "editor" else None
            if block.look == "lead":
                run.font.size = Pt(12)

    @add.register
    def _(self, block: Bullets) -> None:
        for item in block.items:
            self._write(self.file.add_paragraph(style="List Bullet"), item)

    @add.register
    def _(self, block: Table) -> None:
        if block.caption:
            self._write(self.file.add_paragraph(), [Text(block.caption, is_strong=True)])
        table = self.file.add_table(0, len(block.header), style="Table Grid")
        if self.document.is_right_to_left:
            table._tbl.tblPr.find(qn("w:tblStyle")).addnext(OxmlElement("w:bidiVisual"))  # noqa: SLF001
        self._row(table, [[Text(name, is_strong=True)] for name in block.header])
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
        for row in block.rows:
            self._row(table, row)
        table.autofit = False
        for column, width in zip(table.columns, widths(len(block.header)), strict=True):
            column.width = width
        self.file.add_paragraph()

    def _row(self, table: Any, contents: Any) -> None:
        cells = table.add_row().cells
        for cell, content, width in zip(cells, contents, widths(len(cells)), strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            self._write(paragraph, content)

    @add.register
    def _(self, block: Quote) -> None:
        words = self.file.add_paragraph(style="Quote")
        self._write(words, [Text(block.text, language=block.language)], language=block.language)
        self._write(self.file.add_paragraph(), block.source, GREY)

    @add.register
    def _(self, block: Figure) -> None:
        picture: Any = self.file.add_picture(io.BytesIO(draw(block.drawing)), width=TEXT_WIDTH)
        picture._inline.docPr.set("descr", for_xml(block.words))  # noqa: SLF001
        self._write(self.file.add_paragraph(), block.caption, GREY)

    # Lines and words

    def _line(self, text: str, style: str) -> None:
        self._write(self.file.add_paragraph(style=style), [text])

    def _write(
        self, paragraph: Any, content: Inline, colour: RGBColor | None = None, language: str = ""
    ) -> None:
        self._direct(paragraph, language or self.document.language)
        for piece in texts(content):
            self._run(paragraph, piece, colour)
            if piece.note:
                self.footnotes.add(paragraph, for_xml(piece.note))

    def _direct(self, paragraph: Any, language: str) -> None:
        """Set the direction of a paragraph, even if it is left to right: a quotation may stand in a
        document of the other direction."""
        is_rtl = language in RIGHT_TO_LEFT
        if is_rtl or self.document.is_right_to_left:
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
            direction = element("w:bidi", val="1" if is_rtl else "0")
            properties.insert_element_before(direction, *AFTER_BIDI)

    def _run(self, paragraph: Any, piece: Text, colour: RGBColor | None) -> None:
        language = piece.language or self.document.language
        text = for_xml(piece.text)
        if self.document.is_right_to_left and piece.language not in ("", *RIGHT_TO_LEFT):
            # Otherwise figures beside it would take its direction.
            text = f"{RIGHT_TO_LEFT_MARK}{text}{RIGHT_TO_LEFT_MARK}"
        run = paragraph.add_run(text)
        if language in RIGHT_TO_LEFT:
            run.font.rtl = True
        if piece.is_strong:
            run.font.bold = run.font.cs_bold = True
        if colour is not None:
            run.font.color.rgb = colour
        run._r.get_or_add_rPr().append(_language(language))  # noqa: SLF001


# The properties of a paragraph that must come after the direction.
AFTER_BIDI = ("w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


def widths(columns: int) -> list[int]:
    """Widths of columns. The first, which names the row, is as wide as two, and at least a third of
    the page."""
    first = max(2 / (columns + 1), 1 / 3) if columns > 1 else 1
    rest = (1 - first) / max(columns - 1, 1)
    return [int(TEXT_WIDTH * share) for share in (first, *[rest] * (columns - 1))]


def _language(code: str) -> Any:
    """The language of a run, under the name for its kind of script."""
    kind = {"ar": "bidi", "zh": "eastAsia"}.get(code, "val")
    return element("w:lang", **{kind: "zh-CN" if code == "zh" else code})
