"""PDF with a text layer to lines, by the place of every character on its page."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median

import pypdfium2
from pypdfium2 import raw

from commitments.importing.extract.glyphs import Glyph, settle_brackets, text_of
from commitments.importing.extract.lines import MAX_CHARACTERS, MAX_PAGES, Line, Refused
from commitments.importing.progress import Progress, quiet

# A scan with a stamp or a page number in it is still a scan.
MIN_CHARACTERS_PER_PAGE = 16
MAX_UNREADABLE_SHARE = 0.2
UNREADABLE = ("\ufffd", "\ufffe", "\uffff", "\x00")


def lines_of(data: bytes, progress: Progress = quiet) -> tuple[list[Line], int]:
    """The lines of a PDF and its number of pages; Refused when it is locked or has no text."""
    document = _open(data)
    pages = len(document)
    if pages > MAX_PAGES:
        raise Refused("too_many_pages", MAX_PAGES)
    read: list[list[Row]] = []
    total = unreadable = 0
    for index in range(pages):
        glyphs = _glyphs(_page(document, index))
        total += sum(not glyph.character.isspace() for glyph in glyphs)
        unreadable += sum(not _is_readable(glyph.character) for glyph in glyphs)
        if total > MAX_CHARACTERS:
            raise Refused("too_many_pages", MAX_PAGES)
        read.append([row for row in _rows(glyphs) if row.text])
        progress(index + 1, pages)
    if total < MIN_CHARACTERS_PER_PAGE * pages or unreadable > total * MAX_UNREADABLE_SHARE:
        raise Refused("no_text")
    usual = _usual_step(read)
    lines = [
        line for number, rows in enumerate(read, 1) for line in _page_lines(rows, number, usual)
    ]
    texts = settle_brackets([line.text for line in lines])
    return [replace(line, text=text) for line, text in zip(lines, texts, strict=True)], pages


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (
            raw.FPDF_ERR_PASSWORD,
            raw.FPDF_ERR_SECURITY,
        )
        raise Refused("encrypted" if locked else "damaged") from error


def _page(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfTextPage:
    try:
        return document[index].get_textpage()
    except pypdfium2.PdfiumError as error:
        raise Refused("damaged") from error


def _is_readable(character: str) -> bool:
    return character not in UNREADABLE and not "\ue000" <= character <= "\uf8ff"


def _glyphs(page: pypdfium2.PdfTextPage) -> list[Glyph]:
    """Every visible upright character of a page with its place, in points from the lower left."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    found = []
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
        if character in "\r\n":
            continue
        if abs(raw.FPDFText_GetCharAngle(page, index)) > 0.1:
            continue
        raw.FPDFText_GetLooseCharBox(page, index, box)
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        if raw.FPDFText_IsHyphen(page, index) == 1:
            character = "-"
        size = raw.FPDFText_GetFontSize(page, index)
        height = size if size > 3 or character == " " else abs(box.top - box.bottom)
        found.append(Glyph(character, box.left, box.right, y.value, height, index))
    return found


def _usual_step(pages: list[list[Row]]) -> float:
    """The distance between lines of one paragraph: among the smallest there are, in points."""
    steps = sorted(
        above.baseline - below.baseline for rows in pages for above, below in pairwise(rows)
    )
    return steps[len(steps) // 10] if steps else 0.0


def _page_lines(rows: list[Row], page: int, usual: float) -> list[Line]:
    if not rows:
        return []
    left = min(row.left for row in rows)
    right = max(row.right for row in rows)
    lines = []
    above = None
    for number, row in enumerate(rows, 1):
        before, after = row.left - left, right - row.right
        if row.is_right_to_left:
            before, after = after, before
        gap = above is None or above.baseline - row.baseline > usual * 1.35
        full = after < row.size * 2.5
        lines.append(Line(row.text, page, number, gap=gap, full=full, indent=int(before / 6)))
        above = row
    return lines


@dataclass(frozen=True)
class Row:
    """The characters on one baseline, as text and as a box in points."""

    baseline: float
    glyphs: list[Glyph]

    @cached_property
    def text(self) -> str:
        return text_of(self.glyphs)

    @cached_property
    def size(self) -> float:
        return median([g.height for g in self.glyphs if not g.character.isspace()] or [0.0])

    @property
    def left(self) -> float:
        return min(glyph.left for glyph in self.glyphs)

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)

    @property
    def is_right_to_left(self) -> bool:
        return any("\u0600" <= glyph.character <= "\u06ff" for glyph in self.glyphs)


def _rows(glyphs: list[Glyph]) -> list[Row]:
    """The rows of a page, top first; raised characters join the row they are raised from."""
    rows: list[Row] = []
    by_baseline = sorted(glyphs, key=lambda glyph: -glyph.baseline)
    for baseline, group in groupby(by_baseline, key=lambda glyph: round(glyph.baseline)):
        row = Row(baseline, list(group))
        if rows and _overlap(rows[-1], row):
            # The baseline of a row is that of its larger characters.
            main = max(rows[-1], row, key=lambda one: (one.size, len(one.glyphs)))
            row = Row(main.baseline, rows.pop().glyphs + row.glyphs)
        rows.append(row)
    return rows


def _overlap(above: Row, below: Row) -> bool:
    return above.baseline - below.baseline < 0.5 * min(max(above.size, below.size), 40)
