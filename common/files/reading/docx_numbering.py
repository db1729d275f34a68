"""Word's automatic paragraph numbers, which are not part of its text."""

import re
from collections import defaultdict
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from common.files.reading.numbering import formatted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int


class Numbering:
    """Counts list paragraphs in the order of the document."""

    def __init__(self, root: ET.Element | None) -> None:
        self.levels: dict[str, dict[int, _Level]] = {}
        self.abstract: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.restarted: set[tuple[str, int]] = set()
        self.starts: dict[tuple[str, int], int] = {}
        if root is not None:
            self._read(root)

    def label(self, paragraph: ET.Element, from_style: ET.Element | None) -> str:
        """The number that Word draws before ``paragraph``; empty when it draws none."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        properties = own if own is not None else from_style
        if properties is None:
            return ""
        number_id = _value(properties.find(W + "numId")) or _value(
            from_style.find(W + "numId") if from_style is not None else None
        )
        level = int(_value(properties.find(W + "ilvl")) or 0)
        abstract = self.abstract.get(number_id, "")
        if not abstract or level not in self.levels.get(abstract, {}):
            return ""
        self._count(number_id, abstract, level)
        return self._draw(abstract, level)

    def _count(self, number_id: str, abstract: str, level: int) -> None:
        counts = self.counts[abstract]
        override = self.starts.get((number_id, level))
        if override is not None and (number_id, level) not in self.restarted:
            self.restarted.add((number_id, level))
            counts[level] = override
        else:
            counts[level] = counts.get(level, self.levels[abstract][level].start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

    def _draw(self, abstract: str, level: int) -> str:
        levels, counts = self.levels[abstract], self.counts[abstract]

        def number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            if index not in levels:
                return ""
            return formatted(counts.get(index, levels[index].start), levels[index].format)

        if levels[level].format in ("bullet", "none"):
            return ""
        return PLACEHOLDER.sub(number, levels[level].text).strip()

    def _read(self, root: ET.Element) -> None:
        for abstract in root.iter(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId", "")
            self.levels[key] = {
                int(level.get(W + "ilvl", "0")): _Level(
                    _value(level.find(W + "numFmt")) or "decimal",
                    _value(level.find(W + "lvlText")),
                    int(_value(level.find(W + "start")) or 1),
                )
                for level in abstract.iter(W + "lvl")
            }
        for number in root.iter(W + "num"):
            number_id = number.get(W + "numId", "")
            self.abstract[number_id] = _value(number.find(W + "abstractNumId"))
            for override in number.iter(W + "lvlOverride"):
                start = _value(override.find(W + "startOverride"))
                if start.isdigit():
                    self.starts[number_id, int(override.get(W + "ilvl", "0"))] = int(start)


def _value(element: ET.Element | None) -> str:
    return element.get(W + "val", "") if element is not None else ""
