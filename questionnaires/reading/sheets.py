"""A file as sheets of paper: pieces of text, marks and rules, each with its place.

PDF has places; for the other kinds they are made up (``virtual``), so that one and the same
reading serves all of them. In a sheet that is written from right to left places are mirrored:
what is read first is always on the left here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from questionnaires.reading.result import Origin, Place


class Box(NamedTuple):
    """In points from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2

    def grown(self, by: float) -> "Box":
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def joined(self, other: "Box") -> "Box":
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def shared_width(self, other: "Box") -> float:
        return min(self.right, other.right) - max(self.left, other.left)

    def shared_height(self, other: "Box") -> float:
        return min(self.bottom, other.bottom) - max(self.top, other.top)

    def touches(self, other: "Box") -> bool:
        return self.shared_width(other) > 0 and self.shared_height(other) > 0


class Ticked(StrEnum):
    YES = "ticked"
    NO = "empty"
    DOUBTFUL = "doubtful"


class Emphasis(StrEnum):
    """How a word is told from others of its line without a mark."""

    STRUCK = "struck out"
    SHADED = "shaded"
    BOLD = "bold"
    UNDERLINED = "underlined"


@dataclass(frozen=True)
class Emphasised:
    """Where text has an emphasis."""

    how: Emphasis
    box: Box


@dataclass(frozen=True)
class Piece:
    """Text of one line without a wide gap. ``cell`` numbers the table cell or paragraph it is of,
    0 where the file does not say; ``sheet`` is the index of its sheet."""

    text: str
    box: Box
    sheet: int = 0
    size: float = 10.0
    bold: bool = False
    cell: int = 0


@dataclass(frozen=True)
class Mark:
    """A box, circle or tick. ``loose``: ink that stands in no box. ``is_letter``: an x."""

    state: Ticked
    box: Box
    sheet: int = 0
    how: Origin = Origin.GLYPH
    loose: bool = False
    is_letter: bool = False
    character: str = ""


@dataclass(frozen=True)
class Shade:
    """A cell, or what is drawn like one, on a ground of its own. ``colour`` tells grounds from one
    another and is the file's own word for it, or the grey that is seen."""

    box: Box
    colour: str
    sheet: int = 0


@dataclass(frozen=True)
class Rule:
    """A horizontal line."""

    y: float
    left: float
    right: float


# What is seen in a box, which stands on a grey.
Ink = Callable[[Box, int], Ticked]
# The grey on which the text of a box stands, 0 (black) to 255; None where it cannot be seen.
Ground = Callable[[Box], int | None]
# Lighter differences of the ground are no shading.
LEAST_SHADE, WHITE = 4, 255


@dataclass
class Sheet:
    """``page``: from 1, None where the file states no pages. ``loops``: curves drawn around
    something; ``ink`` says whether there is ink in a box, and ``ground`` on which grey text stands,
    where that can be seen."""

    page: int | None
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    loops: list[Box] = field(default_factory=list)
    emphasised: list[Emphasised] = field(default_factory=list)
    shades: list[Shade] = field(default_factory=list)
    is_scan: bool = False
    mirrored: bool = False
    ink: Ink | None = None
    ground: Ground | None = None

    def place(self, box: Box | None) -> Place:
        """Where a box is on the paper; no region where places are made up."""
        if box is None or self.ink is None:
            return Place(self.page)
        left, right = box.left, box.right
        if self.mirrored:
            left, right = self.width - right, self.width - left
        return Place(
            self.page, (round(left, 1), round(box.top, 1), round(right, 1), round(box.bottom, 1))
        )


@dataclass
class Sheets:
    """All sheets of a file; ``how`` is where its texts come from."""

    sheets: list[Sheet]
    how: Origin = Origin.TEXT
    notes: list[str] = field(default_factory=list)
