"""The page on which a DOCX's text stands, if the file states it.

A file states its pages by breaks of two kinds: those that its program noted when it last laid the
text out, and those that somebody put in. A noted break right after one that was put in is the same
break. A file with only breaks put in, and more text between them than a page can hold, does not
state its pages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from common.files.reading.docx_styles import is_on

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Marks for breaks in a paragraph's text until they are counted; XML has no such characters.
NOTED, PUT_IN = "\f", "\v"
BREAKS = re.compile(f"([{NOTED}{PUT_IN}])")
# No page holds more letters.
PAGE_HOLDS = 6000
SAME_PAGE = ("continuous", "nextColumn")


@dataclass(frozen=True)
class Placed:
    """A text and the page on which it begins."""

    text: str
    page: int

    def labelled(self, label: str) -> "Placed":
        return replace(self, text=f"{label} {self.text}") if label else self


@dataclass
class Pages:
    """The page that the reader has come to, from 1. ``on_page`` letters were read of it."""

    page: int = 1
    is_laid_out: bool = False
    is_turned: bool = False
    on_page: int = 0
    fullest: int = 0

    @property
    def stated(self) -> int:
        """The number of pages that the file states; 0 if it does not state where each of them
        ends."""
        is_stated = self.page > 1 and (self.is_laid_out or self.fullest <= PAGE_HOLDS)
        return self.page if is_stated else 0

    def turn(self, mark: str = PUT_IN) -> None:
        """Turn to the next page, unless this is the noted copy of a break that was just put in."""
        self.is_laid_out = self.is_laid_out or mark == NOTED
        if mark == PUT_IN or not self.is_turned:
            self.page += 1
            self.on_page = 0
        self.is_turned = mark == PUT_IN

    def placed(self, marked: str) -> Placed:
        """Count the breaks in a text; returns the text without them, and the page on which it
        begins."""
        begins = 0
        for piece in BREAKS.split(marked):
            if piece in (NOTED, PUT_IN):
                self.turn(piece)
            elif piece.strip():
                begins = begins or self.page
                self.is_turned = False
                self.on_page += len(piece)
                self.fullest = max(self.fullest, self.on_page)
        return Placed(without_breaks(marked), begins or self.page)


@dataclass
class RowOfCells:
    """The cells of a table's row, side by side: each begins on the page of the row, and the text
    after the row continues on the page where the last of them ends."""

    pages: Pages

    def __post_init__(self) -> None:
        self.begins = self.ends = self.pages.page
        self.is_turned = self.pages.is_turned

    def begin_cell(self) -> None:
        self.pages.page, self.pages.is_turned = self.begins, self.is_turned

    def end_cell(self, first_text: int) -> None:
        """``first_text`` is the page on which the cell's text begins; 0 for an empty one."""
        self.ends = max(self.ends, self.pages.page)
        if first_text > self.begins:
            # The row begins on a new page; other cells may note the same break too.
            self.begins, self.is_turned = first_text, True

    def end(self) -> None:
        self.pages.page = self.ends


def without_breaks(marked: str) -> str:
    return BREAKS.sub("", marked)


def breaks_before(paragraph: ET.Element) -> bool:
    """Whether a paragraph's own properties make it begin a page."""
    return is_on(paragraph.find(f"{W}pPr/{W}pageBreakBefore"))


def breaks_of_sections(document: ET.Element) -> Iterator[bool]:
    """For each section but the last, whether the next one begins on a new page: a section's type
    tells how it begins, not how it ends."""
    sections = list(document.iter(f"{W}sectPr"))
    for section in sections[1:]:
        kind = section.find(f"{W}type")
        yield kind is None or kind.get(f"{W}val") not in SAME_PAGE


def ends_section(paragraph: ET.Element) -> bool:
    return paragraph.find(f"{W}pPr/{W}sectPr") is not None
