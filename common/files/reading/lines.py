"""The common form of every file: lines of text, each with its place in the file."""

import re
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 300
# The content of 300 full pages; the only limit for files without pages.
MAX_CHARACTERS = 900_000

LETTER_MARKS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
RAISED_LETTERS = str.maketrans("abcdefghijklmnoprstuvwxyz", LETTER_MARKS)
LOWERED = {above: letter for letter, above in RAISED_LETTERS.items()}
SMALL_LETTERS = re.compile(r"[a-pr-z](?:\s*,\s*[a-pr-z])*|[a-pr-z]{2,4}")
RAISED_RUN = re.compile(f"[{LETTER_MARKS}]+")
LAST_LETTERS = re.compile(r"[^\W\d_]+$")
ROMAN = re.compile(r"[IVXLCDM]+")
# "2e", "3o": after a number these letters usually end the numeral.
ORDINAL_ENDINGS = "ᵉᵒ"
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
AS_RAISED = SUPERSCRIPTS | RAISED_LETTERS


class Role(StrEnum):
    """The role of a line by the file's own word; most files give none."""

    TEXT = "text"
    NOTE = "note"
    FURNITURE = "furniture"
    CONTENTS = "contents"
    TABLE = "table"


class Kind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    TEXT = "text"
    XLSX = "xlsx"


class Refused(Exception):
    """The file is refused. ``code`` says why; ``limit`` is the limit that it exceeds."""

    def __init__(self, code: str, limit: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.limit = limit


@dataclass(frozen=True)
class Line:
    """One line, or one whole paragraph where the file knows its paragraphs.

    ``number`` counts the file's lines (paragraphs in DOCX and HTML) from 1; in a PDF it counts on
    each page. ``level`` is the depth of a heading that the file itself marks as one, 0 otherwise.
    ``full`` tells whether the line reaches the right margin, where that is known. The file itself
    puts lines with the same ``block`` into one paragraph; 0 where it says nothing. ``cells`` are
    the cells of a table's row, including empty ones; a merged cell is in each of its rows.
    ``struck_text`` and ``struck_cells`` are text and cells with a stroke (U+0336) behind each
    struck character; empty if nothing is struck through.
    """

    text: str
    page: int = 1
    number: int = 0
    role: Role = Role.TEXT
    level: int = 0
    whole: bool = False
    gap: bool = False
    full: bool | None = None
    bold: bool = False
    indent: int = 0
    block: int = 0
    cells: tuple[str, ...] = ()
    struck_text: str = ""
    struck_cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extracted:
    """The lines of a file in reading order. ``pages`` is 0 where the file has no pages."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    pages: int = 0

    @property
    def text(self) -> str:
        """All lines except page furniture, one below the other."""
        return "\n".join(line.text for line in self.lines if line.role != Role.FURNITURE)

    def as_json(self) -> dict[str, Any]:
        rows = [list(asdict(line).values()) for line in self.lines]
        return {"kind": self.kind, "pages": self.pages, "lines": rows}


def from_json(value: dict[str, Any]) -> Extracted:
    """The opposite of ``Extracted.as_json``."""
    lines = [
        Line(text, page, number, Role(role), *rest)
        for text, page, number, role, *rest in value["lines"]
    ]
    return Extracted(Kind(value["kind"]), lines, value["pages"])


def check_amount(lines: list[Line]) -> None:
    """Raise Refused when the lines hold no text, or more than 300 pages could."""
    characters = sum(len(line.text) for line in lines)
    if characters > MAX_CHARACTERS:
        raise Refused("too_many_pages", MAX_PAGES)
    if not any(line.text.strip() for line in lines):
        raise Refused("no_text")


# Marks around struck text while a file is read: private characters that no file's text has.
BEGIN_STRUCK, END_STRUCK = "\ue000", "\ue001"
STRUCK = re.compile("\ue000([^\ue000\ue001]*)\ue001")
STROKE = "\u0336"


def as_struck(text: str) -> str:
    """``text`` marked as struck through; ``strokes`` or ``unstruck`` takes the marks away."""
    pieces = unstruck(text).split("\n")
    return "\n".join(f"{BEGIN_STRUCK}{p}{END_STRUCK}" if p.strip() else p for p in pieces)


def unstruck(text: str) -> str:
    return text.replace(BEGIN_STRUCK, "").replace(END_STRUCK, "")


def strokes(text: str) -> str:
    """The text with a stroke behind each struck character; empty where nothing is struck."""
    if BEGIN_STRUCK not in text:
        return ""
    return unstruck(STRUCK.sub(lambda match: "".join(c + STROKE for c in match[1]), text))


def superscript(digits: str) -> str:
    """``12`` as ``¹²``: the form of a footnote's mark in the text of every kind of file."""
    return digits.translate(SUPERSCRIPTS)


def raised(text: str) -> str:
    """Digits or small Latin letters as raised characters; any other text unchanged.

    ``with_marks_alone`` decides later which letters mark a note.
    """
    alone = text.strip()
    if alone.isascii() and (alone.isdigit() or SMALL_LETTERS.fullmatch(alone)):
        return text.translate(AS_RAISED)
    return text


def with_marks_alone(text: str) -> str:
    """``text`` with raised letters only where they mark a note, as in ``Vacancy ratesᵃ``.

    In ``1st``, ``XXe`` or ``nos`` they belong to the word.
    """
    return RAISED_RUN.sub(lambda run: run[0] if _marks(run) else _lowered(run[0]), text)


def _marks(run: re.Match[str]) -> bool:
    """Whether a raised letter marks a note: it follows a word of three letters or more, a number or
    the end of a clause, or begins a line."""
    before, after = run.string[: run.start()], run.string[run.end() :]
    if len(run[0]) > 1 or after[:1].isalnum():
        return False
    if word := LAST_LETTERS.search(before):
        return len(word[0]) > 2 and not ROMAN.fullmatch(word[0])
    if before.rstrip(".")[-1:].isdigit():
        return run[0] not in ORDINAL_ENDINGS
    return not before[-1].isspace() if before else after.startswith(" ")


def _lowered(letters: str) -> str:
    return letters.translate(LOWERED)
