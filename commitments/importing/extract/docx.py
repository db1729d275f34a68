"""DOCX to lines, from its XML alone: no macros, no links followed, sizes checked on reading."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

from commitments.importing.extract.docx_numbering import Numbering
from commitments.importing.extract.lines import Line, Refused, Role, superscript
from commitments.importing.extract.text import join_cells

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAX_PART_BYTES = 40 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 5000
MAX_NESTING = 200
# Removed, moved away, or the instructions of a field: not part of the text as it stands.
UNSEEN = frozenset(W + tag for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr"))
CHARACTERS = {W + "tab": " ", W + "noBreakHyphen": "-", W + "softHyphen": "", W + "cr": "\n"}
# How the United Nations' own templates name their headings.
UN_HEADINGS = (("hch", 1), ("h1", 2), ("h23", 3), ("h4", 4), ("h56", 5))


def lines_of(data: bytes) -> tuple[list[Line], int]:
    """The paragraphs of a DOCX, its footnotes after them, and how many pages it says it has."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            reader = _Reader(_Parts(archive))
            reader.read()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused("damaged") from error
    except RuntimeError as error:  # what zipfile says about an encrypted entry
        raise Refused("encrypted") from error
    return reader.lines, reader.page if reader.page > 1 else 0


class _Parts:
    """The XML parts of the archive, each read up to a limit and without a document type."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Refused("too_demanding")
        self.names = [entry.filename for entry in entries]

    def get(self, name: str) -> ET.Element | None:
        """A part's root; None when there is no such part."""
        if name not in self.names:
            return None
        entry = self.archive.getinfo(name)
        if entry.file_size > max(entry.compress_size, 4096) * MAX_RATIO:
            raise Refused("too_demanding")
        with self.archive.open(entry) as stream:
            content = stream.read(MAX_PART_BYTES + 1)
        if len(content) > MAX_PART_BYTES:
            raise Refused("too_demanding")
        _refuse_document_types(content)
        return ET.fromstring(content)  # noqa: S314 - checked just above


def _refuse_document_types(content: bytes) -> None:
    """Raise Refused for XML with a DOCTYPE (entities), too deep, or not well formed."""
    depth = 0

    def refuse(*_details: object) -> None:
        raise Refused("too_demanding")

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_NESTING:
            raise Refused("too_demanding")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the end of the document
    except expat.ExpatError as error:
        raise Refused("damaged") from error


@dataclass
class _Reader:
    parts: _Parts
    lines: list[Line] = field(default_factory=list)
    page: int = 1
    marks: dict[str, str] = field(default_factory=dict)

    def read(self) -> None:
        document = self.parts.get("word/document.xml")
        if document is None:
            raise Refused("damaged")
        self.styles = _Styles(self.parts.get("word/styles.xml"))
        self.numbering = Numbering(self.parts.get("word/numbering.xml"))
        for name in sorted(self.parts.names):
            if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
                self._margin(name)
        self._block(document)
        for name, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
            self._notes(self.parts.get(f"word/{name}.xml"), tag)

    def _margin(self, name: str) -> None:
        root = self.parts.get(name)
        for paragraph in root.iter(W + "p") if root is not None else ():
            self._add(self._text(paragraph), role=Role.FURNITURE)

    def _block(self, parent: ET.Element) -> None:
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tr":
                self._row(child)
            elif child.tag not in UNSEEN and child.tag != FALLBACK:
                self._block(child)

    def _paragraph(self, paragraph: ET.Element) -> None:
        self.page += sum(1 for tag in _breaks(paragraph) if tag)
        style = self.styles.of(paragraph)
        label = self.numbering.label(paragraph, style.numbering)
        text = self._text(paragraph)
        pieces = [piece for piece in text.split("\n") if piece.strip()]
        for index, piece in enumerate(pieces):
            self._add(
                f"{label} {piece}" if label and not index else piece,
                level=style.level,
                whole=len(pieces) == 1,
                bold=_is_bold(paragraph) or style.bold,
                gap=not index,
            )
        for box in paragraph.iter(W + "txbxContent"):
            self._block(box)

    def _row(self, row: ET.Element) -> None:
        cells = [list(cell.iter(W + "p")) for cell in row.iter(W + "tc")]
        if any(len(paragraphs) > 1 for paragraphs in cells):
            for paragraph in (p for paragraphs in cells for p in paragraphs):
                self._paragraph(paragraph)
            return
        labelled = [self._labelled(p) for paragraphs in cells for p in paragraphs]
        self._add(join_cells([text.strip() for text in labelled]))

    def _labelled(self, paragraph: ET.Element) -> str:
        label = self.numbering.label(paragraph, self.styles.of(paragraph).numbering)
        return f"{label} {self._text(paragraph)}".strip().replace("\n", " ")

    def _notes(self, root: ET.Element | None, tag: str) -> None:
        for note in root.iter(W + tag) if root is not None else ():
            key = f"{tag}{note.get(W + 'id')}"
            if note.get(W + "type") in (None, "normal") and key in self.marks:
                text = " ".join(self._text(p).strip() for p in note.iter(W + "p"))
                self._add(f"{self.marks[key]} {text.strip()}", role=Role.NOTE)

    def _add(self, text: str, role: Role = Role.TEXT, **hints: Any) -> None:
        """One more line, a whole paragraph that stands apart unless ``hints`` say otherwise."""
        if text.strip():
            number = len(self.lines) + 1
            given = {"whole": True, "gap": True, **hints}
            self.lines.append(Line(text.strip(), self.page, number, role, **given))

    def _text(self, element: ET.Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: ET.Element) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in UNSEEN or tag in (FALLBACK, W + "txbxContent"):
                continue
            if tag == W + "t":
                yield child.text or ""
            elif tag in CHARACTERS:
                yield CHARACTERS[tag]
            elif tag == W + "br":
                yield "" if child.get(W + "type") in ("page", "column") else "\n"
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                yield self._mark(child)
            elif tag == W + "r":
                yield self._run(child)
            else:
                yield from self._pieces(child)

    def _run(self, run: ET.Element) -> str:
        text = "".join(self._pieces(run))
        properties = run.find(W + "rPr")
        if properties is None:
            return text
        if _is_on(properties.find(W + "vanish")):
            return ""
        raised = properties.find(W + "vertAlign")
        if raised is not None and raised.get(W + "val") == "superscript" and text.isdigit():
            return superscript(text)
        return text

    def _mark(self, reference: ET.Element) -> str:
        key = f"{reference.tag.removeprefix(W).removesuffix('Reference')}{reference.get(W + 'id')}"
        if _is_on(reference, "customMarkFollows"):
            self.marks.setdefault(key, "")
            return ""
        return self.marks.setdefault(key, superscript(str(sum(map(bool, self.marks.values())) + 1)))


