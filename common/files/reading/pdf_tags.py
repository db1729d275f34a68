"""The tags of a PDF about its own text: paragraphs, headings, tables, footnotes, contents.

Word writes these tags into every PDF it saves. They stand in a tree beside the pages; each piece
of drawn text names its place in the tree by a number that is unique on its page.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, field, replace

import pypdfium2
from pypdfium2 import raw

from common.files.reading.lines import Role

MAX_DEPTH = 64
MAX_ELEMENTS = 200_000
# Elements that are a paragraph; all others are parts of one, or hold several.
BLOCKS = frozenset(
    ["P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Title", "Caption", "Note", "FENote", "TOCI"]
)
CELLS = ("TD", "TH")
LABELS = ("Lbl",)


@dataclass(frozen=True)
class Tag:
    """The paragraph that a piece of text belongs to.

    ``block`` numbers the paragraphs of the document from 1, ``row`` and ``cell`` the rows and
    cells of its tables; 0 for text outside of tables.
    """

    block: int
    role: Role = Role.TEXT
    level: int = 0
    row: int = 0
    cell: int = 0


@dataclass
class _Place:
    """The current place in the tree. ``label``: an item's number waits for its first words."""

    tag: Tag
    is_inline: bool = False
    label: bool = False


@dataclass
class Tags:
    """Reads the tree page by page; a paragraph cut by a page break keeps its number."""

    blocks: int = 0
    rows: int = 0
    cells: int = 0
    elements: int = 0
    found: dict[int, Tag] = field(default_factory=dict)
    signatures: dict[int, tuple[int, ...]] = field(default_factory=dict)
    last: tuple[tuple[int, ...], int] = ((), 0)

    def of(self, page: pypdfium2.PdfPage) -> dict[int, Tag]:
        """The tags of a page by the numbers in its content, in reading order."""
        self.found, self.signatures = {}, {}
        tree = raw.FPDF_StructTree_GetForPage(page)
        if not tree:
            return {}
        try:
            for index in range(raw.FPDF_StructTree_CountChildren(tree)):
                child = raw.FPDF_StructTree_GetChildAtIndex(tree, index)
                if child:
                    self._walk(child, _Place(Tag(0)), 0)
        finally:
            raw.FPDF_StructTree_Close(tree)
        return self._joined()

    def _joined(self) -> dict[int, Tag]:
        """The tags found. If the page's first paragraph continues the last one of the page before,
        it gets that one's number."""
        found = self.found
        order = list(dict.fromkeys(tag.block for tag in found.values() if tag.role == Role.TEXT))
        if order:
            first = self.signatures.get(order[0], ())
            signature, block = self.last
            if len(first) > 1 and max(first) >= 0 and first == signature:
                found = {
                    number: replace(tag, block=block) if tag.block == order[0] else tag
                    for number, tag in found.items()
                }
            end = order[-1]
            same = end == order[0] and first == signature
            self.last = (self.signatures.get(end, ()), block if same else end)
        return found

    def _walk(self, element: raw.FPDF_STRUCTELEMENT, place: _Place, depth: int) -> None:
        self.elements += 1
        if depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            return
        kind = _kind(element)
        place = self._entered(kind, element, place)
        for index in range(max(raw.FPDF_StructElement_CountChildren(element), 0)):
            number = raw.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if number >= 0:
                self._take(number, place)
                continue
            child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                self._walk(child, place, depth + 1)

    def _take(self, number: int, place: _Place) -> None:
        if not place.tag.block:
            place.tag = replace(place.tag, block=self._next_block())
        self.found[number] = place.tag

    def _entered(self, kind: str, element: raw.FPDF_STRUCTELEMENT, place: _Place) -> _Place:
        """The place inside ``element``."""
        tag = place.tag
        if place.is_inline:
            return place
        if kind == "TR" and not tag.row:
            self.rows += 1
            return _Place(replace(tag, row=self.rows, block=0))
        if kind in CELLS and not tag.cell:
            self.cells += 1
            return _Place(replace(tag, cell=self.cells, block=0))
        return self._entered_block(kind, element, place)

    def _entered_block(self, kind: str, element: raw.FPDF_STRUCTELEMENT, place: _Place) -> _Place:
        """The same for paragraphs and list items; an item's number and first words are one
        paragraph."""
        tag = place.tag
        if kind == "LI":
            return _Place(replace(tag, block=self._next_block()), label=True)
        if kind in ("P", "LBody") and place.label:
            place.label = kind == "LBody"
            return _Place(tag, label=kind == "LBody")
        if kind in BLOCKS:
            return self._block(kind, element, tag)
        return replace(place, label=False) if kind in LABELS else place

    def _block(self, kind: str, element: raw.FPDF_STRUCTELEMENT, tag: Tag) -> _Place:
        roles = {"Note": Role.NOTE, "FENote": Role.NOTE, "TOCI": Role.CONTENTS}
        role = roles.get(kind, tag.role)
        heading = re.fullmatch(r"H([1-6])", kind)
        level = int(heading[1]) if heading else int(kind in ("H", "Title"))
        new = replace(tag, block=self._next_block(), role=role, level=level)
        self.signatures[new.block] = _signature(element)
        return _Place(new, is_inline=role in (Role.NOTE, Role.CONTENTS))

    def _next_block(self) -> int:
        self.blocks += 1
        return self.blocks


def _kind(element: raw.FPDF_STRUCTELEMENT) -> str:
    buffer = ctypes.create_string_buffer(64)
    length = raw.FPDF_StructElement_GetType(element, buffer, 64)
    return buffer.raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")


def _signature(element: raw.FPDF_STRUCTELEMENT) -> tuple[int, ...]:
    """The numbers of all the pieces of an element: the same on every page it stands on."""
    count = min(max(raw.FPDF_StructElement_GetMarkedContentIdCount(element), 0), 200)
    return tuple(
        raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index) for index in range(count)
    )
