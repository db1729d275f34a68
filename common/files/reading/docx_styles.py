"""What Word's styles say about a paragraph: heading, bold, numbered, of the table of contents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# How the United Nations' own templates name their headings.
UN_HEADINGS = (("hch", 1), ("h1", 2), ("h23", 3), ("h4", 4), ("h56", 5))
CONTENTS = re.compile(r"toc ?\d")


@dataclass(frozen=True)
class Style:
    level: int = 0
    bold: bool = False
    numbering: ET.Element | None = None
    is_contents: bool = False


class Styles:
    """Paragraph styles: whether one is a heading, is bold, or numbers its paragraphs."""

    def __init__(self, root: ET.Element | None) -> None:
        elements = root.iter(W + "style") if root is not None else ()
        self.elements = {element.get(W + "styleId", ""): element for element in elements}

    def of(self, paragraph: ET.Element) -> Style:
        properties = paragraph.find(W + "pPr")
        name = ""
        if properties is not None and (chosen := properties.find(W + "pStyle")) is not None:
            name = chosen.get(W + "val", "")
        own = _outline(properties)
        chain = list(self._chain(name))
        levels = [own, *(self._level(element) for element in chain)]
        numbering = (element.find(f"{W}pPr/{W}numPr") for element in chain)
        return Style(
            next(filter(None, levels), 0),
            any(is_on(element.find(f"{W}rPr/{W}b")) for element in chain[:1]),
            next((found for found in numbering if found is not None), None),
            any(CONTENTS.fullmatch(_name(element)) for element in chain),
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
        name = _name(element)
        if heading := re.fullmatch(r"heading ([1-9])", name):
            return int(heading[1])
        if name == "title":
            return 1
        plain = re.sub(r"[^a-z0-9]", "", name).removesuffix("g")
        return dict(UN_HEADINGS).get(plain, 0) or _outline(element.find(W + "pPr"))


def _name(style: ET.Element) -> str:
    element = style.find(W + "name")
    return element.get(W + "val", "").lower() if element is not None else ""


def _outline(properties: ET.Element | None) -> int:
    level = properties.find(W + "outlineLvl") if properties is not None else None
    value = level.get(W + "val", "9") if level is not None else "9"
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def is_on(element: ET.Element | None, attribute: str = "val") -> bool:
    default = "1" if attribute == "val" else "0"
    return element is not None and element.get(W + attribute, default) not in ("0", "false", "off")


def is_bold(paragraph: ET.Element) -> bool:
    """Whether all the written runs of a paragraph are bold."""
    runs = [run for run in paragraph.iter(W + "r") if "".join(run.itertext()).strip()]
    return bool(runs) and all(is_on(run.find(f"{W}rPr/{W}b")) for run in runs)
