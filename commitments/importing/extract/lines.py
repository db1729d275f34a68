"""What every kind of file is turned into: lines of text, each knowing where it stood."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 300
# What 300 full pages hold; files without pages are measured by this alone.
MAX_CHARACTERS = 900_000

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Role(StrEnum):
    """What the file itself says about a line; most files say nothing."""

    TEXT = "text"
    NOTE = "note"
    FURNITURE = "furniture"


class Kind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    TEXT = "text"


class Refused(Exception):
    """The file is not taken in. ``code`` says why; ``limit`` is the figure it goes beyond."""

    def __init__(self, code: str, limit: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.limit = limit


@dataclass(frozen=True)
class Line:
    """One line, or one whole paragraph where the file knows its paragraphs.

    ``number`` counts lines (paragraphs in DOCX and HTML) of the file from 1; on a PDF page it
    counts from its top. ``level`` is the depth of a heading that the file itself marks as one,
    0 otherwise. ``full`` tells whether the line reaches the right margin, where that is known.
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


@dataclass(frozen=True)
class Extracted:
    """The lines of a file in reading order. ``pages`` is 0 where the file has no pages."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    pages: int = 0

    @property
    def text(self) -> str:
        """All lines but page furniture, one below the other."""
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


def superscript(digits: str) -> str:
    """``12`` as ``¹²``: how a footnote's mark stands in the text, whatever the file."""
    return digits.translate(SUPERSCRIPTS)
