"""A filled PDF as sheets: text by its places, boxes with what is drawn in them, loose strokes."""

from __future__ import annotations

import ctypes
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import groupby

import pypdfium2
from pypdfium2 import raw

from common.files.reading.glyphs import Glyph, settle_brackets, text_of
from common.files.reading.lines import MAX_CHARACTERS, MAX_PAGES, Refused
from common.files.reading.pdf import glyphs_of, opened, page_of
from common.files.reading.pdf_rows import Row, rows_of
from questionnaires.reading.drawings import Drawn, drawn_on
from questionnaires.reading.ink import Picture, Seen
from questionnaires.reading.looks import add_lines, is_shade, is_under
from questionnaires.reading.result import Origin
from questionnaires.reading.sheets import (
    Box,
    Emphasis,
    Emphasised,
    Ground,
    Ink,
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
    answer_of,
    underscored,
)

# In units of size: the least room between two pieces of a line.
APART = 0.7
# The same between answers that stand close together, and how long those are together.
NARROWER = (0.8, 0.5, 0.3, 0.15)
LONGEST_ANSWERS = 120
# In units of size: how far apart the lines of small print are at least, and what is smaller than
# this is raised.
LINE_APART, RAISED = 0.6, 0.85
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
        glyphs = _with_vowels(glyphs_of(page))
        total += len(glyphs)
        if total > MAX_CHARACTERS:
            raise Refused("too_many_pages", MAX_PAGES)
        sheet, drawn = _sheet(document, page, index, glyphs)
        if not drawn.is_whole:
            notes.append(f"{index + 1}")
        sheets.append(sheet)
        page.close()
    _settle(sheets)
    _mirror(sheets)
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
    seen = picture.fresh()
    sheet.loops = [loop for loop in drawn.loops if not is_shade(loop, seen)]
    for row in rows_of([glyph for glyph in glyphs if glyph.character != "\u00ad"]):
        uprights = _upright_places(row, drawn, height)
        marks = _marks_in(row.glyphs, drawn, height)
        runs = (
            run
            for whole in _runs(row.glyphs, uprights, marks)
            for line in _lines_of(whole)
            for run in (_runs(line, uprights, marks) if line is not whole else (line,))
        )
        for glyph_run in _apart(runs):
            _add(glyph_run, sheet, index, height, seen)
    _add_fields(document, page, sheet, index, height)
    add_lines(drawn, sheet)
    _add_boxes(drawn, sheet, index, seen)
    _add_strokes(drawn, sheet, index, seen)
    covered = sum(box.width * box.height for box in drawn.pictures)
    written = sum(len(piece.text) for piece in sheet.pieces)
    sheet.is_scan = covered > SCAN_SHARE * width * height and written < FEW_CHARACTERS
    return sheet, drawn


def _is_mark(character: str) -> bool:
    return character in TICKED or character in EMPTY


