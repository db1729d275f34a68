"""PDF with a text layer to lines, by the place of every character on its page."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import replace
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from common.files.reading.glyphs import (
    SEEN_APART,
    Glyph,
    settle_brackets,
    settle_ligatures,
    trust_seen_spaces,
)
from common.files.reading.lines import MAX_CHARACTERS, MAX_PAGES, Line, Refused, Role
from common.files.reading.pdf_columns import in_reading_order
from common.files.reading.pdf_rows import SMALL, Row, rows_of, usual_size
from common.files.reading.pdf_tagged import Page, is_tagged, tagged_lines
from common.files.reading.pdf_tags import Tags
from common.progress import Progress, quiet

# A scan with a stamp or a page number in it is still a scan.
MIN_CHARACTERS_PER_PAGE = 16
MAX_UNREADABLE_SHARE = 0.2
# Fonts of this weight and above are bold.
BOLD = 600
BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
LONGEST_FONT_NAME = 300
MIN_CELLS = 3
NUMBERED = re.compile(r"\d{1,3}\s*[.)]\s")
UNREADABLE = ("\ufffd", "\ufffe", "\uffff", "\x00")


def lines_of(data: bytes, progress: Progress = quiet) -> tuple[list[Line], int]:
    """The lines of a PDF and its number of pages; Refused when it is locked or has no text."""
    document = opened(data)
    pages = len(document)
    if pages > MAX_PAGES:
        raise Refused("too_many_pages", MAX_PAGES)
    read: list[Page] = []
    tags = Tags()
    total = unreadable = 0
    for index in range(pages):
        page = page_of(document, index)
        glyphs = glyphs_of(page)
        total += sum(not glyph.character.isspace() for glyph in glyphs)
        unreadable += sum(not _is_readable(glyph.character) for glyph in glyphs)
        if total > MAX_CHARACTERS:
            raise Refused("too_many_pages", MAX_PAGES)
        read.append(Page(glyphs, tags.of(page)))
        progress(index + 1, pages)
    if total < MIN_CHARACTERS_PER_PAGE * pages or unreadable > total * MAX_UNREADABLE_SHARE:
        raise Refused("no_text")
    lines = _lines(read)
    texts = settle_brackets([line.text for line in lines])
    return [replace(line, text=text) for line, text in zip(lines, texts, strict=True)], pages


def _lines(pages: list[Page]) -> list[Line]:
    """The lines of all pages: by the tags where they cover the text, by their places otherwise."""
    usual = usual_size(glyph for page in pages for glyph in page.glyphs)
    if is_tagged(pages):
        return [
            line
            for number, page in enumerate(pages, 1)
            for line in tagged_lines(page, number, usual)
        ]
    rows = [[row for row in rows_of(page.glyphs) if row.text] for page in pages]
    ordered = [in_reading_order(found) for found in rows]
    step = _usual_step([stretch for stretches in ordered for stretch in stretches])
    lines: list[Line] = []
    for page, stretches in enumerate(ordered, 1):
        first = 1
        for stretch in stretches:
            lines += _page_lines(stretch, page, step, usual, first=first)
            first += len(stretch)
    return lines


def opened(data: bytes) -> pypdfium2.PdfDocument:
    """Raises Refused for a locked or damaged file."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (
            raw.FPDF_ERR_PASSWORD,
            raw.FPDF_ERR_SECURITY,
        )
        raise Refused("encrypted" if locked else "damaged") from error


