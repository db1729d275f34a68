"""One candidate for what the beginning of a line, or a place inside it, may mean."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a mark may begin. A number begins a paragraph, a heading or an item: ``choose`` says
    which. Text and tables have no mark."""

    ANNEX = "annex"
    RECOMMENDATION = "recommendation"
    HEADING = "heading"
    TITLE = "title"
    NUMBER = "number"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    TEXT = "text"
    TABLE = "table"


class Style(StrEnum):
    """How a number is written. Each heading style is one level of the outline."""

    ROMAN = "roman"
    CHINESE = "chinese"
    ORDINAL = "ordinal"
    LETTER = "letter"
    LETTER_NAME = "letter_name"
    DECIMAL = "decimal"
    DOT = "dot"
    DASH = "dash"
    PAREN = "paren"
    BARE = "bare"
    SIGN = "sign"
    WORD = "word"
    SUB = "sub"
    NONE = "none"


@dataclass(frozen=True)
class Mark:
    """``start`` and ``end`` delimit the mark in its row's text; the words begin at ``end``.

    ``rows``: how many rows a heading takes up, where that had to be decided; 0 otherwise.
    ``word`` is what is counted where the number says it ("action"). ``announced``: a sentence ends
    right before a number inside a row, and nothing is cited there.
    """

    kind: Kind
    row: int
    start: int = 0
    end: int = 0
    value: int = 0
    suffix: str = ""
    style: Style = Style.NONE
    label: str = ""
    heading_like: bool = False
    after_colon: bool = False
    open_before: bool = False
    explicit: bool = False
    rows: int = 0
    word: str = ""
    announced: bool = False


# The mark of a text that has none.
UNMARKED = Mark(Kind.TEXT, -1)
