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
from common.files.reading.pdf_rows import SMALL, RowOfWords, rows_of, usual_size
from common.files.reading.pdf_tagged import Page, is_tagged, tagged_lines
from common.files.reading.pdf_tags import Tags
from common.progress import Progress, quiet

# A scan with a stamp or a page number as text is still a scan.
MIN_CHARACTERS_PER_PAGE = 16
MAX_UNREADABLE_SHARE = 0.2
# Fonts of this weight and above are bold.
BOLD = 600
BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
LONGEST_FONT_NAME = 300
MIN_CELLS = 3
NUMBERED = re.compile(r"\d{1,3}\s*[.)]\s")
SPACE = 0x20
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
    """The visible upright characters of a page, with their places."""
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
    drawn, own = _Drawn(page), page.raw
    pending = 0
    for index in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(own, index)
        # Characters beyond the first plane come as two halves.
        if 0xD800 <= code < 0xDC00:
            pending = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00) if pending else 0xFFFD
            pending = 0
        # Only spaces and line ends are generated by the PDF library.
        if code <= SPACE and raw.FPDFText_IsGenerated(own, index) == 1:
            # A space that the library saw between two pieces of text; it has no place of its own.
            if code == SPACE and found:
                found[-1] = found[-1].followed_by(SEEN_APART)
            continue
        mark, is_bold, scale, size, is_upright = drawn.at(index)
        character = chr(code)
        if not is_upright or character in "\r\n":
            continue
        raw.FPDFText_GetLooseCharBox(own, index, box)
        raw.FPDFText_GetCharOrigin(own, index, x, y)
        # The hyphen at the end of a line comes as a control character.
        if code < SPACE and raw.FPDFText_IsHyphen(own, index) == 1:
            character = "-"
        height = size * scale
        if height <= 3 and character != " ":
            height = abs(box.top - box.bottom)
        found.append(
            Glyph(character, box.left, box.right, y.value, height, index, mark, 0.0, is_bold)
        )
    return found


class _Drawn:
    """The properties of a piece of drawn text: number in the tags, whether it is bold, scale, font
    size, whether it is upright."""

    def __init__(self, page: pypdfium2.PdfTextPage) -> None:
        self.page = page.raw
        self.known: dict[int, tuple[int, bool, float, float, bool]] = {}
        self.matrix = raw.FS_MATRIX()

    def at(self, index: int) -> tuple[int, bool, float, float, bool]:
        piece = raw.FPDFText_GetTextObject(self.page, index)
        key = ctypes.addressof(piece.contents) if piece else 0
        if key not in self.known:
            self.known[key] = self._of(index, piece if key else None)
        return self.known[key]

    def _of(self, index: int, piece: object | None) -> tuple[int, bool, float, float, bool]:
        scale = 1.0
        if raw.FPDFText_GetMatrix(self.page, index, self.matrix):
            scale = math.hypot(self.matrix.c, self.matrix.d) or 1.0
        return (
            -1 if piece is None else raw.FPDFPageObj_GetMarkedContentID(piece),
            self._is_bold(index, piece),
            scale,
            raw.FPDFText_GetFontSize(self.page, index),
            abs(raw.FPDFText_GetCharAngle(self.page, index)) <= 0.1,
        )

    def _is_bold(self, index: int, piece: object | None) -> bool:
        """Whether it is bold: by the font's weight, by its name if the weight is not given, or by
        letters drawn with an outline."""
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


def _usual_step(pages: list[list[RowOfWords]]) -> float:
    """The distance between lines of one paragraph: among the smallest there are, in points."""
    steps = sorted(
        above.baseline - below.baseline for rows in pages for above, below in pairwise(rows)
    )
    return steps[len(steps) // 10] if steps else 0.0


def _in_tables(rows: list[RowOfWords], usual: float) -> list[bool]:
    """Which rows belong to a table: rows of three cells, and small print next to such a row."""
    found = [len(row.cells) >= MIN_CELLS and not NUMBERED.match(row.text) for row in rows]
    after = range(1, len(rows))
    for indexes, step in ((after, -1), (reversed(after), 1)):
        for index in indexes:
            place = index if step < 0 else index - 1
            if found[place + step] and rows[place].size < usual * SMALL:
                found[place] = True
    return found


def _page_lines(
    rows: list[RowOfWords], page: int, step: float, usual: float, *, first: int = 1
) -> list[Line]:
    """The lines of a page without tags; ``step`` is the usual distance between its lines."""
    if not rows:
        return []
    in_tables = _in_tables(rows, usual)
    left = min(row.left for row in rows)
    # One long address or wide table must not decide the margin of the text.
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
