"""A filled PDF as sheets: text by its places, boxes with what is drawn in them, loose strokes."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from itertools import groupby

import pypdfium2
from pypdfium2 import raw

from common.files.reading.glyphs import Glyph, text_of
from common.files.reading.lines import MAX_CHARACTERS, MAX_PAGES, Refused
from common.files.reading.pdf import glyphs_of, opened, page_of
from common.files.reading.pdf_rows import rows_of
from questionnaires.reading.direction import mirror, settle
from questionnaires.reading.drawings import Drawn, drawn_on
from questionnaires.reading.ink import Picture, Seen
from questionnaires.reading.looks import add_lines, add_shades, is_shade, is_under
from questionnaires.reading.pdf_runs import is_mark, runs_of, with_vowels
from questionnaires.reading.result import Origin
from questionnaires.reading.sheets import (
    Box,
    Emphasis,
    Emphasised,
    Mark,
    Piece,
    Sheet,
    Sheets,
    Ticked,
)
from questionnaires.reading.words import (
    BRACKETED,
    BRACKETED_ANY_WAY,
    EMPTY,
    LETTERS,
    TICKED,
    underscored,
)

SCAN_SHARE = 0.5
FEW_CHARACTERS = 25


def sheets_of(data: bytes) -> Sheets:
    """Raises Refused for a damaged or locked file and one of more than 300 pages."""
    document = opened(data)
    pages = len(document)
    if pages > MAX_PAGES:
        raise Refused("too_many_pages", MAX_PAGES)
    with suppress(pypdfium2.PdfiumError):
        document.init_forms()
    sheets: list[Sheet] = []
    notes: list[str] = []
    total = 0
    for index in range(pages):
        page = page_of(document, index)
        glyphs = with_vowels(glyphs_of(page))
        total += len(glyphs)
        if total > MAX_CHARACTERS:
            raise Refused("too_many_pages", MAX_PAGES)
        sheet, drawn = _sheet(document, page, index, glyphs)
        if not drawn.is_whole:
            notes.append(f"{index + 1}")
        sheets.append(sheet)
        page.close()
    settle(sheets)
    mirror(sheets)
    return Sheets(sheets, Origin.TEXT, notes)


def _sheet(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, index: int, glyphs: list[Glyph]
) -> tuple[Sheet, Drawn]:
    width, height = page.get_size()
    picture = Picture(document, index, width, height)
    drawn = drawn_on(page, height)
    sheet = Sheet(
        index + 1, width, height, rules=drawn.rules, ink=picture.ink, ground=picture.ground
    )
    seen = picture.of(page)
    sheet.loops = [loop for loop in drawn.loops if not is_shade(loop, seen)]
    for row in rows_of([glyph for glyph in glyphs if glyph.character != "\u00ad"]):
        for run in runs_of(row, drawn, height):
            _add(run, sheet, index, height, seen)
    _add_fields(document, page, sheet, index, height)
    add_lines(drawn, sheet)
    add_shades(drawn, sheet, seen)
    _add_boxes(drawn, sheet, index, seen)
    _add_strokes(drawn, sheet, index, seen)
    covered = sum(box.width * box.height for box in drawn.pictures)
    written = sum(len(piece.text) for piece in sheet.pieces)
    sheet.is_scan = covered > SCAN_SHARE * width * height and written < FEW_CHARACTERS
    return sheet, drawn


def _add(run: list[Glyph], sheet: Sheet, index: int, height: float, seen: Seen) -> None:
    written = [glyph for glyph in run if not glyph.character.isspace()]
    size = max(*(glyph.height for glyph in written), 1.0)
    baseline = height - written[0].baseline
    box = Box(
        min(glyph.left for glyph in written),
        baseline - size * 0.8,
        max(glyph.right for glyph in written),
        baseline + size * 0.2,
    )
    if len(written) == 1 and is_mark(written[0].character):
        sheet.marks.append(_glyph_mark(written[0].character, box, sheet, index, seen))
        return
    text = text_of(run)
    if text in LETTERS:
        state = Ticked.YES if seen.has_dark(box) else Ticked.DOUBTFUL
        sheet.marks.append(Mark(state, box, index, Origin.GLYPH, is_letter=True, character=text))
        return
    bold = all(glyph.is_bold for glyph in written if glyph.character.isalnum())
    sheet.emphasised += [
        Emphasised(Emphasis.BOLD, Box(part[0].left, box.top, part[-1].right, box.bottom))
        for is_bold, group in groupby(written, key=lambda glyph: glyph.is_bold)
        if is_bold and (part := list(group))
    ]
    piece = Piece(text, box, index, size, bold)
    if text and not _add_bracketed(text, piece, sheet, run, seen):
        sheet.pieces.append(piece)


def _add_bracketed(text: str, whole: Piece, sheet: Sheet, run: list[Glyph], seen: Seen) -> bool:
    """Cut a text at ``[x]``, ``( )`` and ``_x_``; whether there was one."""
    box, index, size = whole.box, whole.sheet, whole.size
    if not any(bracket in text for bracket in "[]()_"):
        return False
    is_rtl = any("\u0600" <= glyph.character[0] <= "\u06ff" for glyph in run)
    pattern = BRACKETED_ANY_WAY if is_rtl or len(text) < 5 else BRACKETED
    start = position = 0
    step = box.width / max(len(text), 1)
    pieces: list[tuple[int, int, Ticked | None]] = []
    while position < len(text):
        match = pattern.match(text, position) if text[position] in "[]()" else None
        match = match or underscored(text, position)
        if match is None:
            position += 1
            continue
        pieces.append((start, position, None))
        pieces.append((position, match.end(), Ticked.YES if any(match.groups()) else Ticked.NO))
        start = position = match.end()
    if not pieces:
        return False
    pieces.append((start, len(text), None))
    for begin, end, state in pieces:
        piece = text[begin:end].strip()
        left, right = box.left + step * begin, box.left + step * end
        if is_rtl:
            left, right = box.right - step * end, box.right - step * begin
        place = Box(left, box.top, right, box.bottom)
        if state is not None:
            is_faint = state == Ticked.YES and not seen.has_dark(place)
            shown = Ticked.DOUBTFUL if is_faint else state
            sheet.marks.append(Mark(shown, place, index, Origin.GLYPH, character="["))
        elif piece:
            bold = all(glyph.is_bold for glyph in run if glyph.character.isalnum())
            sheet.pieces.append(Piece(piece, place, index, size, bold))
    return True


def _glyph_mark(character: str, box: Box, sheet: Sheet, index: int, seen: Seen) -> Mark:
    """A mark by its character, checked against what is seen: a tick may be drawn over an empty
    box, and a character that is not seen marks nothing."""
    if character in TICKED:
        state = Ticked.YES if seen.has_dark(box) else Ticked.DOUBTFUL
        return Mark(state, box, index, Origin.GLYPH, character=character)
    drawn = seen.outline(_between_rules(box, sheet))
    if drawn is None or drawn.width < 3 or drawn.height < 3:
        return Mark(Ticked.DOUBTFUL, box, index, Origin.GLYPH, character=character)
    state = seen.inside(drawn)
    how = Origin.GLYPH if state == Ticked.NO else Origin.DRAWN_TICK
    return Mark(state, drawn, index, how, character=character)


def _between_rules(box: Box, sheet: Sheet) -> Box:
    """The place of a character without the lines of a table that run close to it."""
    top, bottom = box.top - 1, box.bottom + 1
    near = [r.y for r in sheet.rules if r.left < box.right and r.right > box.left]
    above = max((y + 1 for y in near if top - 1 <= y < box.y), default=top)
    below = min((y - 1 for y in near if box.y < y <= bottom + 1), default=bottom)
    return Box(box.left, max(top, above), box.right, min(bottom, below))


def _add_boxes(drawn: Drawn, sheet: Sheet, index: int, seen: Seen) -> None:
    """Each drawn box with its state, unless text that is no tick stands in it."""
    small = [box for box in drawn.pictures if box.width <= 30 and box.height <= 30]
    for box in [*drawn.boxes, *small]:
        if any(is_under(box, piece) for piece in sheet.pieces) and is_shade(box, seen):
            continue
        if any(_is_in(piece.box, box) for piece in sheet.pieces):
            sheet.loops.append(box)
            continue
        inner = [mark for mark in sheet.marks if box.grown(2).holds(mark.box.x, mark.box.y)]
        if any(mark.character in EMPTY and mark.character for mark in inner):
            continue
        sheet.marks = [mark for mark in sheet.marks if mark not in inner]
        how = Origin.GLYPH if inner else Origin.DRAWN_TICK
        sheet.marks.append(Mark(seen.inside(box), box, index, how))


def _is_in(inner: Box, outer: Box) -> bool:
    return outer.grown(1).holds(inner.x, inner.y) and inner.width <= outer.width + 2


def _add_strokes(drawn: Drawn, sheet: Sheet, index: int, seen: Seen) -> None:
    """Strokes in no box: ticks that stand in a column by themselves, or beside their box."""
    groups: list[Box] = []
    strokes = [box for box in drawn.strokes if max(box.width, box.height) >= 2]
    for stroke in sorted(strokes, key=lambda box: (box.top, box.left)):
        near = next((i for i, other in enumerate(groups) if other.grown(1.5).touches(stroke)), None)
        if near is None:
            groups.append(stroke)
        else:
            groups[near] = groups[near].joined(stroke)
        if len(groups) > 3000:
            return
    boxes = [mark.box for mark in sheet.marks]
    for group in groups:
        if any(_belongs(group, box) for box in boxes) or max(group.width, group.height) < 3.5:
            continue
        if any(is_under(group, piece) for piece in sheet.pieces) and is_shade(group, seen):
            continue
        state = Ticked.YES if seen.has_dark(group) else Ticked.DOUBTFUL
        sheet.marks.append(Mark(state, group, index, Origin.DRAWN_TICK, loose=True))


def _belongs(stroke: Box, box: Box) -> bool:
    """Whether strokes are the tick of a box: their middle, or most of them, is in it."""
    if box.grown(max(box.width, box.height) * 0.15).holds(stroke.x, stroke.y):
        return True
    width, height = stroke.shared_width(box), stroke.shared_height(box)
    if width <= 0 or height <= 0:
        return False
    return width * height > 0.5 * max(stroke.width, 0.5) * max(stroke.height, 0.5)


def _add_fields(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    sheet: Sheet,
    index: int,
    height: float,
) -> None:
    """The boxes and texts of a form that is filled in the PDF itself."""
    environment = getattr(document, "formenv", None)
    if environment is None:
        return
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), 2000)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetFormFieldType(environment, annotation)
        rectangle = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(annotation, rectangle)
        box = Box(
            min(rectangle.left, rectangle.right),
            height - max(rectangle.top, rectangle.bottom),
            max(rectangle.left, rectangle.right),
            height - min(rectangle.top, rectangle.bottom),
        )
        if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
            is_ticked = raw.FPDFAnnot_IsChecked(environment, annotation)
            sheet.marks = [m for m in sheet.marks if not box.grown(1).holds(m.box.x, m.box.y)]
            state = Ticked.YES if is_ticked else Ticked.NO
            sheet.marks.append(Mark(state, box, index, Origin.CONTENT_CONTROL, character="☐"))
        elif kind in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX):
            _add_field_text(environment, annotation, sheet, index, box)
        raw.FPDFPage_CloseAnnot(annotation)


def _add_field_text(
    environment: object, annotation: object, sheet: Sheet, index: int, box: Box
) -> None:
    length = raw.FPDFAnnot_GetFormFieldValue(environment, annotation, None, 0)
    if not 2 < length <= 100_000:
        return
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetFormFieldValue(
        environment, annotation, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length
    )
    text = buffer.raw[: length - 2].decode("utf-16-le", errors="replace")
    if any(box.grown(1).holds(piece.box.x, piece.box.y) for piece in sheet.pieces):
        return
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    step = box.height / max(len(lines), 1)
    for number, line in enumerate(lines):
        top = box.top + step * number
        place = Box(box.left, top, box.right, min(top + 12, top + step))
        sheet.pieces.append(Piece(line, place, index))
