"""Which lines of a form begin a section or a question, by their numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.files.reading.lines import Kind, Line, Role
from questionnaires.blank.fragments import plain

PREFIX = r"(?:question|q|вопрос|السؤال|سؤال|问题|pregunta)?[ .]{0,2}"
NUMBERED = re.compile(
    rf"{PREFIX}(\d{{1,2}}(?:[.\-]\d{{1,2}}){{0,3}})(?![\d%])[.):：、]?(?:\s+|$|(?=[^\W\d_]))", re.I
)
SECTION = re.compile(
    r"(?:section|part|chapter|partie|chapitre|sección|seccion|parte|capítulo"
    r"|раздел|часть|глава|القسم|الجزء|第)"
    r"\s*(\d{1,2}|[IVX]{1,5}|[A-Z])(?:部分|章|节)?\s*[.:：)\-–—、]?\s*",
    re.IGNORECASE,
)
LETTERED = re.compile(r"(?:[IVX]{1,5}|[A-Z])[.)]\s+(?=\S)")
CONTENTS = re.compile(r"\.{4,} ?\d{1,3}$|(?:\. ){4,}\d{1,3}$")
PAGE_NUMBER = re.compile(
    r"(?:page|стр\.?|página|صفحة|第)? ?\d{1,3}(?: ?(?:/|of|de|sur|из|من|页) ?\d{0,3})?", re.I
)
LONGEST_TITLE = 160
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
Number = tuple[int, ...]


@dataclass
class Piece:
    """A line or a table's row. ``number`` and ``rest`` where it begins with a number; ``opens`` is
    ``section`` or ``question`` once that is settled."""

    text: str
    page: int
    line: int
    cells: tuple[str, ...] = ()
    is_heading: bool = False
    whole: bool = True
    gap: bool = True
    number: Number = ()
    rest: str = ""
    opens: str = ""
    label: str = ""
    others: tuple[str, ...] = field(default=())


def as_number(text: str) -> Number:
    return tuple(int(each) for each in re.split(r"[.\-]", text))


def pieces_of(kind: Kind, lines: Sequence[Line]) -> tuple[list[Piece], list[Line]]:
    """The pieces of a form, and the lines of the page: headers, page numbers, contents."""
    repeated = _repeated(lines)
    found, left = [], []
    for line in lines:
        text = plain(line.text)
        is_page = line.role in (Role.FURNITURE, Role.CONTENTS, Role.NOTE) or text in repeated
        if is_page or CONTENTS.search(text) or (kind == Kind.PDF and PAGE_NUMBER.fullmatch(text)):
            left.append(line)
            continue
        cells = tuple(plain(cell) for cell in line.cells)
        if not cells and " | " in text:
            cells = tuple(text.split(" | "))
        found.append(
            Piece(
                text,
                line.page,
                line.number,
                cells if len(cells) > 1 else (),
                bool(line.level) or line.bold,
                line.whole or bool(line.block),
                line.gap,
            )
        )
    for piece in found:
        _read_number(piece)
    return found, left


def _repeated(lines: Sequence[Line]) -> set[str]:
    """Texts at the top or foot of at least three pages, and of more than half of all pages."""
    pages: dict[int, list[str]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(plain(line.text))
    edges: dict[str, set[int]] = {}
    for page, texts in pages.items():
        for text in {*texts[:2], *texts[-2:]}:
            edges.setdefault(text, set()).add(page)
    return {
        text
        for text, on in edges.items()
        if len(on) >= 3 and len(on) * 2 > len(pages) and not NUMBERED.match(text)
    }


def _read_number(piece: Piece) -> None:
    """The number that a piece begins with; in a row it stands in the first cell that is filled, and
    the question beside it."""
    filled = [cell for cell in piece.cells if cell]
    start = filled[0] if filled else piece.text
    match = NUMBERED.match(start)
    if match is None:
        return
    piece.number, rest = as_number(match[1]), start[match.end() :].strip()
    others = piece.cells[piece.cells.index(start) + 1 :] if filled else ()
    if not rest and filled[1:]:
        place = next(n for n, cell in enumerate(others) if cell)
        rest, others = others[place], others[place + 1 :]
    piece.rest, piece.others = rest, tuple(others)


def settle(pieces: Sequence[Piece]) -> bool:
    """Mark which pieces open a section or a question; whether questions are numbered 1.1, 1.2."""
    is_dotted = any(len(piece.number) > 1 and piece.rest for piece in pieces)
    if is_dotted:
        _settle_dotted(pieces)
    else:
        _settle_flat(pieces)
    return is_dotted


def _settle_dotted(pieces: Sequence[Piece]) -> None:
    last_section = 0
    last: Number = ()
    for place, piece in enumerate(pieces):
        label, title = _section_of(piece)
        following = next((p.number for p in pieces[place + 1 :] if len(p.number) > 1), ())
        top = following[0] if following else 0
        if label and label == top and label > last_section and 0 < len(title) <= LONGEST_TITLE:
            piece.opens, piece.label, piece.rest = "section", str(label), title
            last_section = label
        elif len(piece.number) > 1 and _may_follow(piece.number, last):
            piece.opens, piece.label = "question", ".".join(map(str, piece.number))
            last = max(last, piece.number)


def _may_follow(number: Number, last: Number) -> bool:
    """Whether a number may come after the last one: later, the same again (which is told of), or at
    most two sections on. Anything else is a number in a text."""
    return not last or number == last or (number > last and number[0] - last[0] <= 2)


def _section_of(piece: Piece) -> tuple[int, str]:
    """The number and title of what may be the heading of a section; 0 for none."""
    if match := SECTION.match(piece.text):
        written = match[1].upper()
        number = int(written) if written.isdigit() else ROMAN.get(written, 0)
        return number, piece.text[match.end() :].strip()
    if len(piece.number) == 1 and not piece.rest.endswith(("?", "؟", "？")):
        return piece.number[0], piece.rest
    if piece.is_heading and (match := LETTERED.match(piece.text)):
        return ROMAN.get(match[0].strip(" .)"), 0), piece.text[match.end() :].strip()
    return 0, ""


def _settle_flat(pieces: Sequence[Piece]) -> None:
    """Questions are numbered 1, 2, 3; sections are headings."""
    last: Number = ()
    count = 0
    for piece in pieces:
        match = SECTION.match(piece.text) or LETTERED.match(piece.text)
        if len(piece.number) == 1 and piece.rest and piece.number[0] - (last or (0,))[0] in (0, 1):
            piece.opens, piece.label, last = "question", str(piece.number[0]), piece.number
        elif piece.is_heading and not piece.cells and len(piece.text) <= LONGEST_TITLE:
            count += 1
            piece.opens = "section"
            piece.rest = piece.text[match.end() :].strip() if match else piece.text
            piece.label = str(count)