@dataclass(frozen=True)
class _Style:
    level: int = 0
    bold: bool = False
    numbering: ET.Element | None = None


class _Styles:
    """Paragraph styles: whether one is a heading, is bold, or numbers its paragraphs."""

    def __init__(self, root: ET.Element | None) -> None:
        elements = root.iter(W + "style") if root is not None else ()
        self.elements = {element.get(W + "styleId", ""): element for element in elements}

    def of(self, paragraph: ET.Element) -> _Style:
        properties = paragraph.find(W + "pPr")
        name = ""
        if properties is not None and (chosen := properties.find(W + "pStyle")) is not None:
            name = chosen.get(W + "val", "")
        own = _outline(properties)
        chain = list(self._chain(name))
        levels = [own, *(self._level(element) for element in chain)]
        numbering = (element.find(f"{W}pPr/{W}numPr") for element in chain)
        return _Style(
            next(filter(None, levels), 0),
            any(_is_on(element.find(f"{W}rPr/{W}b")) for element in chain[:1]),
            next((found for found in numbering if found is not None), None),
        )

    def _chain(self, name: str) -> Iterator[ET.Element]:
        seen: set[str] = set()
        while name in self.elements and name not in seen:
            seen.add(name)
            yield self.elements[name]
            based_on = self.elements[name].find(W + "basedOn")
            name = based_on.get(W + "val", "") if based_on is not None else ""

    @staticmethod
    def _level(element: ET.Element) -> int:
        name_element = element.find(W + "name")
        name = name_element.get(W + "val", "") if name_element is not None else ""
        if heading := re.fullmatch(r"heading ([1-9])", name.lower()):
            return int(heading[1])
        if name.lower() == "title":
            return 1
        plain = re.sub(r"[^a-z0-9]", "", name.lower()).removesuffix("g")
        return dict(UN_HEADINGS).get(plain, 0) or _outline(element.find(W + "pPr"))


def _outline(properties: ET.Element | None) -> int:
    level = properties.find(W + "outlineLvl") if properties is not None else None
    value = level.get(W + "val", "9") if level is not None else "9"
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _is_on(element: ET.Element | None, attribute: str = "val") -> bool:
    default = "1" if attribute == "val" else "0"
    return element is not None and element.get(W + attribute, default) not in ("0", "false", "off")


def _is_bold(paragraph: ET.Element) -> bool:
    """Whether all the written runs of a paragraph are bold."""
    runs = [run for run in paragraph.iter(W + "r") if "".join(run.itertext()).strip()]
    return bool(runs) and all(_is_on(run.find(f"{W}rPr/{W}b")) for run in runs)


def _breaks(paragraph: ET.Element) -> Iterator[bool]:
    for run in paragraph.iter():
        yield run.tag == W + "lastRenderedPageBreak" or (
            run.tag == W + "br" and run.get(W + "type") == "page"
        )
