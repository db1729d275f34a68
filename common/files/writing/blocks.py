"""The blocks of a document, whatever its format."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from common.charts.chart import Sheet
from common.multilingual import RIGHT_TO_LEFT


@dataclass(frozen=True)
class Text:
    """A stretch of text.

    ``note`` is the footnote at its end: a source, often an address. ``language`` is the text's, if
    it differs from the document's; symbols and addresses are ``en``.
    """

    text: str
    note: str = ""
    language: str = ""
    is_strong: bool = False


Inline = Sequence[Text | str]


@dataclass(frozen=True)
class Heading:
    """``level`` counts from 1; the title of the document stands above all."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """``look`` is one of those in ``LOOKS``."""

    content: Inline
    look: str = "plain"


# ``editor`` is a gap that an editor fills, ``fictional`` the warning that data are invented.
LOOKS = ("plain", "lead", "note", "editor", "fictional")


@dataclass(frozen=True)
class Bullets:
    items: Sequence[Inline]


@dataclass(frozen=True)
class Table:
    """``rows`` as long as ``header``; the first cell of each row names it."""

    header: Sequence[str]
    rows: Sequence[Sequence[Inline]]
    caption: str = ""


@dataclass(frozen=True)
class Quote:
    """A report's own words, in their language, with their author and place."""

    text: str
    language: str
    source: Inline


@dataclass(frozen=True)
class Figure:
    """A drawing, no wider than a page, and what it shows."""

    drawing: Sheet
    caption: Inline

    @property
    def words(self) -> str:
        """The caption as plain text, for those who do not see the drawing."""
        return "".join(piece.text for piece in texts(self.caption))


Block = Heading | Paragraph | Bullets | Table | Quote | Figure


@dataclass(frozen=True)
class Document:
    """``header`` stands at the head of each page."""

    title: str
    language: str
    blocks: list[Block] = field(default_factory=list)
    subtitle: str = ""
    header: Inline = ()

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT


def texts(content: Inline) -> list[Text]:
    """``content`` with every piece as a Text."""
    return [piece if isinstance(piece, Text) else Text(piece) for piece in content]