def _with_vowels(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs with the signs that stand over or under a letter in one with their letter: their
    own places would part words."""
    marks = [glyph for glyph in glyphs if unicodedata.combining(glyph.character[:1] or " ")]
    if not marks:
        return glyphs
    kept = [glyph for glyph in glyphs if not unicodedata.combining(glyph.character[:1] or " ")]
    by_line: dict[int, list[int]] = defaultdict(list)
    for index, glyph in enumerate(kept):
        if glyph.character.isalpha():
            by_line[round(glyph.baseline / 4)].append(index)
    for mark in marks:
        line = round(mark.baseline / 4)
        near = [index for row in (line - 1, line, line + 1) for index in by_line.get(row, ())]
        best = min(
            near,
            key=lambda i: (
                abs(kept[i].order - mark.order) > 2,
                -_shared(kept[i], mark),
                abs(kept[i].middle - mark.middle),
            ),
            default=None,
        )
        if best is not None:
            kept[best] = replace(kept[best], character=kept[best].character + mark.character)
    return kept


def _shared(glyph: Glyph, mark: Glyph) -> float:
    return max(min(glyph.right, mark.right) - max(glyph.left, mark.left), 0.0)


def _upright_places(row: Row, drawn: Drawn, height: float) -> list[float]:
    """Where upright lines cross a row."""
    y = height - row.baseline - row.size * 0.3
    return sorted(box.x for box in drawn.uprights if box.top - 2 <= y <= box.bottom + 2)


def _is_parted(uprights: list[float], left: float, right: float) -> bool:
    at = bisect_right(uprights, left - 0.5)
    return at < len(uprights) and uprights[at] <= right + 0.5


def _marks_in(glyphs: list[Glyph], drawn: Drawn, height: float) -> set[int]:
    """The orders of the glyphs that tick something: signs, and letters x in a drawn box, however
    near to the words beside it."""
    return {
        glyph.order
        for glyph in glyphs
        if _is_mark(glyph.character)
        or (
            glyph.character in LETTERS
            and any(
                box.width < 3 * glyph.height
                and box.holds((glyph.left + glyph.right) / 2, height - glyph.baseline - 1)
                for box in drawn.boxes
            )
        )
    }


def _runs(glyphs: list[Glyph], uprights: list[float], marks: set[int]) -> Iterator[list[Glyph]]:
    """The glyphs of a row, parted at wide gaps, at upright lines and around marks."""
    run: list[Glyph] = []
    end = 0.0
    spaces: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.left, glyph.order)):
        if glyph.character.isspace():
            spaces.append(glyph)
            continue
        is_mark = glyph.order in marks
        size = max(glyph.height, run[-1].height if run else 0.0)
        is_apart = glyph.left - end > size * APART or _is_parted(uprights, end, glyph.left)
        if run and (is_mark or run[-1].order in marks or is_apart):
            yield run
            run, spaces = [], []
        run += [*(space for space in spaces if run), glyph]
        spaces = []
        end = max(glyph.right, end) if len(run) > 1 else glyph.right
    if run:
        yield run


def _lines_of(run: list[Glyph]) -> list[list[Glyph]]:
    """The lines of a run: more than one where the row of larger text beside it holds two lines of
    small print. A raised figure, which is smaller, stays with its word."""
    written = [glyph for glyph in run if not glyph.character.isspace()]
    size = max((glyph.height for glyph in written), default=0.0)
    lines: list[list[Glyph]] = []
    for glyph in sorted(written, key=lambda each: -each.baseline):
        if glyph.height < RAISED * size:
            continue
        if not lines or lines[-1][0].baseline - glyph.baseline > LINE_APART * size:
            lines.append([])
        lines[-1].append(glyph)
    if len(lines) < 2:
        return [run]
    for glyph in run:
        if glyph.character.isspace() or glyph.height < RAISED * size:
            min(lines, key=lambda line: abs(line[0].baseline - glyph.baseline)).append(glyph)
    return lines


def _apart(runs: Iterator[list[Glyph]]) -> Iterator[list[Glyph]]:
    """The runs, those parted that are answers side by side with little room between them."""
    for run in runs:
        yield from _answers_in(run) or [run]


def _answers_in(run: list[Glyph]) -> list[list[Glyph]]:
    if not 1 < len(run) <= LONGEST_ANSWERS:
        return []
    for apart in NARROWER:
        parts: list[list[Glyph]] = []
        end = 0.0
        for glyph in (each for each in run if not each.character.isspace()):
            if not parts or glyph.left - end > apart * glyph.height:
                parts.append([])
            parts[-1].append(glyph)
            end = glyph.right
        if len(parts) > 1 and all(answer_of(text_of(_with_spaces(part, run))) for part in parts):
            return [_with_spaces(part, run) for part in parts]
    return []


def _with_spaces(part: list[Glyph], run: list[Glyph]) -> list[Glyph]:
    inner = [g for g in run if g.character.isspace() and part[0].left < g.left < part[-1].right]
    return [*part, *inner]


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
    if len(written) == 1 and _is_mark(written[0].character):
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


def _settle(sheets: list[Sheet]) -> None:
    """The brackets of Arabic the right way round, judged over the whole document."""
    texts = settle_brackets([piece.text for sheet in sheets for piece in sheet.pieces])
    settled = iter(texts)
    for sheet in sheets:
        sheet.pieces = [replace(piece, text=next(settled)) for piece in sheet.pieces]


def _mirror(sheets: list[Sheet]) -> None:
    """Turn the sheets of an Arabic document round, so that reading begins at the left."""
    text = "".join(piece.text for sheet in sheets for piece in sheet.pieces)[:200_000]
    arabic = sum("\u0600" <= character <= "\u06ff" for character in text)
    if arabic * 2 < sum(character.isalpha() for character in text) or not arabic:
        return
    for sheet in sheets:
        turn = _turner(sheet.width)
        sheet.pieces = [
            replace(piece, box=turn(piece.box), text=_led(piece.text)) for piece in sheet.pieces
        ]
        sheet.marks = [replace(mark, box=turn(mark.box)) for mark in sheet.marks]
        sheet.loops = [turn(box) for box in sheet.loops]
        sheet.emphasised = [replace(each, box=turn(each.box)) for each in sheet.emphasised]
        sheet.rules = [
            replace(rule, left=sheet.width - rule.right, right=sheet.width - rule.left)
            for rule in sheet.rules
        ]
        sheet.mirrored = True
        if sheet.ink is not None:
            sheet.ink = _mirrored_ink(sheet.ink, turn)
        if sheet.ground is not None:
            sheet.ground = _mirrored_ground(sheet.ground, turn)


def _led(text: str) -> str:
    """A line of numbers or Latin words in an Arabic text, whose stops are drawn at its left, with
    the stops at its end."""
    if any("\u0600" <= character <= "\u06ff" and character.isalpha() for character in text):
        return text
    rest = text.lstrip(".,:;،؛!؟?)(][")
    led = text[: len(text) - len(rest)]
    return rest + led.translate(str.maketrans("([", ")]")) if rest and led else text


def _turner(width: float) -> Callable[[Box], Box]:
    return lambda box: Box(width - box.right, box.top, width - box.left, box.bottom)


def _mirrored_ink(ink: Ink, turn: Callable[[Box], Box]) -> Ink:
    return lambda box: ink(turn(box))


def _mirrored_ground(ground: Ground, turn: Callable[[Box], Box]) -> Ground:
    return lambda box: ground(turn(box))
