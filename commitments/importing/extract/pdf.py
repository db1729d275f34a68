"""PDF with a text layer to lines, by the place of every character on its page."""

import ctypes
from collections.abc import Iterator
from itertools import groupby
from statistics import median

import pypdfium2
from pypdfium2 import raw

from commitments.importing.extract.glyphs import Glyph, text_of
from commitments.importing.extract.lines import MAX_CHARACTERS, MAX_PAGES, Line, Refused

# A scan with a stamp or a page number in it is still a scan.
MIN_CHARACTERS_PER_PAGE = 16
MAX_UNREADABLE_SHARE = 0.2
UNREADABLE = ("\ufffd", "\ufffe", "\uffff", "\x00")


def lines_of(data: bytes) -> tuple[list[Line], int]:
    """The lines of a PDF and its number of pages; Refused when it is locked or has no text."""
    document = _open(data)
    pages = len(document)
    if pages > MAX_PAGES:
        raise Refused("too_many_pages", MAX_PAGES)
    lines: list[Line] = []
    total = unreadable = 0
    for index in range(pages):
        glyphs = _glyphs(_page(document, index))
        total += sum(not glyph.character.isspace() for glyph in glyphs)
        unreadable += sum(not _is_readable(glyph.character) for glyph in glyphs)
        if total > MAX_CHARACTERS:
            raise Refused("too_many_pages", MAX_PAGES)
        lines.extend(_page_lines(glyphs, index + 1))
    if total < MIN_CHARACTERS_PER_PAGE * pages or unreadable > total * MAX_UNREADABLE_SHARE:
        raise Refused("no_text")
    return lines, pages


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


def _page_lines(glyphs: list[Glyph], page: int) -> list[Line]:
    rows = [(baseline, text_of(row), row) for baseline, row in _rows(glyphs)]
    rows = [row for row in rows if row[1]]
    if not rows:
        return []
    left = min(glyph.left for glyph in glyphs)
    right = max(glyph.right for glyph in glyphs)
    steps = [above[0] - below[0] for above, below in zip(rows, rows[1:], strict=False)]
    usual = median(steps) if steps else 0.0
    lines = []
    for number, (_baseline, text, row) in enumerate(rows, 1):
        rtl = any("\u0600" <= glyph.character <= "\u06ff" for glyph in row)
        start, end = min(g.left for g in row), max(g.right for g in row)
        margin = _size(row) * 2.5
        full = start - left < margin if rtl else right - end < margin
        indent = int((right - end if rtl else start - left) / 6)
        gap = number == 1 or steps[number - 2] > usual * 1.35
        lines.append(Line(text, page, number, gap=gap, full=full, indent=indent))
    return lines


def _rows(glyphs: list[Glyph]) -> Iterator[tuple[float, list[Glyph]]]:
    """Characters of one baseline, top first; raised ones join the row they are raised from."""
    rows: list[tuple[float, list[Glyph]]] = []
    by_baseline = sorted(glyphs, key=lambda glyph: -glyph.baseline)
    for baseline, group in groupby(by_baseline, key=lambda glyph: round(glyph.baseline)):
        row = list(group)
        if rows and _overlaps(rows[-1], (baseline, row)):
            # The baseline of a row is that of its larger characters.
            main = max(rows[-1], (baseline, row), key=lambda r: (_size(r[1]), len(r[1])))
            rows[-1] = (main[0], rows[-1][1] + row)
        else:
            rows.append((baseline, row))
    return iter(rows)


def _overlaps(above: tuple[float, list[Glyph]], below: tuple[float, list[Glyph]]) -> bool:
    return above[0] - below[0] < 0.5 * min(max(_size(above[1]), _size(below[1])), 40)


def _size(row: list[Glyph]) -> float:
    return median([g.height for g in row if not g.character.isspace()] or [0.0])