def page_of(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """A page, from 0. Raises Refused where it cannot be read."""
    try:
        return document[index]
    except pypdfium2.PdfiumError as error:
        raise Refused("damaged") from error


def glyphs_of(page: pypdfium2.PdfPage) -> list[Glyph]:
    """The visible upright characters of a page with their places."""
    return trust_seen_spaces(settle_ligatures(_glyphs(_text_of(page))))


def _text_of(page: pypdfium2.PdfPage) -> pypdfium2.PdfTextPage:
    try:
        return page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise Refused("damaged") from error


def _is_readable(character: str) -> bool:
    return character not in UNREADABLE and not "\ue000" <= character <= "\uf8ff"


def _glyphs(page: pypdfium2.PdfTextPage) -> list[Glyph]:
    """Every visible upright character of a page with its place, in points from the lower left."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    found: list[Glyph] = []
    drawn = _Drawn(page)
    pending = 0
    for index in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, index)
        # Characters beyond the first plane come as two halves.
        if 0xD800 <= code < 0xDC00:
            pending = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00) if pending else 0xFFFD
            pending = 0
        character = chr(code)
        if raw.FPDFText_IsGenerated(page, index) == 1:
            # A space that the reader saw between two pieces of text; it has no place of its own.
            if character == " " and found:
                found[-1] = replace(found[-1], space=SEEN_APART)
            continue
        if character in "\r\n" or abs(raw.FPDFText_GetCharAngle(page, index)) > 0.1:
            continue
        raw.FPDFText_GetLooseCharBox(page, index, box)
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        if raw.FPDFText_IsHyphen(page, index) == 1:
            character = "-"
        mark, is_bold, scale = drawn.at(index)
        size = raw.FPDFText_GetFontSize(page, index) * scale
        height = size if size > 3 or character == " " else abs(box.top - box.bottom)
        found.append(
            Glyph(character, box.left, box.right, y.value, height, index, mark, is_bold=is_bold)
        )
    return found


class _Drawn:
    """What holds for a piece of drawn text: number in the tags, whether it is bold, scale."""

    def __init__(self, page: pypdfium2.PdfTextPage) -> None:
        self.page = page
        self.known: dict[int, tuple[int, bool, float]] = {}
        self.matrix = raw.FS_MATRIX()

    def at(self, index: int) -> tuple[int, bool, float]:
        piece = raw.FPDFText_GetTextObject(self.page, index)
        key = ctypes.cast(piece, ctypes.c_void_p).value or 0
        if key not in self.known:
            mark = raw.FPDFPageObj_GetMarkedContentID(piece) if key else -1
            is_bold = self._is_bold(index, piece if key else None)
            scale = 1.0
            if raw.FPDFText_GetMatrix(self.page, index, self.matrix):
                scale = math.hypot(self.matrix.c, self.matrix.d) or 1.0
            self.known[key] = mark, is_bold, scale
        return self.known[key]

    def _is_bold(self, index: int, piece: object | None) -> bool:
        """By the weight, by the name of the font where its weight is not told, or where the
        letters are drawn with an outline to make them bold."""
        if raw.FPDFText_GetFontWeight(self.page, index) >= BOLD:
            return True
        length = raw.FPDFText_GetFontInfo(self.page, index, None, 0, None)
        if 0 < length < LONGEST_FONT_NAME:
            name = ctypes.create_string_buffer(length)
            raw.FPDFText_GetFontInfo(self.page, index, name, length, None)
            if BOLD_NAME.search(name.value):
                return True
        mode = raw.FPDFTextObj_GetTextRenderMode(piece) if piece is not None else -1
        return bool(mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE)


def _usual_step(pages: list[list[Row]]) -> float:
    """The distance between lines of one paragraph: among the smallest there are, in points."""
    steps = sorted(
        above.baseline - below.baseline for rows in pages for above, below in pairwise(rows)
    )
    return steps[len(steps) // 10] if steps else 0.0


def _in_tables(rows: list[Row], usual: float) -> list[bool]:
    """Which rows are of a table: those of three cells, and small print right beside such a row."""
    found = [len(row.cells) >= MIN_CELLS and not NUMBERED.match(row.text) for row in rows]
    after = range(1, len(rows))
    for indexes, step in ((after, -1), (reversed(after), 1)):
        for index in indexes:
            place = index if step < 0 else index - 1
            if found[place + step] and rows[place].size < usual * SMALL:
                found[place] = True
    return found


def _page_lines(
    rows: list[Row], page: int, step: float, usual: float, *, first: int = 1
) -> list[Line]:
    """The lines of a page without tags; ``step`` is the usual distance between its lines."""
    if not rows:
        return []
    in_tables = _in_tables(rows, usual)
    left = min(row.left for row in rows)
    # One long address or a wide table does not set the margin of the text.
    right = sorted(row.right for row in rows)[int(len(rows) * 0.9)]
    lines = []
    above = None
    for number, row in enumerate(rows, 1):
        before, after = row.left - left, right - row.right
        if row.is_right_to_left:
            before, after = after, before
        gap = above is None or above.baseline - row.baseline > step * 1.35
        below = rows[number] if number < len(rows) else None
        full = after < max(row.size * 2.5, below.first_width if below else 0)
        lines.append(
            Line(
                " | ".join(row.cells) if in_tables[number - 1] else row.text,
                page,
                first + number - 1,
                Role.TABLE if in_tables[number - 1] else Role.TEXT,
                gap=gap,
                full=full,
                indent=max(int(before / 6), 0),
                bold=row.is_bold,
            )
        )
        above = row
    return lines
